"""Trust policies, by c2sp.org/tlog-policy."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.proof.checkpoint import sign_checkpoint
from ledger.proof.cosignature import add_cosignatures, cosign
from ledger.proof.merkle import ProofError
from ledger.proof.note import COSIGNATURE_V1
from ledger.proof.policy import Group, Log, Policy, Witness
from tests.ledger.proof.making import LOG_KEY, NOON, ORIGIN, SmallLog, key

NAMES = ("X1", "X2", "X3", "Y1", "Y2", "Y3")
KEYS = {name: key(f"{name}.example", COSIGNATURE_V1) for name in NAMES}
LOG_LINE = f"log {LOG_KEY.verifier.format()}\n"
WITNESS_LINES = {name: f"witness {name} {one.verifier.format()}\n" for name, one in KEYS.items()}
X, Y = WITNESS_LINES["X1"], WITNESS_LINES["Y1"]

# The example of the specification, with keys.
EXAMPLE = (
    LOG_LINE
    + "".join(WITNESS_LINES.values())
    + "group X-witnesses 2 X1 X2 X3\n"
    + "group Y-witnesses any Y1 Y2 Y3\n"
    + "group X-and-Y all X-witnesses Y-witnesses\n"
    + "quorum X-and-Y\n"
).encode()


def checkpoint(*names: str) -> bytes:
    """A checkpoint of the log, cosigned by these."""
    data = sign_checkpoint(SmallLog(3).head(3), [LOG_KEY])
    for name in names:
        line = cosign(data, KEYS[name], NOON)
        data = add_cosignatures(data, line, [KEYS[name].verifier.format()])
    return data


def test_the_specifications_example_is_decided_for_every_set_of_witnesses() -> None:
    """Two of X and one of Y: 64 sets, by names and by real cosignatures."""
    policy = Policy.parse(EXAMPLE)
    assert policy.format() == EXAMPLE
    for size in range(7):
        for names in combinations(NAMES, size):
            letters = [name[0] for name in names]
            enough = letters.count("X") >= 2 and letters.count("Y") >= 1
            assert policy.met_by(names) is enough
            tally = policy.tally(checkpoint(*names))
            assert (tally.met, tally.cosigned) == (enough, names)


def test_strangers_do_not_count() -> None:
    policy = Policy.parse((LOG_LINE + X + "quorum X1\n").encode())
    assert policy.met_by({"X1", "somebody"})
    assert not policy.met_by({"X2", "quorum", "none", "X1.example"})
    tally = policy.tally(checkpoint("X2"))
    assert (tally.met, tally.cosigned) == (False, ())


def test_no_quorum_still_needs_a_log_that_is_listed() -> None:
    assert Policy.parse(f"{LOG_LINE}quorum none\n".encode()).tally(checkpoint()).met
    other = key("other.example").verifier.format()
    for logs in ("", f"log {other}\n"):
        with pytest.raises(ProofError, match="does not know the log"):
            Policy.parse(f"{logs}quorum none\n".encode()).tally(checkpoint())
    imposter = key(ORIGIN, seed="another key of that name").verifier.format()
    with pytest.raises(ProofError, match="not signed"):
        Policy.parse(f"log {imposter}\nquorum none\n".encode()).tally(checkpoint())


def test_comments_spaces_urls_and_foreign_letters_are_read() -> None:
    data = (
        f"# who we trust\n\n \t# indented\n\t{LOG_LINE[:-1]} \t https://log.example/\n"
        f"{X[:-1]} https://x.example/w\ngroup \u212a any X1\nquorum \u212a\n# \n".encode()
        + b"# in Latin-1: caf\xe9\n"
    )
    policy = Policy.parse(data)
    assert policy.logs == (Log(LOG_KEY.verifier, "https://log.example/"),)
    assert policy.witnesses == (Witness("X1", KEYS["X1"].verifier, "https://x.example/w"),)
    assert policy.groups == (Group("\u212a", "any", ("X1",)),)
    assert policy.met_by({"X1"})
    assert not policy.met_by({"K"})
    assert Policy.parse(policy.format()) == policy


def test_names_that_are_no_utf8_are_opaque() -> None:
    data = X.encode() + b"group caf\xe9 all X1\nquorum caf\xe9\n"
    assert Policy.parse(data).format() == data


MALFORMED = {
    "empty": "",
    "no quorum": LOG_LINE,
    "two quorums": "quorum none\nquorum none\n",
    "no newline at the end": "quorum none",
    "carriage return": "quorum none\r\n",
    "delete character": "quorum none\n#\x7f\n",
    "form feed": "\x0cquorum none\n",
    "unknown word": "quorum none\nwitnesses X\n",
    "comment at the end of a line": "quorum none # none\n",
    "quorum of two": X + Y + "quorum X1 Y1\n",
    "quorum not defined": X + "quorum X2\n",
    "quorum defined below": "quorum X1\n" + X,
    "group below its use": X + "quorum g\ngroup g any X1\n",
    "member below": "group g any X1\n" + X + "quorum g\n",
    "group of itself": "group g any g\nquorum g\n",
    "no members": X + "group g all\nquorum X1\n",
    "none as a member": X + "group g any X1 none\nquorum g\n",
    "none as a name": X.replace("X1", "none", 1) + "quorum none\n",
    "none as a group": X + "group none any X1\nquorum none\n",
    "a name twice": X + Y.replace("Y1", "X1", 1) + "quorum none\n",
    "a group named as a witness": X + "group X1 any X1\nquorum X1\n",
    "a member twice": X + "group g any X1 X1\nquorum g\n",
    "a member of two groups": X + Y + "group g any X1\ngroup h all X1 Y1\nquorum h\n",
    "none of them": X + "group g 0 X1\nquorum g\n",
    "more than there are": X + "group g 2 X1\nquorum g\n",
    "leading zero": X + "group g 01 X1\nquorum g\n",
    "negative": X + "group g -1 X1\nquorum g\n",
    "majority": X + "group g most X1\nquorum g\n",
    "a key twice": X + X.replace("X1", "X2", 1) + "quorum none\n",
    "a log twice": LOG_LINE + LOG_LINE + "quorum none\n",
    "a key too many": X[:-1] + " https://x.example more\nquorum none\n",
    "a log with a witness's key": "log " + X.split(" ")[2] + "quorum none\n",
    "a witness with a log's key": "witness w " + LOG_LINE[4:] + "quorum none\n",
    "a log without a key": "log\nquorum none\n",
    "a broken key": LOG_LINE.replace("+", "-") + "quorum none\n",
}


@pytest.mark.parametrize("text", MALFORMED.values(), ids=MALFORMED)
def test_a_malformed_policy_is_refused(text: str) -> None:
    with pytest.raises(ProofError):
        Policy.parse(text.encode())


def test_a_refusal_names_the_line() -> None:
    with pytest.raises(ProofError, match="line 3 of the policy: 'X2' is not defined"):
        Policy.parse((LOG_LINE + X + "group g any X2\nquorum g\n").encode())


def test_the_size_is_limited_and_thirty_two_of_each_are_not_too_many() -> None:
    """The specification wants 32 logs, 32 witnesses and 32 groups at least."""

    def policy(count: int) -> bytes:
        lines = [f"log {key(f'log-{n}').verifier.format()}\n" for n in range(count)]
        for n in range(count):
            witness = key(f"witness-{n}", COSIGNATURE_V1).verifier.format()
            lines += [f"witness w{n} {witness}\n", f"group g{n} all w{n}\n"]
        return "".join((*lines, "quorum g0\n")).encode()

    for count in (32, 100):
        assert len(Policy.parse(policy(count)).groups) == count
    with pytest.raises(ProofError, match="at most 100"):
        Policy.parse(policy(101))
    with pytest.raises(ProofError, match="longer than"):
        Policy.parse(b"#" * 1_000_000 + b"\nquorum none\n")


def test_no_policy_is_built_that_could_not_be_read() -> None:
    verifier = KEYS["X1"].verifier
    for bad in ("", "two words", "new\nline", "lone-\ud800"):
        with pytest.raises(ProofError):
            Policy((), (Witness(bad, verifier),), (), "none")
        with pytest.raises(ProofError):
            Policy((), (Witness("X1", verifier, bad),), (), "none")


@settings(deadline=None)
@given(st.data())
def test_every_policy_reads_back(data: st.DataObject) -> None:
    """Random trees of groups over random witnesses."""
    names = data.draw(st.lists(st.sampled_from(NAMES), unique=True))
    free, groups = list(names), []
    for number in range(data.draw(st.integers(0, 3))):
        if not free:
            break
        members = data.draw(st.lists(st.sampled_from(free), min_size=1, unique=True))
        needed = st.sampled_from(["all", "any", *map(str, range(1, len(members) + 1))])
        groups.append(Group(f"g{number}", data.draw(needed), tuple(members)))
        free = [name for name in free if name not in members] + [f"g{number}"]
    witnesses = tuple(Witness(name, KEYS[name].verifier) for name in names)
    quorum = data.draw(st.sampled_from(["none", *names, *(group.name for group in groups)]))
    policy = Policy((Log(LOG_KEY.verifier),), witnesses, tuple(groups), quorum)
    assert Policy.parse(policy.format()) == policy
    assert policy.met_by(names)
    assert policy.met_by([]) is (quorum == "none")


@settings(deadline=None)
@given(st.binary(max_size=100) | st.lists(st.sampled_from(EXAMPLE.split())).map(b" ".join))
def test_any_bytes_are_a_policy_or_a_refusal(data: bytes) -> None:
    try:
        policy = Policy.parse(data + b"\n")
    except ProofError:
        return
    assert Policy.parse(policy.format()) == policy
