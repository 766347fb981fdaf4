"""What children and families said, what it changed in a finding, and what was done: in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from dashboard.kit.address import Link, to
from dashboard.kit.blocks import Card
from dashboard.kit.dates import counted, day_words
from dashboard.kit.tables import Blocks, Lines, Phrase
from dashboard.pages.audits.rows import REPORT_NOT_YOURS
from dashboard.pages.audits.views_and_concerns import METHODS, VIEWS_NOT_YOURS
from dashboard.pages.recommendations.delivery import Known, impact_words
from dashboard.reading import Reading
from documents.charts import theme
from projections.queries.audits import Finding
from projections.queries.case_views import AuditViews, CaseViews, GroupViews
from projections.queries.impact import ImpactMeasure
from projections.queries.recommendations import Recommendation

OF_CASE, OF_GROUP = "/views", "views"


@dataclass(frozen=True, slots=True)
class Heard:
    """What there is to read of one audit: its cases by their name, and its groups."""

    cases: Mapping[str, CaseViews]
    groups: Sequence[GroupViews]


def rests_on_views(finding: Finding) -> bool:
    return any(ref == OF_GROUP or ref.endswith(OF_CASE) for ref in finding.evidenced_by)


def answer(sought: Sequence[AuditViews], findings: Sequence[Finding]) -> str:
    """How many were heard, and what rests on it."""
    cases = sum(one.cases_heard for one in sought)
    people = sum(one.respondents for one in sought)
    if not cases and not people:
        return "No child or family has been heard in an audit yet."
    heard = [f"in {counted(cases, 'case')} child or family was heard"] if cases else []
    heard += [f"{counted(people, 'person', 'people')} spoke in groups"] if people else []
    told = " and ".join(heard)
    return (
        f"{told[0].upper()}{told[1:]}. What they said is evidence for"
        f" {counted(len(findings), 'finding')}."
    )


def sought_row(
    one: AuditViews, title: str, findings: int, *, called_off: bool
) -> dict[str, object]:
    """One audit: of how many cases somebody was heard, asked, or not, and why."""
    how = " and ".join(METHODS.get(method, method) for method in one.methods)
    return {
        "Audit": to(title, "audits", audit=one.audit),
        "Sought by": how or ("not sought" if one.is_sought is False else ""),
        "Cases": _cases(one) if "conversation" in one.methods else "",
        "People in groups": one.respondents or "",
        "Findings that rest on it": to(str(findings), "voice", audit=one.audit)
        if findings
        else "none",
        "Through whom, or why not": one.by_whom or one.reason or _undecided(called_off),
    }


def _undecided(called_off: bool) -> str:
    return "the audit was called off before" if called_off else "! nobody has decided yet"


def _cases(one: AuditViews) -> Blocks:
    kinds = (
        ("heard", theme.GOOD, one.cases_heard),
        ("asked", theme.OUTSTANDING, one.cases_asked),
        ("not sought", theme.PALE, one.cases_not_sought),
        ("nothing recorded", theme.REQUIRES_IMPROVEMENT, one.cases_silent),
    )
    return Blocks(kinds, f"heard in {one.cases_heard} of {one.cases}")


def card(
    finding: Finding,
    audit_title: str,
    area_title: str,
    heard: Heard,
    made: Sequence[Recommendation],
    measures: Mapping[str, Sequence[ImpactMeasure]],
    known: Known,
    given: Reading,
) -> Card:
    """You said, what it changed, we did."""
    return Card(
        over=Phrase((to(audit_title, "audits", audit=finding.audit), f", a {finding.kind}")),
        head=to(area_title, "grade_history", audit=finding.audit, area=finding.area),
        lines=(
            ("You said", Lines(tuple(_said(finding, heard, given)))),
            ("It changed", given.text(finding.position, "views_changed", closed=REPORT_NOT_YOURS)),
            ("We found", given.text(finding.position, "text", closed=REPORT_NOT_YOURS)),
            ("We did", Lines(tuple(_did(made, measures, known))) if made else _nothing(finding)),
        ),
    )


def _nothing(finding: Finding) -> str:
    if finding.kind == "strength":
        return "a strength: to be kept, and no recommendation was made"
    return "no recommendation was made in this area"


def _said(finding: Finding, heard: Heard, given: Reading) -> Iterator[str]:
    """The words for those they are for; for others who was heard, and whom the words are for."""
    closed: list[str] = []
    for ref in finding.evidenced_by:
        case = heard.cases.get(ref.removesuffix(OF_CASE)) if ref.endswith(OF_CASE) else None
        if case is not None:
            words = given.text(case.position, "views", closed="")
            if words:
                yield f"{case.case_ref}: {words}"
            else:
                closed.append(case.case_ref)
        if ref == OF_GROUP:
            for group in heard.groups:
                yield _group(group, given)
    if closed:
        yield f"Heard in {', '.join(closed)}: the words are {VIEWS_NOT_YOURS}."


def _group(group: GroupViews, given: Reading) -> str:
    who = METHODS.get(group.method, group.method)
    heading = f"{who[0].upper()}{who[1:]}, {counted(group.respondents, 'person', 'people')}"
    words = given.text(group.position, "views", closed=REPORT_NOT_YOURS)
    return f"{heading}, {day_words(group.heard_on)}: {words}"


def _did(
    made: Sequence[Recommendation],
    measures: Mapping[str, Sequence[ImpactMeasure]],
    known: Known,
) -> Iterator[Phrase]:
    for one in made:
        impact = impact_words(measures.get(one.recommendation, ()))
        state: str | Link = f" ({one.delivery}{f'; {impact}' if impact else ''})"
        yield Phrase((f"{one.text} ", known.link(one.recommendation), state))
