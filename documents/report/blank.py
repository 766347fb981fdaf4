"""Our own template of the overview report: the framework's eight headings (section 5).

A partnership writes it to a file, changes it in Word, and names it with `--template`.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from documents.word.building import each, foot, new_document, saved, small, table

HEADINGS = (
    "Executive summary",
    "Context",
    "Objectives of the audit",
    "Methodology",
    "Key findings of the audit",
    "Conclusion",
    "Recommendations",
    "Next steps",
)
_COUNTED = "Counted from the record up to entry {{ position }}."


@cache
def template() -> bytes:
    """The template as a .docx, full of tags."""
    made = new_document()
    _front(made)
    for heading, fill in zip(HEADINGS, _PARTS, strict=True):
        made.add_heading(heading, 1)
        fill(made)
    made.add_heading("Where the numbers come from", 1)
    _sources(made)
    foot(made, "{{ audit.title }} · as at {{ as_at }}, entry {{ position }}")
    return saved(made)


def _front(made: Any) -> None:
    made.add_paragraph("{{ audit.title }}", style="Title")
    made.add_paragraph("Overview report · {{ partnership }}")
    made.add_paragraph(
        "{{ audit.process }} {{ audit.code }}. Lead auditor: {{ audit.lead or 'not appointed' }}."
    )
    small(
        made,
        "Made from the record as at {{ as_at }}, up to entry {{ position }}. The number in brackets"
        " after a text is the entry of the ledger that it comes from.",
    )


def _summary(made: Any) -> None:
    made.add_paragraph("{%p if summary %}")
    each(made, "one in summary", ("Normal", "{{ one }}"))
    small(made, "(entry {{ summary_entry }})")
    made.add_paragraph("{%p else %}")
    made.add_paragraph("No executive summary that you may read is recorded yet.")
    made.add_paragraph("{%p endif %}")


def _context(made: Any) -> None:
    made.add_paragraph("{%p if informed_by %}")
    made.add_paragraph("In the programme because of: {{ informed_by }}.")
    made.add_paragraph("{%p endif %}")
    each(made, "one in issues", ("List Bullet", "{{ one }}"))


def _objectives(made: Any) -> None:
    each(made, "one in purpose", ("Normal", "{{ one }}"))
    each(made, "one in outcomes", ("List Bullet", "{{ one }}"))


def _methodology(made: Any) -> None:
    each(made, "one in methodology", ("Normal", "{{ one }}"))
    table(
        made,
        [
            ("What", "As recorded"),
            ("{%tr for one in method %}", ""),
            ("{{ one.name }}", "{{ one.says }}"),
            ("{%tr endfor %}", ""),
        ],
        (4.5, 12),
    )
    made.add_heading("The sample: expected and drawn", 2)
    _sample_table(made, "strata", "Stratum")
    made.add_paragraph("{%p if second_margin %}")
    _sample_table(made, "second_margin", "{{ second_margin_name }}")
    made.add_paragraph("{%p endif %}")
    each(
        made,
        "one in not_gradable",
        ("List Bullet", "{{ one.case }} could not be graded. {{ one.reason }} ({{ one.entry }})"),
    )
    small(made, _COUNTED)


def _sample_table(made: Any, rows: str, head: str) -> None:
    table(
        made,
        [
            (head, "On the case list", "Expected", "Drawn"),
            (f"{{%tr for one in {rows} %}}", "", "", ""),
            ("{{ one.name }}", "{{ one.size }}", "{{ one.expected }}", "{{ one.drawn }}"),
            ("{%tr endfor %}", "", "", ""),
        ],
        (7.5, 3, 3, 3),
    )


def _findings(made: Any) -> None:
    made.add_heading("Grades: all agencies together", 2)
    made.add_paragraph("{%p if charts.grades %}")
    made.add_paragraph("{{ charts.grades }}")
    made.add_paragraph("{%p endif %}")
    made.add_paragraph("{%p for table in together %}")
    _together(made)
    made.add_paragraph("{%p endfor %}")
    each(made, "one in not_applicable", ("List Bullet", "Found not to apply: {{ one }}"))
    made.add_paragraph("{%p if overall %}")
    made.add_heading("Overall grades of the cases", 2)
    table(
        made,
        [
            ("Overall grade", "Cases"),
            ("{%tr for one in overall %}", ""),
            ("{{ one.grade }}", "{{ one.cases }}"),
            ("{%tr endfor %}", ""),
        ],
        (7.5, 3),
    )
    each(made, "one in put_right", ("List Bullet", "Put right after the day: {{ one }}"))
    made.add_paragraph("{%p endif %}")
    made.add_heading("Grades by agency", 2)
    made.add_paragraph("{%p for table in by_agency %}")
    _by_agency(made)
    made.add_paragraph("{%p endfor %}")
    small(
        made,
        f"{_COUNTED} An agency's own grades are of its own part of the work: they are not to be"
        " ranked.",
    )
    for kind, title in (("strengths", "Strengths"), ("concerns", "Concerns")):
        made.add_heading(f"{title}: {{{{ {kind}|length }}}}", 2)
        _of_kind(made, kind)
    made.add_heading("Views of children and families", 2)
    made.add_paragraph("{{ views }}")
    each(
        made,
        "one in heard",
        ("Quote", "{{ one.words }}"),
        ("Normal", "{{ one.people }} people, {{ one.method }} ({{ one.entry }})"),
    )
    made.add_heading("Learning from the moderation day", 2)
    each(
        made,
        "one in learning",
        ("List Bullet", "{{ one.words }} ({{ one.case }}, {{ one.entry }})"),
    )


def _together(made: Any) -> None:
    table(
        made,
        [
            (
                "Area of work",
                "{%tc for head in table.heads %}",
                "{{ head }}",
                "{%tc endfor %}",
                "Cases",
                "An agency graded {{ table.worst }}",
            ),
            ("{%tr for row in table.rows %}", "", "", "", "", ""),
            (
                "{{ row.area }}",
                "{%tc for count in row.counts %}",
                "{{ count }}",
                "{%tc endfor %}",
                "{{ row.cases }} {{ row.families }}",
                "{{ row.worst }}",
            ),
            ("{%tr endfor %}", "", "", "", "", ""),
        ],
        (4.1, 2.5, 2.5, 2.5, 2.5, 2.5),
    )


def _by_agency(made: Any) -> None:
    each_head = ("{%tc for head in table.heads %}", "{{ head }}", "{%tc endfor %}")
    each_count = ("{%tc for count in row.counts %}", "{{ count }}", "{%tc endfor %}")
    table(
        made,
        [
            ("Area of work, and agency", *each_head, "Cases"),
            ("{%tr for one in table.areas %}", "", "", "", ""),
            ("{% colspan table.columns %}{{ one.area }}", "", "", "", ""),
            ("{%tr for row in one.rows %}", "", "", "", ""),
            ("{{ row.agency }}", *each_count, "{{ row.cases }}"),
            ("{%tr endfor %}", "", "", "", ""),
            ("{%tr endfor %}", "", "", "", ""),
        ],
        (5.8, 2.7, 2.7, 2.7, 2.7),
        across=(2,),
    )


def _of_kind(made: Any, kind: str) -> None:
    """Strengths and concerns look alike: one is as prominent as the other."""
    made.add_paragraph(f"{{%p for found in {kind} %}}")
    made.add_heading("{{ found.area }}", 3)
    each(made, "one in found.words", ("Normal", "{{ one }}"))
    made.add_paragraph("{%p if found.views_changed %}")
    made.add_paragraph("What the views of children changed: {{ found.views_changed }}")
    made.add_paragraph("{%p endif %}")
    each(
        made,
        "one in found.examples",
        ("Quote", "{{ one.words }}"),
        ("Normal", "{{ one.agency }}, {{ one.case }} ({{ one.entry }})"),
    )
    small(made, "{{ found.ref }}, evidenced by {{ found.evidence }} ({{ found.entry }})")
    made.add_paragraph("{%p endfor %}")


def _conclusion(made: Any) -> None:
    made.add_heading("The lead auditor's judgement", 2)
    made.add_paragraph("{%p if not lead_conclusion %}")
    made.add_paragraph("None that you may read is recorded.")
    made.add_paragraph("{%p endif %}")
    each(made, "one in lead_conclusion", ("Normal", "{{ one }}"))
    made.add_heading("SAIG's consideration", 2)
    made.add_paragraph("{%p if not saig_conclusion %}")
    made.add_paragraph("SAIG has not considered this report.")
    made.add_paragraph("{%p endif %}")
    each(made, "one in saig_conclusion", ("Normal", "{{ one }}"))
    made.add_paragraph("{%p if considered_on %}")
    small(made, "Considered on {{ considered_on }}.")
    made.add_paragraph("{%p endif %}")


def _recommendations(made: Any) -> None:
    table(
        made,
        [
            ("Reference", "Recommendation", "Agencies", "Stands", "Entry"),
            ("{%tr for one in recommendations %}", "", "", "", ""),
            (
                "{{ one.ref }}",
                "{{ one.text }}",
                "{{ one.agencies }}",
                "{{ one.stands }}",
                "{{ one.entry }}",
            ),
            ("{%tr endfor %}", "", "", "", ""),
        ],
        (3, 6.5, 3.5, 2.2, 1.4),
    )
    made.add_heading("What became of earlier recommendations", 2)
    made.add_paragraph("{%p if earlier_hidden %}")
    made.add_paragraph("Left out: it rests on grades that whoever made this may not read.")
    made.add_paragraph("{%p elif not earlier %}")
    made.add_paragraph("This audit re-audits no earlier recommendation.")
    made.add_paragraph("{%p endif %}")
    made.add_paragraph("{%p for one in earlier %}")
    made.add_heading("{{ one.verdict }}: {{ one.refs }}", 3)
    each(made, "told in one.paragraphs", ("Normal", "{{ told }}"))
    made.add_paragraph("{%p endfor %}")


def _next_steps(made: Any) -> None:
    table(
        made,
        [
            ("Action", "What", "Who", "Due", "State", "Entry"),
            ("{%tr for one in next_steps %}", "", "", "", "", ""),
            (
                "{{ one.action }}",
                "{{ one.text }}",
                "{{ one.owner }}, {{ one.agency }}",
                "{{ one.due }}",
                "{{ one.state }}",
                "{{ one.entry }}",
            ),
            ("{%tr endfor %}", "", "", "", "", ""),
        ],
        (2.8, 5.4, 3.4, 2.2, 1.6, 1.3),
    )


def _sources(made: Any) -> None:
    made.add_paragraph(
        "Each count of the grade tables is made of these entries, as they stood at entry"
        " {{ position }}. `assure ledger receipt ENTRY` gives the proof of one."
    )
    table(
        made,
        [
            ("Area of work", "Agency", "Entries"),
            ("{%tr for one in sources %}", "", ""),
            ("{{ one.what }}", "{{ one.agency }}", "{{ one.entries }}"),
            ("{%tr endfor %}", "", ""),
        ],
        (5.5, 4.5, 6.6),
    )


_PARTS = (
    _summary,
    _context,
    _objectives,
    _methodology,
    _findings,
    _conclusion,
    _recommendations,
    _next_steps,
)
