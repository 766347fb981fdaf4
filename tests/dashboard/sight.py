"""What a browser shows of a page, measured: words that are cut, roles, contrast, tab stops."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import axe_playwright_python
from playwright.sync_api import Page

AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js")
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")

_CUT = """near => {
  const found = [], seen = node => node.getBoundingClientRect();
  const wide = document.documentElement.scrollWidth > innerWidth + 1;
  const main = document.querySelector('.stMain');
  if (wide || main.scrollWidth > main.clientWidth + 1) found.push('the page scrolls sideways');
  for (const svg of document.querySelectorAll('.stVegaLiteChart svg')) {
    const frame = seen(svg);
    if (!frame.width) continue;
    const texts = [...svg.querySelectorAll('text')].filter(text => text.textContent.trim());
    const boxes = texts.map(text => [text.textContent, seen(text)]).filter(one => one[1].width);
    for (const [words, box] of boxes) {
      if (box.left < frame.left - 1 || box.right > frame.right + 1
          || box.top < frame.top - near || box.bottom > frame.bottom + near)
        found.push(`beyond its chart: ${words}`);
      if (/(…|[.]{3})$/.test(words)) found.push(`ends in dots: ${words}`);
    }
    boxes.forEach(([words, box], at) => boxes.slice(at + 1).forEach(([others, other]) => {
      const across = Math.min(box.right, other.right) - Math.max(box.left, other.left);
      const down = Math.min(box.bottom, other.bottom) - Math.max(box.top, other.top);
      if (across > near && down > 2 * near) found.push(`on one another: ${words} | ${others}`);
    }));
  }
  for (const node of document.querySelectorAll('.stMain :is(td, p, li, h1, h2, h3, a, dd)')) {
    if (node.closest('.stVegaLiteChart') || !node.offsetWidth) continue;
    const look = getComputedStyle(node);
    if (look.textOverflow === 'ellipsis' && node.scrollWidth > node.clientWidth + 1)
      found.push(`ends in dots: ${node.textContent}`);
    if (seen(node).right > innerWidth + 1) found.push(`beyond the page: ${node.textContent}`);
  }
  return found;
}"""
_AXE = """rules => axe.run(document, {runOnly: rules}).then(found => found.violations.map(
  fault => [fault.impact, fault.id, fault.nodes.map(node => node.html.slice(0, 120)).slice(0, 3)]
))"""
_CHARTS = """() => [...document.querySelectorAll('.stVegaLiteChart')]
  .filter(chart => chart.querySelector('svg')?.getBoundingClientRect().width)
  .map(chart => ({
    role: chart.getAttribute('role'), name: chart.getAttribute('aria-label') || '',
    inside: [...chart.querySelectorAll('[aria-label]')].map(one => one.getAttribute('aria-label')),
    heard: [...chart.querySelectorAll('text')]
      .filter(text => !text.closest('[aria-hidden=true]')).map(text => text.textContent),
  }))"""
_STOPS = """() => [...document.querySelectorAll(
    'a[href], button, input, select, textarea, summary, [tabindex]')]
  .filter(node => node.tabIndex >= 0 && !node.disabled && node.checkVisibility(
    {visibilityProperty: true, contentVisibilityAuto: true}))
  .map(node => !!node.closest('.stMain'))"""
_FOCUS = """() => {
  const node = document.activeElement, parts = [];
  if (!node || node === document.body) return null;
  for (let at = node; at && parts.length < 3; at = at.parentElement) {
    const look = getComputedStyle(at);
    if (look.outlineStyle !== 'none' && parseFloat(look.outlineWidth) >= 2)
      parts.push(look.outlineColor);
    else if (parseFloat(look.borderTopWidth) >= 1 && at.tagName !== 'A')
      parts.push(look.borderTopColor);
    const shadow = look.boxShadow.match(/rgba?[(][^)]*[)]/);
    if (shadow) parts.push(shadow[0]);
  }
  return {words: (node.ariaLabel || node.textContent || node.tagName).trim(), colours: parts};
}"""
NEAR = 2
"""Pixels by which the boxes of letters may touch: they are higher than what is drawn of them."""


def cut(page: Page) -> list[str]:
    """Words that are cut, lie on one another or beyond the page, or end in dots."""
    return list(dict.fromkeys(page.evaluate(_CUT, NEAR)))


def violations(page: Page) -> list[tuple[str, str, list[str]]]:
    """What axe-core finds: how grave, which rule, where."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    return [tuple(fault) for fault in page.evaluate(_AXE, list(RULES))]


def charts(page: Page) -> list[dict[str, Any]]:
    """Each chart that is seen: its role and name, and what would be heard inside of it."""
    return list(page.evaluate(_CHARTS))


def tab_stops(page: Page) -> tuple[int, int]:
    """How many times Tab stops before the page itself, and in it."""
    inside = page.evaluate(_STOPS)
    return inside.count(False), inside.count(True)


def focus(page: Page) -> dict[str, Any] | None:
    """What has the focus, and the colours that say so."""
    found: dict[str, Any] | None = page.evaluate(_FOCUS)
    return found


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, `rgb(r, g, b)`, as WCAG defines it."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = [float(part) / 255 for part in colour.partition("(")[2].rstrip(")").split(",")[:3]]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
