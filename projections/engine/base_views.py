"""The base layer: what one viewer sees of the log at one position, under the names of the views.

For each event type a view `main.<table>` over `log.<table>`, up to `getvariable('as_at')` and
through the row filter that `domain.kernel.access.ACCESS` gives. Where the table gives some the
right to a count only, a view `main.<table>_counts` beside it: how many entries each audit has, and
nothing else. Variables belong to one cursor, and an unset one lets no row
through.
"""

from __future__ import annotations

from collections.abc import Iterable

from domain.kernel.access import ACCESS, Access, Right, Scope, Standing
from domain.kernel.processes import STEPS
from domain.kernel.vocabulary import Role
from projections.engine.facts import FACTS, FactTable, name_of, quoted, snake_case, sql

NOTHING = "FALSE"
NO_AGENCY = ""
"""Stands for a missing agency, on both sides of the comparison."""

OPENING_EVENTS = frozenset({"PlanAgreed", *(steps.returns_open_on for steps in STEPS.values())})
"""The events that decide which audits' returns are open."""

RENAMED = {"case": "case_ref", "into": "merged_into"}
"""Fields whose names are SQL's own words, and what every view calls them."""

MACROS = (
    "CREATE MACRO main.latest(value, position) AS arg_max(value, position)",
    "CREATE MACRO main.is_latest "
    + ", ".join(
        f"(position, {keys}) AS row_number() OVER (PARTITION BY {keys} ORDER BY position DESC) = 1"
        for keys in ("a", "a, b", "a, b, c", "a, b, c, d", "a, b, c, d, e")
    ),
    "CREATE MACRO main.numbered(ref) AS"
    " list_transform(regexp_extract_all(ref, '[0-9]+|[^0-9]+'),"
    " lambda part: CASE WHEN part ~ '[0-9]+' THEN lpad(part, greatest(len(part), 20)::INTEGER, '0')"
    " ELSE part END)",
)
"""Macros for the views. `latest`: of a group, the value that was recorded last.
`is_latest`: whether a row was recorded last of those with its key, of one to five columns; for
QUALIFY. The columns stand one by one: DuckDB then groups by them, and of one struct it would make
a window, which costs milliseconds however few the rows are.
`numbered`: the order in which people count, as `domain.kernel.numbered` has it."""

Variables = dict[str, int | list[str]]


def base_views(event: str) -> list[str]:
    """SQL of the view over an event's table, and of the count that some may have of it."""
    table, row = FACTS[event], ACCESS.get(event)
    renamed = [
        f"{name_of(old)} AS {name_of(new)}" for old, new in RENAMED.items() if table.has(old)
    ]
    views = [
        sql(
            "CREATE VIEW main.{name} AS SELECT *{renamed} FROM log.{name}"
            " WHERE position <= getvariable('as_at') AND ({rule})",
            name=table.name,
            renamed=f" RENAME ({', '.join(renamed)})" if renamed else "",
            rule=row_filter(table, row),
        )
    ]
    if row is not None and row.count:
        views.append(
            sql(
                "CREATE VIEW main.{name} AS SELECT audit, count(*) AS entries FROM log.{table}"
                " WHERE position <= getvariable('as_at') AND ({rule}) GROUP BY audit",
                name=count_view(event),
                table=table.name,
                rule=count_filter(table, row),
            )
        )
    if row is not None and row.exists:
        views.append(
            sql(
                "CREATE VIEW main.{name} AS SELECT audit, {case} AS case_ref, agency, position"
                " FROM log.{table} WHERE position <= getvariable('as_at') AND ({rule})",
                name=exists_view(event),
                case=name_of("case"),
                table=table.name,
                rule=exists_filter(table, row),
            )
        )
    return views


def events_of(names: Iterable[str]) -> set[str]:
    """The events over which these base views are. A name that is none of theirs is passed over."""
    return {_EVENTS[name] for name in names if name in _EVENTS}


def counted_events() -> list[str]:
    """The events of which some may know a number only."""
    return [event for event in FACTS if event in ACCESS and ACCESS[event].count]


def count_view(event: str) -> str:
    """The view with the number of an event's entries in each audit."""
    return f"{snake_case(event)}_counts"


