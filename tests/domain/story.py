"""The scene as the commands that lead to it, in order, and what else could be asked in it."""

from __future__ import annotations

from datetime import date
from typing import Any

from domain.audit import people, report
from domain.audit import plan as audit
from domain.case import decisions as case
from domain.directory import agencies
from domain.directory import decisions as directory
from domain.directory.events import AgencyJoined, PersonEnrolled, RoleGranted
from domain.kernel import streams
from domain.kernel.command import Command
from domain.kernel.event import Event
from domain.kernel.vocabulary import Role
from domain.request import decisions as on_request
from domain.request.events import Act
from domain.request.requirements import SIGNING_KEY
from domain.returns import decisions as returns
from domain.sample import decisions as sample
from domain.tool.decisions import PublishTool, RetireTool, ReviseTool
from domain.tool.sheet import ToolSheet
from tests.domain import scene
from tests.domain.asking import request
from tests.domain.audit import test_ending as on_ending
from tests.domain.audit import test_findings as on_findings
from tests.domain.audit import test_plan as on_audit
from tests.domain.audit import test_report as on_report
from tests.domain.audit import test_taking_part as on_taking_part
from tests.domain.case import test_decisions as on_case
from tests.domain.case import test_views as on_views
from tests.domain.concern import test_decisions as on_concern
from tests.domain.custody import test_decisions as on_custody
from tests.domain.directory import test_agencies as on_agencies
from tests.domain.directory import test_decisions as on_directory
from tests.domain.programme import test_decisions as on_programme
from tests.domain.recommendation import test_actions as on_action
from tests.domain.recommendation import test_decisions as on_recommendation
from tests.domain.recommendation import test_outside as on_outside
from tests.domain.returns import test_decisions as on_returns
from tests.domain.returns import test_queries_and_feedback as on_review
from tests.domain.sample import test_changes as on_changes
from tests.domain.sample import test_decisions as on_sample
from tests.domain.single_agency import test_decisions as on_single_agency
from tests.domain.spec import TODAY
from tests.domain.tool import test_decisions as on_tool
from tests.domain.vault import test_decisions as on_vault
from tests.domain.work_stream import test_decisions as on_work_stream

Asked = tuple[str, Command]
"""Who asks, and for what."""

_FOR: dict[type[Event], type[Command]] = {
    AgencyJoined: agencies.JoinAgency,
    PersonEnrolled: directory.EnrolPerson,
    RoleGranted: directory.GrantRole,
}


def _like(event: Event) -> Command:
    """The command whose fields are a directory event's."""
    fields = scene.changed(event)
    fields.pop("request", None)
    return _FOR[type(event)].model_validate(fields)


def _append(case_ref: str, agency: str, answers: dict[str, str], **fields: Any) -> Command:
    given = [scene.grade_given(case_ref, agency, area, grade) for area, grade in answers.items()]
    return returns.AppendReturn.model_validate(
        {
            "audit": scene.AUDIT,
            "case": case_ref,
            "agency": agency,
            "independent": True,
            "involvement": "Visited twice.",
            "answers": tuple(
                returns.Answer(area=g.area, grade=g.grade, evidence=g.evidence) for g in given
            ),
        }
        | fields
    )


_KEY = {"audit": scene.AUDIT}
_HEALTH = scene.HEALTH_RETURN[0]
NOT_INVOLVED = returns.DeclareNoInvolvement(
    audit=scene.AUDIT, case="C02", agency="health", reason="The family is not registered."
)

