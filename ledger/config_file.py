"""A file that says where the ledger is, for whoever does not want to set a variable each time."""

from __future__ import annotations

from pathlib import Path

from ledger.errors import UnusableError

NAME = "config.toml"
VARIABLES = {
    "ledger": "ASSURE_LEDGER",
    "read_from": "ASSURE_READ_FROM",
    "home": "ASSURE_HOME",
    "actor": "ASSURE_ACTOR",
    "signing_key": "ASSURE_SIGNING_KEY",
    "ssh": "ASSURE_SSH",
}
"""What the file may say, and the variable that says the same."""
BYTES_MAX = 100_000


def usual() -> list[Path]:
    """Where the file may be: this person's own, then this computer's."""
    from platformdirs import site_config_path, user_config_path

    own = user_config_path("assure", appauthor=False, roaming=True)
    return [own / NAME, site_config_path("assure", appauthor=False) / NAME]


def read(path: Path) -> dict[str, str]:
    """What a file says, by the names of the variables; nothing where there is no such file.

    Raises UnusableError, which names the line to mend.
    """
    import tomllib

    try:
        with path.open("rb") as file:
            given = tomllib.loads(file.read(BYTES_MAX).decode("utf-8-sig"))
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise UnusableError(
            f"{path} cannot be read: {error.strerror}.", "Check your rights to it."
        ) from error
    except ValueError as error:
        raise UnusableError(f"{path} is no TOML: {error}.", f"Write {_EXAMPLE}") from error
    for name, value in given.items():
        if name not in VARIABLES:
            known = ", ".join(VARIABLES)
            raise UnusableError(f"{path}: {name} is not known.", f"Known are: {known}.")
        if not isinstance(value, str) or not value:
            raise UnusableError(f"{path}: {name} is no text.", f"Write {_EXAMPLE}")
    return {VARIABLES[name]: value for name, value in given.items()}


_EXAMPLE = 'it as in: ledger = "ssh://ledger.north.example"'
