"""How it is said that something was entered from a document: the same words everywhere."""

from __future__ import annotations

from domain.history.events import Document
from domain.kernel.days import day_words

FROM_DOCUMENT = "entered from a document"


def from_document(document: Document) -> str:
    """`entered from a document: Report to SAIG, of 12 March 2025, SHA-256 5eed...`."""
    return (
        f"{FROM_DOCUMENT}: {document.title}, of {day_words(document.dated_on)},"
        f" SHA-256 {document.digest}"
    )
