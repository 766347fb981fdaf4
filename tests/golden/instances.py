"""A realistic instance of every registered event, as the golden files hold it.

Change one only together with its event's `schema_version`: the files are what ledgers hold.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

from domain.custody import events as custody
from domain.directory import events as directory
from domain.kernel.event import Event, Stamp
from domain.kernel.processes import Process
from domain.kernel.vocabulary import (
    Direction,
    Function,
    InformedBy,
    Judgement,
    Likeness,
    Method,
    Role,
    Sector,
    Source,
)
from domain.programme import events as programme
from domain.recommendation import events as recommendation
from domain.request import events as request
from domain.tool import events as tools
from domain.vault import events as vault
from domain.work_stream import events as work_stream
from tests.golden.audits import AUDITS
from tests.golden.history import HISTORY
from tests.golden.returns import RETURNS

STAMP = Stamp(
    recorded_at=datetime(2026, 9, 14, 8, 30, 15, 250_000, tzinfo=UTC),
    actor="w-tranter",
    role=Role.AUDITOR,
    agency="police",
    command_id="5f0c2ad1b7e94c36a1d2e3f405162738",
)

_PERSON_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f"
FINGERPRINT = "SHA256:ZkAslGjFiUHdGf/WUL8rQvkib4PTvQatUV0OUQSncCA"
_A = "2026-neglect"
_SCALE = (
    tools.ScaleGrade(
        code="inadequate",
        label="Inadequate",
        letter="I",
        descriptor="Children were left at risk, or work needed was not done.",
    ),
    tools.ScaleGrade(
        code="good", label="Good", letter="G", descriptor="Help came in time and made a difference."
    ),
)
_IMPACT = tools.FurtherScale(
    id="impact",
    title="Impact on the child",
    grades=(
        tools.ScaleGrade(
            code="impact-none", label="None seen", letter="N", descriptor="Nothing changed."
        ),
        tools.ScaleGrade(
            code="impact-good", label="Good", letter="G", descriptor="The child is better off."
        ),
    ),
    good_from="impact-good",
)
_AREA = tools.Area(
    id="lived-experience",
    title="The child's lived experience",
    standard="JTAI: children who are victims of domestic abuse, 2022",
    prompts=("What is an ordinary day like for this child?", "Who asked, and how often?"),
    descriptors=(tools.AreaDescriptor(grade="good", text="A reader can picture the day."),),
)
_WORDING = "9f2c" * 16
_GRADED = tools.GradedArea(area=_AREA, wording=_WORDING, comparable_as="1b7d" * 16)
_WORDS_OF = "2026-neglect/C07"
_KID = "6f1d" * 8
_ORIGIN, _KEY = "wrenshire.example/ledger/2024", "wrenshire.example/ledger/2024+5c9a0f11+AbCd=="
_NEW_ORIGIN, _NEW_KEY = f"{_ORIGIN}-2", "wrenshire.example/ledger/2024-2+77e1b02d+EfGh=="
_DAYS = (
    programme.AgencyDays(agency="police", days=12),
    programme.AgencyDays(agency="health-trust", days=0),
)

_INSTANCES: tuple[Event, ...] = (
    directory.PartnershipFormed(name="Wrenshire Safeguarding Children Partnership", invented=True),
    directory.AgencyJoined(
        agency="childrens-social-care",
        title="Wrenshire Children's Social Care",
        sector=Sector.SOCIAL_CARE,
    ),
    directory.AgencyNameCorrected(
        agency="probation",
        title="Northshire Probation Service",
        reason="It was recorded under the name of the region.",
    ),
    directory.AgencyRenamed(
        agency="police",
        title="Northshire Constabulary",
        renamed_on=date(2026, 4, 1),
        reason="The force took its old name again.",
    ),
    directory.AgencyMerged(
        agency="hospital-trust",
        into="health-trust",
        merged_on=date(2026, 4, 1),
        reason="One trust by order of the Secretary of State.",
    ),
    directory.BodyNamed(body="dfe", title="Department for Education", sector=Sector.GOVERNMENT),
    directory.PersonRenamed(
        person="f-szymanska", full_name="Felicja Szymańska-Reid", reason="She has married."
    ),
    directory.PersonLeft(
        person="m-adeyinka", left_on=date(2026, 8, 31), reason="Retired after nine years."
    ),
    directory.AgencyLeft(agency="probation", reason="Joined the regional unit on 1 April."),
    directory.PersonEnrolled(
        person="f-szymanska", full_name="Felicja Szymańska", agency="hospital-trust"
    ),
    directory.RoleGranted(person="f-szymanska", role=Role.AGENCY_LEAD, agency="hospital-trust"),
    directory.AccountAssigned(person="f-szymanska", account="fszymanska"),
    directory.AccountWithdrawn(
        person="m-adeyinka", account="m.adeyinka@wrenshire", reason="Term of office ends."
    ),
    directory.PersonKeyAdded(person="f-szymanska", key=_PERSON_KEY, agency="police"),
    directory.PersonKeyWithdrawn(
        person="f-szymanska", fingerprint=FINGERPRINT, reason="The laptop was stolen."
    ),
    directory.SignInAdded(
        person="m-adeyinka", issuer="https://login.example/t1", subject="7f3a-11", agency=None
    ),
    directory.SignInWithdrawn(
        person="m-adeyinka",
        issuer="https://login.example/t1",
        subject="7f3a-11",
        reason="Another tenant.",
    ),
    directory.AgencyKeyNamed(
        agency="police",
        key="police.example/w+2f8a1c3d+BAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8g",
        reason="As the force's own security officer gave it.",
    ),
    directory.KeysVouchedFor(
        agency="police",
        keys=(directory.VouchedKey(person="f-szymanska", key=_PERSON_KEY),),
        note="assurance-ledger/keys/v1\n…",
    ),
    directory.ProofRequired(
        at_least=directory.KnownAtLeast.SSH, from_day=date(2027, 1, 1), request=3
    ),
    directory.RoleWithdrawn(
        person="m-adeyinka", role=Role.SAIG_CHAIR, reason="Term of office ends."
    ),
    programme.ProgrammeAgreed(
        period="2024-2027",
        agreed_on=date(2024, 4, 18),
        priorities=("Neglect is recognised early and children do not wait for a crisis",),
        capacity_per_quarter=_DAYS,
    ),
    programme.CapacityDeclared(
        period="2024-2027", agency="health-trust", days=6, reason="A post is not filled."
    ),
    programme.SingleAgencyAuditCalledOff(
        period="2024-2027",
        agency="health-trust",
        ref="HT-26-04",
        reason="An inspection looks at the same.",
    ),
    directory.PartnershipRenamed(
        name="Northshire and Wold Safeguarding Partnership", reason="Two became one."
    ),
    programme.AuditScheduled(
        period="2024-2027",
        audit=_A,
        title="Neglect: second repeat audit",
        process=Process.THEMED,
        function=Function.CORE,
        informed_by=InformedBy.CASE_REVIEW,
        quarter="2026-Q3",
        demand=_DAYS,
    ),
    programme.AuditRescheduled(
        period="2024-2027",
        audit=_A,
        from_quarter="2026-Q2",
        to_quarter="2026-Q3",
        reason="Schools are on holiday for half of the quarter.",
    ),
    programme.AuditWithdrawn(
        period="2024-2027", audit="2027-step-down", reason="Covered by an inspection."
    ),
    programme.ProgrammeReviewed(
        period="2024-2027",
        reviewed_on=date(2025, 5, 1),
        conclusion="Programme confirmed.\nThe dip sample is to be repeated after a year.",
    ),
    programme.SingleAgencyAuditDeclared(
        period="2024-2027",
        agency="health-trust",
        ref="HT-26-04",
        title="Was-not-brought appointments in community paediatrics",
        quarter="2026-Q4",
    ),
    tools.ToolPublished(
        tool="neglect",
        tool_version=1,
        title="Neglect",
        methods=(Method.CASE_FILE, Method.REFLECTIVE_REVIEW),
        draws_on=("JTAI criteria 2023",),
        scale=_SCALE,
        good_from="good",
        areas=(_GRADED,),
    ),
    tools.ToolRevised(
        tool="neglect",
        tool_version=2,
        title="Neglect",
        methods=(Method.CASE_FILE,),
        draws_on=(),
        scale=_SCALE,
        good_from="good",
        areas=(_GRADED,),
        changes="One prompt is shorter.",
        equivalences=(
            tools.Equivalence(area="lived-experience", reason="The question asks the same."),
        ),
        scales=(_IMPACT,),
        overall="impact",
    ),
    tools.AreaVersionsCompared(
        tool="neglect",
        area="lived-experience",
        tool_version=3,
        other_version=1,
        likeness=Likeness.EQUIVALENT,
        reason="A misprint in one prompt.",
    ),
    tools.ToolRetired(tool="strategy-dip", reason="Replaced by the regional tool."),
    *AUDITS,
    *HISTORY,
    *RETURNS,
    recommendation.RecommendationMade(
        recommendation="2026-neglect-R1",
        source=Source.AUDIT,
        audit=_A,
        review=None,
        made_on=date(2026, 11, 9),
        text="Write down, once a month, what an ordinary day is like.",
        areas=("lived-experience",),
        agencies=("police", "health-trust"),
        bodies=("dfe",),
    ),
    recommendation.RecommendationPassedOn(
        recommendation="2026-neglect-R1",
        body="dfe",
        passed_on=date(2026, 12, 8),
        how="Letter of the independent chair.",
    ),
    recommendation.RecommendationAnswered(
        recommendation="2026-neglect-R1",
        body="dfe",
        answered_on=date(2027, 2, 2),
        answer="It goes into the next revision of the statutory guidance.",
    ),
    recommendation.ActionDropped(
        recommendation="2026-neglect-R1",
        action="A2",
        dropped_on=date(2027, 1, 20),
        reason="The post that was to do it was cut; nobody has done it.",
    ),
    recommendation.ActionHandedOver(
        recommendation="2026-neglect-R1",
        action="A1",
        from_owner="m-adeyinka",
        to_owner="f-szymanska",
        agency="hospital-trust",
        reason="Her predecessor retired in August.",
    ),
    recommendation.RecommendationAccepted(
        recommendation="2026-neglect-R1",
        considered_on=date(2026, 12, 3),
        desired_impact=recommendation.DesiredImpact(
            text="Someone reading any record can picture the child's day.",
            tool="neglect",
            areas=("lived-experience",),
            direction=Direction.BETTER,
            target_of_ten=8,
            reaudit_by=date(2027, 11, 30),
        ),
    ),
    recommendation.RecommendationRejected(
        recommendation="2026-neglect-R2",
        considered_on=date(2026, 12, 3),
        reason="The regional procedure says so already.",
    ),
    recommendation.PlacedInWorkStream(recommendation="2026-neglect-R1", theme="hearing-children"),
    recommendation.MergedInto(
        recommendation="2026-neglect-R3", into="2026-neglect-R1", reason="One form will do both."
    ),
    recommendation.ActionAgreed(
        recommendation="2026-neglect-R1",
        action="A1",
        text="Agree one page, A day in my life.",
        agency="childrens-social-care",
        owner="s-ramanathan",
        due=date(2027, 2, 26),
        called="A day in my life",
    ),
    recommendation.ActionProgressed(
        recommendation="2026-neglect-R1", action="A1", note="Two teams tested a shorter page."
    ),
    recommendation.ActionRescheduled(
        recommendation="2026-neglect-R1",
        action="A1",
        from_due=date(2027, 2, 26),
        to_due=date(2027, 3, 31),
        reason="The first draft was too long.",
    ),
    recommendation.ActionClosed(
        recommendation="2026-neglect-R1",
        action="A1",
        implemented_on=date(2027, 3, 22),
        evidence="The page is in five agencies' systems.",
    ),
    recommendation.ActionReopened(
        recommendation="2026-neglect-R1", action="A1", reason="One agency printed it only."
    ),
    recommendation.ImpactAssessed(
        recommendation="2026-neglect-R1",
        assessed_on=date(2027, 12, 9),
        judgement=Judgement.PARTLY,
        reason="Records are fuller; plans have not changed yet.",
        measured=(
            recommendation.MeasuredVerdict(
                area="lived-experience", verdict="improved", baseline=_A, latest="2027-neglect"
            ),
        ),
        measured_at=4_812,
        method=2,
    ),
    recommendation.RecommendationClosed(
        recommendation="2026-neglect-R1", closed_on=date(2027, 12, 9), reason="Practice by now."
    ),
    recommendation.RecommendationReopened(
        recommendation="2026-neglect-R1",
        reopened_on=date(2027, 12, 10),
        reason="The second one was meant.",
    ),
    work_stream.WorkStreamOpened(theme="hearing-children", title="Hearing children"),
    work_stream.WorkStreamClosed(theme="hearing-children", reason="Part of induction now."),
    vault.KeyIssued(subject=_WORDS_OF, kid=_KID, commitment="d00d" * 16),
    vault.GlassBroken(subject=_WORDS_OF, reason="Inspection of 12 October, case tracking."),
    vault.LegalHoldPlaced(
        subject=_WORDS_OF, authority="The family court", reason="Proceedings since 1 October."
    ),
    vault.LegalHoldReleased(
        subject=_WORDS_OF, authority="The family court", reason="Final order made."
    ),
    vault.ErasureRequested(
        subject=_WORDS_OF,
        requested_on=date(2032, 12, 6),
        authority="Data protection officer",
        reason="The retention period has ended.",
    ),
    vault.ErasureBegun(
        subject=_WORDS_OF,
        request=1,
        authority="Data protection officer",
        although_open="The court has ordered it by Friday.",
    ),
    vault.ErasureCompleted(
        subject=_WORDS_OF,
        kid=_KID,
        authority="Data protection officer",
        checks=("The key was deleted.", "Exports kept beside the ledger: 2 deleted."),
    ),
    custody.LedgerNamed(origin=_ORIGIN, key=_KEY),
    custody.LogKeyRotated(
        old_key=_KEY, new_key="wrenshire.example/ledger/2024+0b3e9d42+IjKl==", request=3
    ),
    custody.LedgerBackedUp(
        size=1204, root="beef" * 16, digest="cafe" * 16, kept="The safe in the business unit"
    ),
    custody.LoginsAllowed(
        logins=("desk_one", "desk_two"),
        copied_by="copier",
        copied_up_to=1204,
        reason="The two desks that record",
    ),
    custody.CheckpointPublished(
        size=1204, root="beef" * 16, note_sha256="f00d" * 16, to_whom="Regional scrutineer"
    ),
    custody.CheckpointTimed(
        size=1200,
        root="0a" * 32,
        by="police.example/witness",
        seen_at=datetime(2026, 8, 3, 9, 0, tzinfo=UTC),
        evidence=custody.Evidence.COSIGNATURE,
        evidence_sha256="0c" * 32,
    ),
    custody.ReceiptIssued(entry=377, size=1204, to_whom="Wrenshire Police"),
    custody.PackExported(
        scope="2026-neglect",
        digest="ab12" * 16,
        to_whom="The inspectorate",
        sealed_text_opened=False,
        reason="Announced inspection.\nFacts only.",
    ),
    custody.LedgerContinued(
        old_origin=_ORIGIN,
        new_origin=_NEW_ORIGIN,
        new_key=_NEW_KEY,
        last_outside_size=1204,
        last_outside_root="beef" * 16,
        restored_size=1180,
        reason="Restored from last night's copy.",
        request=4,
    ),
    request.ActRequested(
        number=1,
        act=request.Act.ERASE,
        about=_WORDS_OF,
        authority="Data protection officer",
        reason="The retention period has ended.",
        asked_by="o-bassey",
        asked_on=date(2032, 12, 5),
        not_before=date(2032, 12, 13),
    ),
    request.RequestHeld(number=1, held_by="c-hart", reason="An inquiry may need it."),
    request.RequestHoldReleased(number=1, held_by="c-hart", reason="The inquiry does not."),
    request.RequestWithdrawn(number=2, reason="Asked for by mistake."),
)

INSTANCES: dict[str, Event] = {type(event).__name__: event for event in _INSTANCES}
