"""What the tags of a report's template stand for: the record, under the framework's headings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from documents.report import content, grade_tables
from documents.report.material import Material
from domain.kernel.days import day_words
from domain.kernel.processes import STEPS, Process

if TYPE_CHECKING:
    from projections.queries.audits import Finding

NOT_FOR_YOU = "These words are not for whoever had this report made."


def filling(material: Material) -> dict[str, Any]:
    """Tag to what it stands for; `docs/paper.md` lists them."""
    report = material.report
    terms = report.terms
    return {
        "partnership": material.names.partnership,
        "position": f"{material.position:,}",
        "as_at": material.day,
        "audit": _audit(material),
        "summary": _paragraphs(material.said(terms.summary_position, "summary")),
        "summary_entry": terms.summary_position or "",
        "informed_by": (terms.informed_by or "").replace("-", " "),
        "issues": list(terms.issues),
        "purpose": _paragraphs(terms.purpose),
        "outcomes": list(terms.outcomes),
        "methodology": _paragraphs(terms.methodology),
        "method": list(_method(material)),
        "strata": [_drawn(one.stratum, one) for one in report.strata],
        "second_margin": [_drawn(one.value, one) for one in report.second_margin],
        "second_margin_name": report.second_margin[0].margin or "" if report.second_margin else "",
        "not_gradable": [
            {
                "case": case.case_ref,
                "reason": material.said(case.not_gradable_position, "reason"),
                "entry": case.not_gradable_position or "",
            }
            for case in report.not_gradable
        ],
        "together": grade_tables.together(material),
        "by_agency": grade_tables.by_agency(material),
        "overall": grade_tables.overall(material),
        "not_applicable": list(_not_applicable(material)),
        "put_right": content.put_right(report).get("overall grade put right after the day", []),
        "strengths": [_finding(material, one) for one in report.findings if one.kind == "strength"],
        "concerns": [_finding(material, one) for one in report.findings if one.kind == "concern"],
        "views": content.views(report) or "",
        "heard": list(_heard(material)),
        "learning": list(_learning(material)),
        "lead_conclusion": _paragraphs(material.said(terms.summary_position, "conclusion")),
        "saig_conclusion": _paragraphs(terms.conclusion or ""),
        "considered_on": report.overview.report_considered_on or "",
        "recommendations": list(_recommendations(material)),
        "earlier": list(_earlier(material)),
        "earlier_hidden": material.earlier is None,
        "next_steps": list(_next_steps(material)),
        "sources": grade_tables.sources(material),
    }


def _audit(material: Material) -> dict[str, Any]:
    audit = material.report.overview
    return {
        "code": audit.audit,
        "title": audit.title,
        "process": STEPS[Process(audit.process)].label,
        "lead": material.names.person(audit.lead_auditor) if audit.lead_auditor else "",
        "casework": f"{day_words(audit.casework_start)} to {day_words(audit.casework_end)}",
        "agencies": ", ".join(map(material.names.agency, audit.agencies)),
        "tool": audit.tool,
        "tool_version": audit.tool_version,
        "cases": audit.cases,
        "stage": audit.stage,
    }


def _paragraphs(text: str) -> list[str]:
    return [one.strip() for one in text.split("\n") if one.strip()]


def _method(material: Material) -> Iterator[dict[str, str]]:
    """How it was done, in lines: expected, drawn, replaced, not gradable, returned."""
    report = material.report
    audit = report.overview
    yield {"name": "Casework looked at", "says": _audit(material)["casework"]}
    yield {"name": "Agencies", "says": _audit(material)["agencies"]}
    yield {"name": "Drawn from", "says": audit.frame_definition}
    yield {"name": "Cases audited", "says": f"{audit.cases}, of {audit.sample_size} planned"}
    replaced = content.replaced(report).get("cases replaced", ["none"])
    yield {"name": "Cases replaced", "says": ". ".join(replaced)}
    yield {"name": "Cases not gradable", "says": str(len(report.not_gradable) or "none")}
    yield {"name": "Returns", "says": content.returns(report) or NOT_FOR_YOU}
    if audit.moderation_held_on:
        yield {"name": "Moderation day", "says": day_words(audit.moderation_held_on)}
    if material.agreed_by:
        yield {"name": "Report agreed by", "says": material.agreed_by}


def _drawn(name: str, drawn: Any) -> dict[str, Any]:
    return {
        "name": name,
        "size": drawn.size,
        "expected": f"{drawn.expected:.1f}",
        "drawn": drawn.drawn,
    }


def _finding(material: Material, finding: Finding) -> dict[str, Any]:
    return {
        "ref": finding.finding,
        "area": material.area(finding.area),
        "words": _paragraphs(material.said(finding.position, "text")) or [NOT_FOR_YOU],
        "views_changed": material.said(finding.position, "views_changed"),
        "evidence": ", ".join(finding.evidenced_by),
        "entry": finding.position,
        "examples": list(_examples(material, finding)),
    }


def _examples(material: Material, finding: Finding) -> Iterator[dict[str, Any]]:
    """What the returns named as evidence say of the area; strengths are told of a strength."""
    first = "strengths" if finding.kind == "strength" else "developments"
    for ref in finding.evidenced_by:
        case, _, agency = ref.partition("/")
        entry = material.own_words.get((case, agency, finding.area))
        said = material.said(entry, first) or material.said(entry, "evidence")
        if said:
            yield {
                "case": case,
                "agency": material.names.agency(agency),
                "words": said,
                "entry": entry,
            }


def _heard(material: Material) -> Iterator[dict[str, Any]]:
    for heard in material.group_views:
        if said := material.said(heard.position, "views"):
            yield {
                "method": heard.method.replace("-", " "),
                "people": heard.respondents,
                "words": said,
                "entry": heard.position,
            }


def _learning(material: Material) -> Iterator[dict[str, Any]]:
    for learnt in material.learning:
        if said := material.said(learnt.position, "learning"):
            yield {"case": learnt.case_ref, "words": said, "entry": learnt.position}


def _recommendations(material: Material) -> Iterator[dict[str, Any]]:
    for made in material.report.recommendations:
        yield {
            "ref": made.recommendation,
            "text": made.text,
            "agencies": ", ".join(map(material.names.agency, made.agencies)),
            "areas": ", ".join(map(material.area, made.areas)),
            "stands": made.delivery,
            "entry": made.position,
        }


def _not_applicable(material: Material) -> Iterator[str]:
    """An area of a case, for one agency or for all."""
    for one in material.report.not_applicable:
        agency = material.names.agency(one.agency) if one.agency else "for every agency"
        yield f"{one.case_ref}, {material.area(one.area)}, {agency}"


def _earlier(material: Material) -> Iterator[dict[str, Any]]:
    for measure in material.earlier or ():
        yield {
            "refs": ", ".join(sharer.recommendation for sharer in measure.shared_by),
            "says": measure.sentence,
            "paragraphs": [told for told in measure.paragraphs if told],
            "verdict": str(measure.assessment.verdict).capitalize(),
        }


def _next_steps(material: Material) -> Iterator[dict[str, Any]]:
    for action in material.report.next_steps:
        yield {
            "action": f"{action.recommendation} {action.action}",
            "text": action.text,
            "agency": material.names.agency(action.agency),
            "owner": material.names.person(action.owner),
            "due": action.due,
            "state": "overdue" if action.overdue else action.state,
            "entry": action.position,
        }
