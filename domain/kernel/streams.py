"""The natural names of streams. Two people starting the same return collide in the store."""

from __future__ import annotations

from domain.kernel.vocabulary import StreamId

DIRECTORY = StreamId("directory")
CUSTODY = StreamId("custody")
REQUESTS = StreamId("request")


def programme(period: str) -> StreamId:
    return StreamId(f"programme/{period}")


def tool(code: str) -> StreamId:
    return StreamId(f"tool/{code}")


def audit(code: str) -> StreamId:
    return StreamId(f"audit/{code}")


def history(audit_code: str) -> StreamId:
    """An audit that was entered from a document."""
    return StreamId(f"history/{audit_code}")


def sample(audit_code: str) -> StreamId:
    return StreamId(f"sample/{audit_code}")


def agency_return(audit_code: str, case: str, agency: str) -> StreamId:
    return StreamId(f"return/{audit_code}/{case}/{agency}")


def case(audit_code: str, case_ref: str) -> StreamId:
    return StreamId(f"case/{audit_code}/{case_ref}")


def concern(audit_code: str, number: int) -> StreamId:
    return StreamId(f"concern/{audit_code}/{number}")


def single_agency(agency: str, ref: str) -> StreamId:
    return StreamId(f"single-agency/{agency}/{ref}")


def recommendation(ref: str) -> StreamId:
    return StreamId(f"recommendation/{ref}")


def work_stream(theme: str) -> StreamId:
    return StreamId(f"work-stream/{theme}")


def vault(subject: str) -> StreamId:
    """The key of one subject's text; see `domain.kernel.confidential.subject`."""
    return StreamId(f"vault/{subject}")


def kind(stream: StreamId) -> str:
    """The noun of a stream: what stands before its first slash."""
    return stream.split("/", 1)[0]
