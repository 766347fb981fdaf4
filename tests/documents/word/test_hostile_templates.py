"""A partnership's own template made to harm: its tags, its size and its time."""

from __future__ import annotations

import io
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from documents.files.errors import InputError
from documents.files.input_file import GivenFile
from documents.word import filler_process
from documents.word.template import fill
from tests.documents.word.test_template import ABOUT, made, texts

CONTENT: dict[str, Any] = {"said": "words", "many": ["a", "b"], "audit": {"title": "Neglect"}}
SECONDS_MAX = 2.0
"""Of a processor, for one template; nearly all take less than a tenth of it."""

ASKS_FOR_MORE = (
    "{{ ''.__class__ }}",
    "{{ ''['__class__'] }}",
    "{{ said|attr('__class__') }}",
    "{{ said.__init__.__globals__ }}",
    "{{ said.upper() }}",
    "{{ said.upper }}",
    "{{ said.format }}",
    "{{ said.__html__ }}",
    "{{ self }}",
    "{{ self._TemplateReference__context }}",
    "{{ lipsum() }}",
    "{{ cycler.__init__ }}",
    "{{ range(9) }}",
    "{{ dict() }}",
    "{{ namespace() }}",
    "{{ charts.grades.template.docx.save('stolen.docx') }}",
    "{{ charts.grades.picture.data }}",
    "{{ audit.items() }}",
    "{{ audit.keys }}",
    "{{ many.append('x') }}",
    "{{ 'a' * 9999999999 }}",
    "{{ 9 ** 9 ** 9 }}",
    "{{ 1 / 0 }}",
    "{{ -said }}",
    "{{ '%9999999999d'|format(1) }}",
    "{{ said|center(9999999999) }}",
    "{{ said|safe }}",
    "{{ many|map('upper') }}",
    "{{ many|batch(0) }}",
    "{{ many[99] }}",
    "{{ many[0:1] }}",
    "{{ many[audit.title] }}",
    "{{ many }}",
    "{{ audit }}",
    "{{ no_such_name }}",
    "{{ audit.no_such_name }}",
    "{{ said is callable }}",
    "{% set x = said %}",
    "{% include '/etc/passwd' %}",
    "{% import 'os' as os %}",
    "{% from 'os' import system %}",
    "{% extends 'base' %}",
    "{% block a %}{% endblock %}",
    "{% macro a() %}{{ a() }}{% endmacro %}",
    "{% filter upper %}a{% endfilter %}",
    "{% call said() %}{% endcall %}",
    "{% for a in many recursive %}{{ a }}{% endfor %}",
    "{% for a, b in many %}{{ a }}{% endfor %}",
    "{% for a in audit.title.split() %}{{ a }}{% endfor %}",
    "{% raw %}{{ said }}",
    "{% debug %}",
    "{% do many.append(1) %}",
    "{{" + "(" * 400 + "said" + ")" * 400 + "}}",
    "{{ not " * 1 + "not " * 400 + "said }}",
    "{{ " * 50_000,
    "{% " * 50_000,
    "{#" * 50_000,
    "}}" * 50_000,
    "{{ said }}" * 6_000,
    "{{ said",
    "said %}",
)


def _lines(template: str) -> list[str]:
    begun = time.process_time()
    with pytest.raises(InputError) as refused:
        fill(made(template), CONTENT, {"grades": None}, ABOUT)
    assert time.process_time() - begun < SECONDS_MAX
    assert refused.value.source == "ours.docx"
    return list(refused.value.lines)


@pytest.mark.parametrize("template", ASKS_FOR_MORE, ids=lambda text: text[:40])
def test_a_tag_that_asks_for_more_is_refused_in_words(
    template: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    [line] = _lines(template)
    assert line.isprintable()
    assert len(line) < 450
    assert "object at" not in line
    assert "jinja" not in line
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("{{ audit['title'] }}", "Neglect"),
        ("{{ many|length }} of {{ many|join(', ') }}", "2 of a, b"),
        ("{{ many[1] }}", "b"),
        ("{% for a in many %}{{ loop.index }}{{ a }} {% endfor %}", "1a 2b "),
        ("{% if audit.title == 'Neglect' and said %}yes{% else %}no{% endif %}", "yes"),
        ("{{ said if audit.none is defined else 'no' }}", "no"),
        ("{{ none_given|default('nothing') }}", "nothing"),
        ("{{ said ~ ', ' ~ audit.title }}", "words, Neglect"),
        ("{# for whoever edits it #}", ""),
    ],
)  # fmt: skip
def test_what_a_template_needs_it_may_say(template: str, said: str) -> None:
    assert texts(fill(made(template), CONTENT, {}, ABOUT)) == [said]


def test_a_template_that_somebody_gave_is_filled_apart() -> None:
    template = made("{{ said }} {% for one in many %}{{ one }}{% endfor %}")
    content = {**CONTENT, "said": "{{ 7 * 7 }} <w:p>&amp;"}
    apart = filler_process.fill_apart(template, content, {}, ABOUT)
    assert apart == fill(template, content, {}, ABOUT)
    with pytest.raises(InputError) as refused:
        filler_process.fill_apart(made("{{ audit.titel }}"), CONTENT, {}, ABOUT)
    assert "audit.titel" in refused.value.lines[0]


def test_the_template_that_word_would_fetch_is_let_go() -> None:
    """Word notes the path of a council's own template; it is no word of the report."""
    document = Document()
    settings = document.settings.element
    where = document.part.part_related_by(RT.SETTINGS).rels
    kind = RT.SETTINGS.replace("settings", "attachedTemplate")
    key = where.get_or_add_ext_rel(kind, "file:///D:/Someone/council.dotm")
    noted = OxmlElement("w:attachedTemplate")
    noted.set(qn("r:id"), key)
    settings.insert(0, noted)
    document.add_paragraph("{{ said }}")
    written = io.BytesIO()
    document.save(written)
    filled = fill(GivenFile("council.docx", written.getvalue()), CONTENT, {}, ABOUT)
    assert texts(filled) == ["words"]
    with zipfile.ZipFile(io.BytesIO(filled)) as parts:
        assert not any(b"Someone" in parts.read(name) for name in parts.namelist())


@pytest.mark.slow  # the time that such a template may take passes
@pytest.mark.parametrize("inner", ["", "{{ said }}"])
def test_lists_within_lists_end(inner: str) -> None:
    depth = 9
    loops = "".join(f"{{% for a{at} in many %}}" for at in range(depth))
    template = made(loops + inner + "{% endfor %}" * depth)
    content = {"said": "words " * 2_000, "many": [str(at) for at in range(200)]}
    begun = time.monotonic()
    with pytest.raises(InputError) as refused:
        filler_process.fill_apart(template, content, {}, ABOUT)
    assert time.monotonic() - begun < 60
    assert "more" in refused.value.lines[0]
