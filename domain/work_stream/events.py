"""Themed work streams, into which improvement work is drawn (framework section 11)."""

from __future__ import annotations

from domain.kernel.event import Event
from domain.kernel.vocabulary import Line, Text, Theme


class WorkStreamOpened(Event):
    theme: Theme
    title: Line


class WorkStreamClosed(Event):
    theme: Theme
    reason: Text
