"""How a page looks on paper: A4, without the menu, every column, every table open.

Each sheet says whose it is, the day, the entry and its number.
"""

from __future__ import annotations

LETTERS_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 ,.")
_SMALL = "font: 8pt Arial, Helvetica, 'Liberation Sans', sans-serif; color: #3D3D3D;"
_NOT_ON_PAPER = ", ".join(
    (
        ".stSidebar",
        "[data-testid=stHeader]",
        "[data-testid=stExpandSidebarButton]",
        "[data-testid=stStatusWidget]",
        ".stDownloadButton",
        ".stButton",
        ".stFileUploader",
        ".stTooltipIcon",
        ".stElementToolbar",
    )
)
STYLE = f"""<style>
@media print {{
  {_NOT_ON_PAPER} {{ display: none !important; }}
  html {{ font-size: 10.5px; }}
  .stApp {{ color-scheme: light !important; }}
  .stApp, .stMain, [data-testid=stAppViewContainer] {{
    background: #FFFFFF !important; position: static !important; overflow: visible !important;
    height: auto !important; display: block !important;
  }}
  .stMainBlockContainer {{ padding: 0 !important; max-width: none !important; }}
  .stApp :is(p, li, td, th, h1, h2, h3, summary, a, pre) {{ color: #1D1D1D !important; }}
  .stApp :is(h1, h2, h3) {{ padding: 0.4rem 0 0.2rem !important; break-after: avoid; }}
  .stVerticalBlock {{ gap: 0.4rem !important; }}
  .table {{ container: none; }}
  .stSelectbox, .stMultiSelect {{ font-size: 0.8rem; }}
  .rows {{ font-size: 0.85rem; line-height: 1.2; }}
  .rows th, .rows td {{ padding: 0.15rem 0.5rem 0.15rem 0; }}
  details .rows {{ font-size: 0.75rem; line-height: 1.15; }}
  details .table:has(> .rows:not(.wide)) {{ columns: 2; }}
  details .rows th, details .rows td {{ padding: 0.1rem 0.4rem 0.1rem 0; }}
  .cards {{ display: block !important; columns: 3; column-gap: 0.6rem; }}
  .cards.one {{ columns: 1; }}
  .card {{
    padding: 0.2rem 0.4rem !important; margin: 0 0 0.25rem; font-size: 0.75rem;
    line-height: 1.15 !important; break-inside: auto !important;
  }}
  .card h3 {{ font-size: 0.85rem !important; margin: 0 !important; padding: 0 !important; }}
  .card p {{
    font-size: inherit !important; line-height: inherit !important; margin: 0 0 0.1rem !important;
  }}
  .card dl {{ display: block !important; font-size: inherit !important; }}
  .card dt {{ float: left; clear: left; margin-right: 0.4rem; }}
  .card dt::after {{ content: ":"; }}
  .stVegaLiteChart {{ break-inside: avoid; }}
  .stVegaLiteChart svg {{ width: 100% !important; height: auto !important; max-height: 85mm; }}
  .st-key-drawn_middle, .st-key-drawn_slim {{ display: none !important; }}
  .st-key-drawn_wide, .st-key-not_on_a_phone {{ display: block !important; }}
  .st-key-drawn_wide .stVegaLiteChart svg {{ max-height: none; }}
  .st-key-grown .stVegaLiteChart svg {{ max-height: 42mm; }}
  .st-key-grown .rows {{ font-size: 0.66rem; line-height: 1.05; }}
  .st-key-by_area .rows {{ font-size: 0.74rem; line-height: 1.15; }}
  .st-key-by_area .rows td {{ padding: 0.05rem 0.4rem 0.05rem 0; }}
  details {{ border: 0 !important; }}
  details::details-content {{
    display: block !important; content-visibility: visible !important; height: auto !important;
  }}
  details > div {{ padding: 0 !important; }}
  summary svg, summary [data-testid=stExpanderToggleIcon] {{ display: none !important; }}
}}
</style>"""


def margins(partnership: str, day: str, entry: int) -> str:
    """What stands in the margins of every sheet, as a style."""
    page = '"Page " counter(page) " of " counter(pages)'
    boxes = (
        ("@top-left", _quoted(partnership)),
        ("@top-right", _quoted(f"As at {day}, entry {entry:,}")),
        ("@bottom-right", page),
    )
    written = " ".join(f"{box} {{ content: {content}; {_SMALL} }}" for box, content in boxes)
    return f"<style>@page {{ size: A4; margin: 12mm 11mm 11mm; {written} }}</style>"


def _quoted(text: str) -> str:
    """Recorded words as a string of CSS, of which no letter can end it or mean anything."""
    letters = (c if c in LETTERS_PLAIN else f"\\{ord(c):x} " for c in text if ord(c))
    return f'"{"".join(letters)}"'