def exists_view(event: str) -> str:
    """The view that tells which case and agency has an entry, and nothing else about it."""
    return f"{snake_case(event)}_exists"


def noticed_events() -> list[str]:
    """The events of which some may know that there is one, and nothing else about it."""
    return [event for event in FACTS if event in ACCESS and ACCESS[event].exists]


_EVENTS = {snake_case(event): event for event in FACTS}
_EVENTS |= {count_view(event): event for event in counted_events()}
_EVENTS |= {exists_view(event): event for event in noticed_events()}


def row_filter(table: FactTable, row: Access | None) -> str:
    """The SQL condition under which a row of the table may be read: `access.may_read` in SQL."""
    if row is None:
        return NOTHING
    always = _held(table, row.read)
    once_open = _held(table, row.read_once_open)
    if not table.has("audit") or once_open == NOTHING:
        return always
    return sql(
        "{always} OR (list_contains(getvariable('open_audits'), audit) AND ({once_open}))",
        always=always,
        once_open=once_open,
    )


def count_filter(table: FactTable, row: Access) -> str:
    """The SQL condition under which a row may be counted. Raises TypeError without an audit."""
    if not table.has("audit"):
        raise TypeError(f"{table.event} has no audit to be counted in; leave `count` out")
    return _held(table, row.count)


def exists_filter(table: FactTable, row: Access) -> str:
    """The SQL condition under which it may be known that a row is there: to read it is enough."""
    return sql("{read} OR ({exists})", read=row_filter(table, row), exists=_held(table, row.exists))


_EXPRESSED = {Scope.ANYWHERE, Scope.OWN_AGENCY, Scope.LED_AUDIT}


def _held(table: FactTable, rights: Iterable[Right]) -> str:
    """The condition of holding one of the rights over a row: `access.right_held` in SQL.

    Raises TypeError for a scope that no condition over a row can express.
    """
    rights = list(rights)
    strange = {right.scope for right in rights} - _EXPRESSED
    if strange:
        scopes = ", ".join(sorted(strange))
        raise TypeError(f"{table.event}: no row filter can express the scope {scopes}")
    anywhere = sorted(right.role for right in rights if right.scope is Scope.ANYWHERE)
    own = sorted(right.role for right in rights if right.scope is Scope.OWN_AGENCY)
    led = [right for right in rights if right.scope is Scope.LED_AUDIT]
    conditions = []
    if anywhere:
        roles = ", ".join(quoted(role) for role in anywhere)
        conditions.append(
            sql("list_has_any(getvariable('roles'), [{roles}])", roles=roles),
        )
    agency = f"coalesce(agency, {quoted(NO_AGENCY)})" if table.has("agency") else quoted(NO_AGENCY)
    conditions += [
        f"list_contains(getvariable({quoted(_agencies_as(role))}), {agency})" for role in own
    ]
    if led and table.has("audit"):
        conditions.append("list_contains(getvariable('leads'), audit)")
    return " OR ".join(conditions) or NOTHING


def _agencies_as(role: Role) -> str:
    """The variable with the agencies for which the viewer holds a role."""
    return "agencies_as_" + role.replace("-", "_")


def variables_of(viewer: Standing, as_at: int, open_audits: Iterable[str]) -> Variables:
    """The variables that make the base layer show a fresh cursor what this viewer may read.

    An empty list is left unset, which grants equally little.
    """
    lists = {
        "roles": {str(grant.role) for grant in viewer.grants},
        "leads": set(viewer.leads),
        "open_audits": set(open_audits),
    }
    for grant in viewer.grants:
        lists.setdefault(_agencies_as(grant.role), set()).add(grant.agency or NO_AGENCY)
    return {"as_at": as_at} | {name: sorted(held) for name, held in lists.items() if held}


def open_audits_query() -> str:
    """SQL for the audits whose returns are open: their process's opening event exists."""
    return " UNION ".join(
        sql(
            "SELECT audit FROM log.{agreed} SEMI JOIN log.{opening} USING (audit)"
            " WHERE plan.process = {process}",
            agreed=snake_case("PlanAgreed"),
            opening=snake_case(steps.returns_open_on),
            process=quoted(process),
        )
        for process, steps in STEPS.items()
    )
