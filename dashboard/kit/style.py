"""How our own HTML looks on every page, on a phone, in the dark, and on paper.

Colours follow Streamlit's theme, which follows the reader's computer: `light-dark()` takes the
first in the light and the second in the dark.
"""

from __future__ import annotations

INK = "light-dark(#1D1D1D, #F2F2F2)"
SOFT = "light-dark(#3D3D3D, #D0D0D0)"
LINE = "light-dark(#D9D9D9, #4A4A4A)"
EDGE = "light-dark(#767676, #9A9A9A)"
LINK = "light-dark(#1D5E9B, #8FC1F2)"
FAULT = "light-dark(#801650, #FF9EC4)"
NOTICE = "light-dark(#FFF3C4, #4A3B00)"

WIDTHS = {"wide": 1040, "middle": 850, "slim": 500}
"""The least room, in pixels, for which the same thing is drawn in another way."""
_EACH = ", ".join(f".st-key-drawn_{name}" for name in WIDTHS)
_BY_WIDTH = (
    f"""
.stMainBlockContainer {{ container: page / inline-size; }}
.st-key-first_screen {{ gap: 0.25rem; margin-top: -0.5rem; }}
.st-key-first_screen h3 {{ padding: 0.25rem 0 0.75rem; }}
.st-key-counts * {{ font-size: 0.9rem; }}
{_EACH} {{ display: none; }}
"""
    + "".join(
        f"@container page (min-width: {least}px) {{"
        f" {_EACH} {{ display: none; }} .st-key-drawn_{name} {{ display: flex; }} }}\n"
        for name, least in reversed(WIDTHS.items())
    )
    + """
@container page (max-width: 499px) {
  .st-key-grown { order: 1; }
  .st-key-not_on_a_phone { display: none; }
}
"""
)
"""Shows the widest drawing that there is room for; on a phone none, and the cards come first."""
_HEADER = f"""
.whose {{ font-size: 0.875rem; line-height: 1.45; color: {SOFT}; }}
.whose p {{ margin: 0; font-size: inherit; }}
.whose strong {{ color: {INK}; }}
.whose-invented {{
  background: {NOTICE}; color: {INK}; padding: 0 0.4rem; margin-left: 0.5rem; border-radius: 4px;
  display: inline-block;
}}
.whose-fault a {{ color: {FAULT}; }}
.whose a {{ color: {LINK}; text-decoration: underline; text-underline-offset: 2px; }}
.chart-title p {{ margin: 0; font-weight: 700; color: {INK}; }}
.chart-title .chart-under {{ font-weight: 400; font-size: 0.875rem; color: {SOFT}; }}
.stVegaLiteChart {{ background: #FFFFFF; border-radius: 6px; }}
@media (max-width: 640px) {{
  .whose {{ font-size: 0.8125rem; }}
  .whose-invented {{ margin-left: 0; }}
}}
"""
_PAGE = f"""
.stMainBlockContainer {{ padding: 1.5rem 2.5rem 3rem; }}
.stMainBlockContainer h1 {{ padding: 0; font-size: 1.5rem; }}
@media (max-width: 768px) {{ .stMainBlockContainer {{ padding: 3.75rem 1rem 3rem; }} }}
.stSidebar[data-collapsed="true"] {{ visibility: hidden; }}
.stSidebar button[kind="tertiary"] {{
  min-height: 0; padding: 0; text-align: left; justify-content: flex-start;
  color: {LINK}; text-decoration: underline; text-underline-offset: 2px;
}}
.stSidebar button[kind="tertiary"] p {{ text-align: left; }}
a:focus-visible, summary:focus-visible, button:focus-visible {{
  outline: 3px solid {INK} !important; outline-offset: 2px; box-shadow: none !important;
}}
.stMain:focus-visible, [data-testid="stSidebarContent"]:focus-visible {{
  outline: 3px solid {INK} !important; outline-offset: -3px;
}}
@media (prefers-reduced-motion: reduce) {{
  *, *::before, *::after {{
    animation-duration: 0.01ms !important; animation-iteration-count: 1 !important;
    transition-duration: 0.01ms !important; scroll-behavior: auto !important;
  }}
}}
"""
STYLE = f"<style>{_PAGE}{_HEADER}{_BY_WIDTH}</style>"
"""How the page and its header look; said once on a page."""
