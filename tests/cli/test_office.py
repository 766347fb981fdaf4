"""The commands that docs/office.md tells people to give, given in its order."""

from __future__ import annotations

import re
import shlex
import subprocess
from pathlib import Path

from tests.cli.harness import AUDITORS, CHAIR, COORDINATOR, LEADS, Assure
from tests.programs import program

OFFICE = (Path(__file__).parents[2] / "docs" / "office.md").read_text(encoding="utf-8")
SHELL = re.findall(r"```sh\n(.*?)```", OFFICE, re.DOTALL)
GIVEN_BY = {"person": LEADS["police"], "request": COORDINATOR, "access": CHAIR}
"""Whom the page has give the commands of a noun."""


def _commands() -> list[list[str]]:
    lines = [line for block in SHELL for line in block.splitlines()]
    return [shlex.split(line)[1:] for line in lines if line.startswith("assure ")]


def _key(folder: Path, name: str) -> Path:
    words = [program("ssh-keygen"), "-q", "-t", "ed25519", "-N", "", "-f", str(folder / name)]
    subprocess.run(words, check=True, capture_output=True, stdin=subprocess.DEVNULL)
    return folder / name


def test_each_command_for_people_is_recorded_as_it_stands(prepared: Assure) -> None:
    """Sign-in, key and what is required; the person whom the page names is one of ours."""
    own, chairs = _key(prepared.folder, "kaur"), _key(prepared.folder, "chair")
    prepared("person", "key", CHAIR, f"{chairs}.pub")
    given = _commands()
    assert [words[:2] for words in given] == [
        *(["person", "sign-in"], ["person", "key"], ["request", "proof"], ["access", "require"]),
    ]
    ours = {"w-tranter": AUDITORS["police"], "kaur.pub": f"{own}.pub"}
    for words in given:
        more = ("--signing-key", str(chairs)) if words[0] == "access" else ()
        told = [ours.get(word, word) for word in words]
        assert prepared(*told, *more, actor=GIVEN_BY[words[0]]).stdout
    required = prepared.read("ledger", "status")["required_of_whoever_records"]
    assert "from 1 January 2027 by signing in" in required
    [asked] = re.findall(r"AuthorizedKeysCommand /usr/local/bin/assure (.*)", OFFICE)
    listed = subprocess.run(
        [program("ssh-keygen"), "-lf", f"{own}.pub"], check=True, capture_output=True, text=True
    )
    here = {"/var/lib/assure/ledger.db": prepared.named, "%f": listed.stdout.split()[1]}
    here["/var/lib/assure/home"] = str(prepared.folder / "home")
    [line] = prepared(*(here.get(word, word) for word in asked.split()), actor="").stdout.split(
        "\n"
    )[:-1]
    assert line.startswith("restrict,command=")
    assert " ".join(Path(f"{own}.pub").read_text().split()[:2]) in line


def test_opensshs_server_reads_its_settings_as_they_stand(tmp_path: Path) -> None:
    """For the account `ledger` the keys come from the ledger alone; for others nothing changes."""
    [settings] = re.findall(r"```\n(Match User ledger.*?)```", OFFICE, re.DOTALL)
    (tmp_path / "sshd_config").write_text(f"HostKey {_key(tmp_path, 'host')}\n{settings}")

    def told(user: str) -> str:
        about = f"user={user},host=desk,addr=192.0.2.1"
        words = [program("sshd"), "-T", "-C", about, "-f", str(tmp_path / "sshd_config")]
        ran = subprocess.run(
            words, check=True, capture_output=True, text=True, stdin=subprocess.DEVNULL
        )
        return ran.stdout

    assert "authorizedkeysfile none\n" in told("ledger")
    assert "authorizedkeyscommanduser ledger\n" in told("ledger")
    assert "authorizedkeyscommand none\n" in told("root")
