# `make demo` and `make test` do all the set-up on a fresh machine with Python 3.11 or newer.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
  --no-header --no-annotate
INSTALL := VIRTUAL_ENV=$(abspath $(VENV)) $(BIN)/uv pip install --quiet --compile-bytecode
DEMO ?= demo-ledger
# Else each of the hundreds of processes that tests start would compile the product again.
export PYTHONDONTWRITEBYTECODE :=
PYTEST := $(BIN)/python -m pytest -n 2 --dist worksteal
# What is shown under `python -O`: access, exit codes, integrity. It leaves assert statements out, of
# which the product has none (tests/test_architecture.py); pytest keeps those of the tests.
OPTIMISED := tests/test_optimised.py tests/domain/test_access.py tests/cli/test_exit_codes.py \
  tests/cli/test_outsiders.py tests/cli/test_doors.py tests/cli/test_proofs.py \
  tests/ledger/test_tamper.py tests/ledger/attack tests/application

.PHONY: demo test optimised check each_test format lint types docs generate slow faults mutants bench \
  screenshots lock sbom clean

demo: $(VENV)/.installed
	$(BIN)/assure demo $(DEMO)

test: $(VENV)/.ready
	$(PYTEST) -m "not slow"

optimised: $(VENV)/.ready
	PYTHONOPTIMIZE=1 $(PYTEST) -W ignore::pytest.PytestConfigWarning -m "not slow" $(OPTIMISED)

slow: $(VENV)/.ready
	$(PYTEST) -m slow

# Everything that is done to break a ledger, counted: docs/reliability.md. Some minutes at SCALE=1.
SCALE ?= 1
faults: $(VENV)/.ready
	$(BIN)/python -m tests.faults.campaign --scale $(SCALE) --write

mutants: $(VENV)/.ready
	$(BIN)/python -m tools.seeded_faults --jobs 2

# Types are checked beside the tests, of which each runs once: one summary comes last.
check: format lint docs
	$(MAKE) --jobs=2 types each_test

each_test: optimised
	$(PYTEST) -m "not slow" $(addprefix --ignore=,$(OPTIMISED))

format: $(VENV)/.ready
	$(BIN)/ruff format --check .

lint: $(VENV)/.ready
	$(BIN)/ruff check .

types: $(VENV)/.ready
	$(BIN)/mypy

docs: $(VENV)/.ready
	$(BIN)/python -m docs.generate --check

generate: $(VENV)/.ready
	$(BIN)/python -m docs.generate

bench: $(VENV)/.ready
	for script in append append_engines sealing verify rules receipt rebuild visible questions cold_start page_rerun office far rebuild_postgres visible_engines; do $(BIN)/python -m benchmarks.$$script; done

screenshots: $(VENV)/.ready
	$(BIN)/python -m docs.make_screenshots

# After a change of what pyproject.toml asks for: keeps every other version as it is.
lock: $(VENV)/.ready
	$(LOCK) pyproject.toml -o pins/application.txt
	$(LOCK) pyproject.toml --group dev -c pins/application.txt -o pins/development.txt
	$(LOCK) --group build -o pins/build.txt

sbom: $(VENV)/.installed
	$(BIN)/python -m tools.sbom sbom.json

clean:
	rm -rf $(VENV) .venv-3.* .mypy_cache .ruff_cache .pytest_cache .hypothesis dist

# What `make demo` needs, and no more: each file by its digest, those of others' needs too.
$(VENV)/.installed: pyproject.toml pins/application.txt pins/build.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "assure needs Python 3.11 or newer; name one with: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) \
	  || { rm -rf $(VENV); echo "Python's venv module is missing; on Debian: apt-get install python3-venv"; exit 1; }
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(BIN)/python -m ensurepip >/dev/null
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r pins/build.txt
	@$(INSTALL) --require-hashes -r pins/application.txt
	@$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.ready: $(VENV)/.installed pins/development.txt
	@$(INSTALL) --require-hashes -r pins/development.txt
	@touch $@
