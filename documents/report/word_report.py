"""An audit's overview report as a Word document."""

from __future__ import annotations

from documents.charts.picture import png_of
from documents.charts.vega import finding
from documents.files.input_file import GivenFile
from documents.report import blank, grade_tables
from documents.report.filling import filling
from documents.report.material import Material
from documents.word import filler_process
from documents.word.template import About, Picture, fill
from domain.kernel.days import day_words

CHART_WIDTH = 420
"""Of the bars, in units of their letters' size, beside the areas' names."""
OUR_OWN = "the template of assure"


def word_report(material: Material, template: GivenFile | None = None) -> bytes:
    """`template`: a partnership's own; ours without one."""
    about = About(
        f"{material.report.overview.title}: overview report",
        material.names.partnership,
        material.day,
    )
    content, pictures = filling(material), {"grades": _grades(material)}
    if template is None:
        return fill(GivenFile(OUR_OWN, blank.template()), content, pictures, about)
    return filler_process.fill_apart(template, content, pictures, about)


def _grades(material: Material) -> Picture | None:
    chart = grade_tables.chart(material)
    if chart is None:
        return None
    words = f"As at {day_words(material.day)}, entry {material.position:,}"
    alt = f"{finding(chart)}. The table below has the same counts."
    return Picture(png_of(chart, words, CHART_WIDTH), alt)
