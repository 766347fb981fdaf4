"""What a tag of a template may say: it shows what is recorded, repeats it, or asks whether it is.

A template may come from anybody. A tag therefore calls nothing, counts nothing up and looks into
nothing but the content by its names: whatever else Jinja can do is refused by what it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from jinja2 import Environment, StrictUndefined, Template, nodes
from jinja2.exceptions import TemplateRuntimeError, TemplateSyntaxError
from jinja2.runtime import LoopContext

from documents.word.inert import Inert

CHARACTERS_MAX = 50_000_000
"""Of a part that is filled in. The report of 200 cases has a fiftieth of it."""
NESTED_MAX = 100
"""Parts within parts of one tag, and tags within tags."""
FILTERS = frozenset({"length", "count", "first", "last", "join", "default", "d"})
TESTS = frozenset({"defined", "undefined", "none", "odd", "even", "true", "false", "eq", "ne"})
_LOOP = frozenset({"index", "index0", "revindex", "revindex0", "first", "last", "length"})
_PLAIN = (
    *(nodes.Template, nodes.Output, nodes.TemplateData, nodes.Const, nodes.Name, nodes.Getattr),
    *(nodes.For, nodes.If, nodes.CondExpr, nodes.And, nodes.Or, nodes.Not, nodes.Compare),
    *(nodes.Operand, nodes.Filter, nodes.Test, nodes.Getitem, nodes.Tuple, nodes.Concat),
)
_MAY = "A tag may show, repeat and ask, and no more"
_CALLED = {
    nodes.Call: "calls something",
    nodes.Assign: "sets something",
    nodes.AssignBlock: "sets something",
    nodes.Macro: "defines a macro",
    nodes.CallBlock: "calls a macro",
    nodes.Include: "includes another file",
    nodes.Import: "imports another file",
    nodes.FromImport: "imports another file",
    nodes.Extends: "extends another file",
    nodes.Block: "defines a block",
    nodes.FilterBlock: "changes words by a filter",
    nodes.Slice: "cuts words or lists",
    nodes.BinExpr: "calculates",
    nodes.UnaryExpr: "calculates",
}
_SHOWN = "_shown"


class NotAllowedError(TemplateRuntimeError):
    """A tag that asks for more than a template may. The message says what."""


def _concat(parts: Iterable[str]) -> str:
    return "".join(_bounded(parts))


def _bounded(parts: Iterable[str]) -> Iterator[str]:
    length = 0
    for part in parts:
        length += len(part)
        if length > CHARACTERS_MAX:
            raise NotAllowedError("it makes far more than a report, by lists within lists.")
        yield part


class Tags(Environment):
    """Reads and fills in tags, of which each is checked before any is filled in."""

    concat = staticmethod(_concat)

    def __init__(self) -> None:
        super().__init__(autoescape=True, undefined=StrictUndefined)
        self.globals = {}
        self.filters = {name: self.filters[name] for name in FILTERS} | {_SHOWN: _shown}
        self.tests = {name: self.tests[name] for name in TESTS}

    def from_string(
        self,
        source: str | nodes.Template,
        *known: Any,
        **also: Any,
    ) -> Template:
        parsed = self.parse(source) if isinstance(source, str) else source
        _require_allowed(parsed)
        for output in parsed.find_all(nodes.Output):
            output.nodes = [_to_be_shown(one) for one in output.nodes]
        return super().from_string(parsed, *known, **also)

    def getattr(self, obj: Any, attribute: str) -> Any:
        return self.getitem(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """Content by its name, an entry of a list by its number, and where a loop stands."""
        if isinstance(obj, LoopContext) and argument in _LOOP:
            return getattr(obj, argument)
        is_mapping = isinstance(obj, Mapping) and argument in obj
        is_list = (
            isinstance(obj, Sequence) and not isinstance(obj, str) and isinstance(argument, int)
        )
        if is_mapping or (is_list and -len(obj) <= argument < len(obj)):
            return obj[argument]
        return self.undefined(obj=obj, name=argument)


def _require_allowed(parsed: nodes.Template) -> None:
    waiting: list[tuple[nodes.Node, int]] = [(parsed, 0)]
    while waiting:
        node, depth = waiting.pop()
        if depth > NESTED_MAX:
            raise TemplateSyntaxError("too much stands within each other", node.lineno)
        _require_plain(node)
        waiting += [(child, depth + 1) for child in node.iter_child_nodes()]


def _require_plain(node: nodes.Node) -> None:
    if not isinstance(node, _PLAIN):
        what = next((said for kind, said in _CALLED.items() if isinstance(node, kind)), None)
        raise TemplateSyntaxError(
            f"{_MAY}; this one {what or f'is a {type(node).__name__}'}", node.lineno
        )
    name = getattr(node, "name", "") or getattr(node, "attr", "")
    if isinstance(name, str) and name.startswith("_"):
        raise TemplateSyntaxError(f"'{name}' is no name of content", node.lineno)
    if isinstance(node, nodes.Filter) and node.name not in FILTERS:
        listed = ", ".join(sorted(FILTERS))
        raise TemplateSyntaxError(f"'{node.name}' is none of its filters: {listed}", node.lineno)
    if isinstance(node, nodes.Test) and node.name not in TESTS:
        raise TemplateSyntaxError(f"'{node.name}' is none of its questions", node.lineno)
    if isinstance(node, nodes.For) and node.recursive:
        raise TemplateSyntaxError(f"{_MAY}; this one repeats itself", node.lineno)
    if isinstance(node, nodes.Getitem) and not isinstance(node.arg, nodes.Const):
        raise TemplateSyntaxError(
            f"{_MAY}; this one looks something up by a reckoned name", node.lineno
        )


def _to_be_shown(node: nodes.Expr) -> nodes.Expr:
    """What stands for content, with its name, for whoever is told that it is none to show."""
    if isinstance(node, nodes.TemplateData):
        return node
    name = nodes.Const(_spelt(node), lineno=node.lineno)
    return nodes.Filter(node, _SHOWN, [name], [], None, None, lineno=node.lineno)


def _spelt(node: nodes.Node) -> str:
    match node:
        case nodes.Name():
            return node.name
        case nodes.Getattr():
            return f"{_spelt(node.node)}.{node.attr}"
        case _:
            return next((_spelt(child) for child in node.iter_child_nodes()), "")


def _shown(value: Any, name: str) -> Any:
    """A value that is words, a number or a picture."""
    if isinstance(value, StrictUndefined):
        str(value)
    if value is None:
        return Inert("none")
    if isinstance(value, str | int | float) or hasattr(value, "__html__"):
        return value
    what = "a list" if isinstance(value, Sequence) else "a group"
    raise NotAllowedError(f"'{name}' is {what}, and words were asked for.")
