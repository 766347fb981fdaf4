"""What agencies audited by themselves: declared, reported to SAIG, considered."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from application.kept_documents import KeptDocument
from demo.library import build, content, people
from demo.script import Script
from domain.programme import decisions as programme
from domain.single_agency import decisions as single_agency
from domain.single_agency.events import SummaryDocument


def write_single_agency(script: Script) -> None:
    """One of them is late: it is declared for a quarter that has passed, and not reported."""
    period = content("programme")["programme"]["period"]
    for told in content("single_agency")["audits"]:
        lead = people("agency-lead", told["agency"])[0]
        key = {"agency": told["agency"], "ref": told["ref"]}
        declared = build(
            programme.DeclareSingleAgencyAudit,
            period=period,
            **key,
            title=told["title"],
            quarter=told["quarter"],
        )
        script.act(told["declared_on"], lead, declared)
        if told["reported_on"] is not None:
            script.act(told["reported_on"], lead, _report(key, told))
            _consider(script, key, told)


def _report(key: dict[str, str], told: dict[str, Any]) -> single_agency.ReportSingleAgencyAudit:
    document = told.get("document")
    return build(
        single_agency.ReportSingleAgencyAudit,
        **key,
        title=told["title"],
        reported_on=told["reported_on"],
        strengths=told["strengths"],
        improvements=told["improvements"],
        for_the_programme=told["for_the_programme"],
        document=None if document is None else _kept(document).described.model_dump(),
    )


def _consider(script: Script, key: dict[str, str], told: dict[str, Any]) -> None:
    if told["considered_on"] is None:
        return
    considered = build(
        single_agency.ConsiderSingleAgencyAudit,
        **key,
        considered_on=told["considered_on"],
        conclusion=told["conclusion"],
    )
    script.act(told["considered_on"], people("saig-chair")[0], considered)


def documents() -> list[KeptDocument]:
    """The summary documents that agencies handed in, to be kept beside the ledger."""
    told = [audit.get("document") for audit in content("single_agency")["audits"]]
    return [_kept(document) for document in told if document is not None]


def _kept(document: dict[str, str]) -> KeptDocument:
    data = document["text"].encode("utf-8")
    described = SummaryDocument(
        name=document["name"], digest=sha256(data).hexdigest(), size=len(data)
    )
    return KeptDocument(described, data)