STORY: tuple[Asked, ...] = (
    ("ruth", directory.FormPartnership(name="Wrenshire Partnership", full_name="Ruth Haldane")),
    *(("ruth", _like(event)) for _, event in scene.JOINED[len(scene.FORMED) :]),
    ("lead", PublishTool(sheet=on_tool.SHEET)),
    ("chair", on_audit.AGREE),
    ("chair", people.AppointLeadAuditor(**_KEY, person="lead")),
    ("lead", on_taking_part.DECIDE),
    ("inspector-of-police", people.NominateAuditor(**_KEY, agency="police", person="pc")),
    ("matron", people.NominateAuditor(**_KEY, agency="health", person="nurse")),
    ("lead", audit.HoldBriefing(**_KEY, held_on=scene.PLAN.timescale.briefing_on)),
    ("pc", audit.AcknowledgeBriefing(**_KEY, agency="police")),
    ("nurse", audit.AcknowledgeBriefing(**_KEY, agency="health")),
    ("lead", on_sample.COMMIT),
    (
        "neutral",
        sample.DrawSeed(
            **_KEY,
            seed=scene.SEED_DRAWN.seed,
            source=scene.SEED_DRAWN.source,
            witness="witness",
        ),
    ),
    ("lead", on_sample.DRAW),
    ("pc", on_returns.APPEND),
    (
        "nurse",
        _append(
            "C01",
            "health",
            {"voice": "requires-improvement"},
            not_applicable=scene.changed(_HEALTH)["not_applicable"],
        ),
    ),
    ("pc", _append("C02", "police", {"voice": "good", "planning": "good"})),
    ("nurse", NOT_INVOLVED),
    ("nurse", on_views.SEEK),
    ("nurse", on_views.RECORD),
    ("lead", on_views.EXPLAIN),
    ("lead", audit.OpenModeration(**_KEY)),
    *(
        ("lead", case.AgreeOverallGrade.model_validate(scene.changed(event)))
        for _, event in (scene.overall("C01"), scene.overall("C02"))
    ),
    ("lead", audit.HoldModeration.model_validate(scene.changed(scene.MODERATION_HELD))),
    ("lead", on_findings.FIND),
    ("lead", on_report.DRAFT),
    ("lead", on_report.CIRCULATE),
    ("lead", on_report.AGREE),
    ("chair", on_report.CONSIDER),
    ("lead", on_recommendation.MAKE),
    ("chair", on_recommendation.ACCEPT),
    ("chair", on_action.AGREE),
)

_REVISION = ReviseTool(
    sheet=ToolSheet.model_validate(
        scene.changed(on_tool.SHEET, areas=(on_tool.REWORDED, scene.PLANNING))
    ),
    changes="The question on voice.",
    equivalences=(on_tool.STILL_THE_SAME,),
)
_THIRD = {"recommendation": "R3"}
_INTO_HOUSING: dict[str, Any] = {
    "agency": "health",
    "into": "housing",
    "merged_on": date(2026, 8, 1),
    "reason": "One trust.",
}
_SECOND = (on_recommendation.MAKE, on_recommendation.ACCEPT)

