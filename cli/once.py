"""An option that takes one value is given once: a second would silently take the first's place."""

from __future__ import annotations

from collections import Counter
from typing import Any

import typer
from typer.core import TyperCommand


def require_once(command: Any, ctx: Any, arguments: list[str]) -> None:
    """Refuses an option that stands twice on the line, unless it is one that may."""
    _, _, given = command.make_parser(ctx).parse_args(args=list(arguments))
    counted = Counter(one for one in given if one.param_type_name == "option" and not one.multiple)
    twice = [one.opts[0] for one, count in counted.items() if count > 1]
    if twice:
        raise typer.BadParameter("it is given twice; give it once", ctx=ctx, param_hint=twice[0])


class Once(TyperCommand):
    """A command whose options of one value are given once."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        require_once(self, ctx, args)
        return super().parse_args(ctx, args)
