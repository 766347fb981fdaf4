"""What decisions require of a tool: a version of it, its areas and the grades of its scale."""

from __future__ import annotations

from typing import cast

from domain.kernel import streams
from domain.kernel.command import Context, Refusal
from domain.tool.not_applicable import says_not_applicable
from domain.tool.state import State, Tool, ToolVersion


def tool_state(context: Context, code: str) -> State:
    return cast(State, context.look(streams.tool(code)))


def require_tool(context: Context, code: str) -> Tool:
    """Refuses a tool that is not published."""
    known = tool_state(context, code)
    if isinstance(known, Tool):
        return known
    raise Refusal(
        "unknown-tool",
        f"No tool {code!r} is published.",
        "See `assure tool list`, or publish it with `assure tool publish`.",
    )


def require_tool_version(context: Context, code: str, version: int | None) -> ToolVersion:
    """A version of a tool; None is the newest. Refuses an unknown tool or version."""
    known = require_tool(context, code)
    asked = known.versions.get(known.newest if version is None else version)
    if asked is None:
        raise Refusal(
            "unknown-tool-version",
            f"Tool {code!r} has no version {version}.",
            f"Its versions are 1 to {known.newest}.",
        )
    return asked


def require_area(version: ToolVersion, area: str, where: str = "") -> None:
    """Refuses an area that the tool does not have, or that is not asked of an agency.

    `where`: what names it, such as a case.
    """
    at = f"{where}: " if where else ""
    if area not in version.areas and any(one.area.id == area for one in version.recorded.areas):
        raise Refusal(
            "area-not-asked",
            f"{at or 'The '}area {area!r} is not asked of this agency.",
            f"It is asked: {', '.join(version.areas) or 'nothing'}.",
        )
    if area not in version.areas:
        raise Refusal(
            "unknown-area",
            f"{at}the tool has no area {area!r}." if at else f"The tool has no area {area!r}.",
            f"Its areas are: {', '.join(version.areas)}.",
        )


def require_grade(version: ToolVersion, grade: str, where: str, area: str | None) -> None:
    """Refuses a grade outside the scale of an area, and one that says that there is none.

    `area` None: the scale of the overall grade.
    """
    grades = version.grades_of(area)
    if grade not in grades and says_not_applicable(grade):
        raise not_a_grade(where, grade)
    if grade not in grades:
        named = version.named(area)
        what = "of this tool" if named is None else f"of its scale {named}"
        raise Refusal(
            "grade-outside-scale",
            f"{where}: {grade!r} is not a grade {what}.",
            f"Its grades are: {', '.join(reversed(grades))}.",
        )


def not_a_grade(where: str, written: str) -> Refusal:
    """The refusal of what says, in the place of a grade, that there is none."""
    return Refusal(
        "not-applicable-is-no-grade",
        f"{where}: {written!r} is no grade: it says that there is none.",
        "Say so with its reason: in a return under not_applicable; on the moderation day with"
        " `assure moderate not-applicable`, of a whole case `assure sample not-gradable`.",
    )