ALSO: tuple[Asked, ...] = (
    ("chair", on_programme.AGREE),
    ("chair", on_programme.SCHEDULE),
    ("chair", on_programme.MOVE),
    ("chair", on_programme.WITHDRAW),
    ("matron", on_programme.DECLARE),
    ("matron", on_single_agency.REPORT),
    ("chair", on_single_agency.CONSIDER),
    ("lead", _REVISION),
    ("chair", people.AppointLeadAuditor(**_KEY, person="other-lead")),
    ("inspector-of-police", people.NominateAuditor(**_KEY, agency="police", person="sergeant")),
    ("lead", on_taking_part.NO_VIEWS),
    ("lead", on_taking_part.GROUP),
    ("nurse", on_taking_part.FEEDBACK),
    ("lead", on_taking_part.CERTIFY),
    ("nurse", on_views.SEEK),
    ("nurse", on_views.RECORD),
    ("lead", on_views.EXPLAIN),
    ("pc", on_concern.RAISE),
    ("lead", on_concern.TAKE_UP),
    ("lead", on_concern.ACKNOWLEDGE),
    ("lead", on_review.ASK),
    ("pc", on_review.ANSWER),
    ("pc", on_review.DELIVER),
    ("pc", on_review.ACKNOWLEDGE),
    ("pc", on_returns.DECLARE),
    ("pc", on_returns.REVISE),
    ("pc", on_returns.WITHDRAW),
    *(("lead", on_changes.replace(ref)) for ref in ("C01", "C02", "C03")),
    ("lead", on_changes.REDRAW),
    (
        "neutral",
        sample.DrawSeed(**_KEY, seed="62163326726047834136", source="Dice", witness="witness"),
    ),
    ("lead", audit.OpenModeration(**_KEY, reason="The term ends.")),
    ("lead", on_case.MODERATE),
    ("lead", on_case.AREA),
    ("lead", on_case.OVERALL),
    ("lead", on_case.LEARNING),
    ("lead", report.DraftReport(**_KEY, drafted_on=on_report.DRAFT.drafted_on, summary="Anew.")),
    ("lead", on_findings.REVISE),
    ("lead", on_findings.WITHDRAW),
    ("pc", on_report.COMMENT),
    ("lead", on_report.ANSWER),
    ("chair", on_recommendation.REJECT),
    ("lead", on_report.FREEZE),
    ("member", on_work_stream.OPEN),
    ("chair", on_recommendation.PLACE),
    ("sergeant", on_action.PROGRESS),
    ("chair", on_action.RESCHEDULE),
    ("chair", on_action.CLOSE),
    ("chair", on_action.REOPEN),
    ("chair", on_action.DROP),
    ("chair", on_action.REOPEN),
    ("chair", on_action.HAND_OVER),
    ("chair", on_action.CLOSE),
    ("chair", on_recommendation.ASSESS),
    ("chair", on_recommendation.CLOSE),
    *(("lead", type(c).model_validate(scene.changed(c, recommendation="R2"))) for c in _SECOND),
    ("chair", on_recommendation.MERGE),
    ("member", on_work_stream.CLOSE),
    ("lead", on_ending.CLOSE),
    ("lead", on_concern.RESOLVE),
    ("lead", on_ending.ABANDON),
    ("lead", on_ending.RESUME),
    ("lead", on_ending.CLOSE),
    ("lead", RetireTool(tool=scene.TOOL, reason="Replaced.")),
    ("ruth", on_agencies.DFE),
    ("lead", type(on_outside.MAKE).model_validate(scene.changed(on_outside.MAKE, **_THIRD))),
    ("chair", type(on_outside.ACCEPT).model_validate(scene.changed(on_outside.ACCEPT, **_THIRD))),
    ("ruth", type(on_outside.PASS_ON).model_validate(scene.changed(on_outside.PASS_ON, **_THIRD))),
    ("ruth", type(on_outside.ANSWER).model_validate(scene.changed(on_outside.ANSWER, **_THIRD))),
    ("ruth", on_agencies.CORRECT),
    (
        "ruth",
        agencies.RenameAgency(
            agency="police",
            title="Wrenshire Force",
            renamed_on=date(2026, 8, 1),
            reason="By order.",
        ),
    ),
    ("ruth", agencies.LeaveAgency(agency="health", reason="Merged.")),
    ("ruth", agencies.MergeAgency(**_INTO_HOUSING)),
    (
        "ruth",
        directory.WithdrawRole(person="pc", role=Role.AUDITOR, agency="police", reason="Ill."),
    ),
    (
        "ruth",
        directory.RenamePerson(person="pc", full_name="Pat Constable-Lee", reason="Married."),
    ),
    ("keeper", on_custody.NAME),
    ("lead", on_custody.PUBLISH),
    ("pc", on_custody.RECEIPT),
    ("keeper", on_custody.EXPORT),
    ("keeper", on_custody.ROTATE),
    ("keeper", on_custody.CONTINUE),
    ("keeper", on_vault.place()),
    ("keeper", on_vault.release()),
    ("ruth", on_request.RequestKeeper(person="member", reason="Leaves.", asked_on=TODAY)),
    ("matron", on_request.HoldRequest(number=1, reason="Why?")),
    ("matron", on_request.ReleaseRequest(number=1, reason="I see.")),
    ("ruth", on_request.WithdrawRequest(number=4, reason="By mistake.")),
    ("ruth", directory.AssignAccount(person="pc", account="pconstable")),
    ("keeper", on_custody.BACKUP),
    ("keeper", on_vault.BEGIN),
    ("keeper", on_vault.COMPLETE),
    ("ruth", on_directory.LEAVE),
)
BEFORE = (
    (on_vault.STREAM, on_vault.ISSUED),
    (
        streams.REQUESTS,
        request(Act.ERASE, on_vault.SUBJECT, authority="Dana Officer"),
        request(Act.ROTATE_KEY, SIGNING_KEY, number=2),
        request(Act.CONTINUE, on_custody.NEW_ORIGIN, number=3),
        request(Act.GRANT_KEEPER, "witness", number=4),
    ),
)
"""What no command leads to on that day: the service issues the key of a case with its first words,
and what takes two people was asked for days ago."""
