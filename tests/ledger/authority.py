"""A time-stamping authority of our own, made with openssl."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.programs import program

_CONFIG = """
[tsa]
default_tsa = t
[t]
serial = serial
signer_cert = tsa.pem
signer_key = tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
tsa_name = yes
"""
_KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
STAMPING = "extendedKeyUsage=critical,timeStamping\nkeyUsage=critical,digitalSignature\n"


@dataclass(frozen=True)
class Authority:
    """`folder` holds its keys; `root`: the certificate that everybody may have, in PEM."""

    folder: Path

    @property
    def root(self) -> bytes:
        return (self.folder / "ca.pem").read_bytes()

    def answer(self, request: bytes) -> bytes:
        (self.folder / "asked.tsq").write_bytes(request)
        self._openssl(
            *("ts", "-reply", "-config", "tsa.cnf", "-queryfile", "asked.tsq"),
            *("-out", "given.tsr"),
        )
        return (self.folder / "given.tsr").read_bytes()

    def _openssl(self, *words: str) -> None:
        subprocess.run(["openssl", *words], cwd=self.folder, check=True, capture_output=True)


def make_authority(folder: Path, extensions: str = STAMPING) -> Authority:
    """`extensions`: of the certificate that signs the answers."""
    program("openssl")
    folder.mkdir(parents=True)
    made = Authority(folder)
    (folder / "tsa.cnf").write_text(_CONFIG, encoding="utf-8")
    (folder / "ext").write_text(extensions, encoding="utf-8")
    (folder / "serial").write_text("01\n", encoding="utf-8")
    made._openssl(
        *("req", "-x509", *_KEY, "-keyout", "ca.key", "-out", "ca.pem", "-days", "30"),
        *("-subj", "/CN=Invented Root"),
    )
    made._openssl(
        *("req", *_KEY, "-keyout", "tsa.key", "-out", "tsa.csr", "-subj", "/CN=Invented Time")
    )
    made._openssl(
        *("x509", "-req", "-in", "tsa.csr", "-CA", "ca.pem", "-CAkey", "ca.key"),
        *("-CAcreateserial", "-days", "30", "-extfile", "ext", "-out", "tsa.pem"),
    )
    return made
