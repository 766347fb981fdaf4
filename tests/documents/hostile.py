"""Files made to harm, for each reader of files: vast, deep, or full of what misleads a reader."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from application import retention
from documents.file_models import ProgrammeSheet, RevisedToolSheet, SingleAgencySheet
from documents.files.input_file import GivenFile
from documents.files.values import sheet
from documents.files.yaml_json import read_sheet
from documents.returns.form_yaml import read_return
from documents.sample.case_list import read_and_make_refs, read_case_list
from documents.sample.frame_file import read_frame
from documents.sheets import file as sheet_file
from domain.audit.terms import Plan, SampleSpecification
from domain.recommendation.events import DesiredImpact
from domain.tool.sheet import ToolSheet
from ledger.proof.note import open_note
from ledger.proof.policy import Policy
from ledger.proof.receipt import EntryReceipt
from ledger.proof.witness import Request
from tests.documents.sheets.books import blank

WANTED = SampleSpecification(
    frame_definition="All", size=5, stratifier="district", minimum_one=False
)
SALT = "0" * 32
MANY = 200_000

_SHEETS: dict[str, type[Any]] = {
    "plan": Plan,
    "programme": ProgrammeSheet,
    "tool": ToolSheet,
    "revised tool": RevisedToolSheet,
    "single agency": SingleAgencySheet,
    "impact": DesiredImpact,
}

Reader = Callable[[GivenFile], object]


def _of(kind: type[Any]) -> Reader:
    return lambda file: sheet(kind, read_sheet(file), file.name)


SHEETS: dict[str, Reader] = {
    "return": lambda file: read_return(read_sheet(file), file.name),
    "retention": retention.settings_in,
    "sheet": lambda file: sheet_file.read(file, blank).require_faultless(),
    **{name: _of(kind) for name, kind in _SHEETS.items()},
}
"""Each reader of YAML and JSON that people fill in."""

TABLES: dict[str, Reader] = {
    "case list": lambda file: read_case_list(file, WANTED, SALT),
    "own list": lambda file: read_and_make_refs(file, WANTED, SALT),
    "frame": read_frame,
    "sheet": lambda file: sheet_file.read(file, blank).require_faultless(),
}
PROOFS: dict[str, Reader] = {
    "note": lambda file: open_note(file.data, []),
    "receipt": lambda file: EntryReceipt.parse(file.data),
    "policy": lambda file: Policy.parse(file.data),
    "request": lambda file: Request.parse(file.data),
}


@cache
def yaml_files(part: int = 1) -> Mapping[str, bytes]:
    """Files by what is wrong with them; `part`: their size is one of so many parts."""
    few, many, vast = MANY // part, 1_000_000 // part, 4_000_000 // part
    texts = {
        "unknown keys": "".join(f"k{n}: 1\n" for n in range(few)),
        "unknown keys in a list": "cases:\n - " + "   ".join(f"k{n}: 1\n" for n in range(few)),
        "one key many times": "k: 1\n" * few,
        "the last key twice": "".join(f"k{n}: 1\n" for n in range(few)) + "k1: 2\n",
        "list": "answers: [" + "1," * many + "1]",
        "list of lists": "answers: [" + "[1,2]," * (3 * (many // 10)) + "1]",
        "aliases": "a: &a [x]\nb: [" + "*a," * (many // 10) + "*a]",
        "anchors": "".join(f"k{n}: &a{n} x\n" for n in range(few)),
        "long anchor": f"a: &{'x' * many} 1\nb: *{'x' * many}\n",
        "nested lists": "a: " + "[" * (many // 10),
        "nested fields": "".join(f"{' ' * n}a:\n" for n in range(2_000)),
        "nested flow": "a: " + "{a: " * (many // 10),
        "long key": f"{'k' * many}: 1\n",
        "long key twice": f"? {'k' * many}\n: 1\n? {'k' * many}\n: 1\n",
        "long keys": "".join(f"{n}{'k' * 900}: 1\n" for n in range(900)),
        "long value": f"code: {'v' * vast}\n",
        "long word": f"code: {'v ' * (vast // 2)}\n",
        "long quoted value": f'code: "{"v" * vast}"\n',
        "long number": f"code: {'9' * vast}\n",
        "long tag": f"a: !{'t' * many} 1\n",
        "long comment": f"# {'c' * vast}\n",
        "long directive": f"%{'D' * many} 1\n---\na: 1\n",
        "documents": "---\na: 1\n" * (many // 10),
        "empty lines": "\n" * vast,
        "spaces": " " * vast,
        "colons": ":" * many,
        "dashes": "- " * (many // 10),
        "questions": "? " * (many // 10),
        "quotes": '"' * many,
        "merge keys": "a: {<<: {<<: {b: 1}}}\n" * 1,
        "escapes": 'a: "' + "\\x1b[2J" * (many // 2) + '"\n',
        "direction": "".join(f"\u202e{n}: 1\n" for n in range(500)),
        "escape in a key": '"\\e[31mred": 1\n',
        "nothing": "\0" * many,
    }
    return {name: text.encode() for name, text in texts.items()}


@cache
def json_files(part: int = 1) -> Mapping[str, bytes]:
    """As `yaml_files`."""
    few, many, vast = MANY // part, 1_000_000 // part, 4_000_000 // part
    keys = {f"k{n}": 1 for n in range(few)}
    texts = {
        "unknown keys": json.dumps(keys),
        "unknown keys in a list": json.dumps({"cases": [keys]}),
        "the last key twice": json.dumps(keys)[:-1] + f',"k{few - 1}":1}}',
        "long key twice": '{"%s":1,"%s":2}' % (("k" * many,) * 2),
        "list": '{"a":[' + "1," * many + "1]}",
        "list of lists": '{"a":[' + "[1,2]," * (3 * (many // 10)) + "1]}",
        "nested": '{"a":' * (many // 10),
        "nested lists": '{"a":' + "[" * vast,
        "deep and whole": '{"a":' * 900 + "1" + "}" * 900,
        "long key": json.dumps({"k" * vast: 1}),
        "long value": json.dumps({"code": "v" * vast}),
        "long number": '{"code": ' + "9" * vast + "}",
        "long float": '{"code": 1.' + "9" * vast + "}",
        "not finite": '{"code": NaN, "title": Infinity}',
        "half a pair": '{"\\ud800": 1, "code": "\\udfff"}',
        "escapes": json.dumps({"\x1b[2J" * 100: "\x1b[2J" * 100}),
    }
    return {name: text.encode() for name, text in texts.items()}


@cache
def tables() -> Mapping[str, bytes]:
    head = "ref,district\n"
    texts = {
        "rows": head + "".join(f"K{n},A\n" for n in range(1_000_000)),
        "rows of one ref": head + "K1,A\n" * 1_000_000,
        "empty rows": head + "\n" * 10_000_000,
        "columns": ",".join(f"c{n}" for n in range(MANY)) + "\nK1,A\n",
        "long column": "c" * 15_000_000 + "\nK1,A\n",
        "long cell": head + "K" * 15_000_000 + ",A\n",
        "cells": head + "K1" + ",A" * 5_000_000 + "\n",
        "quoted line": head + '"' + "\n" * 10_000_000,
        "quotes": head + '"' * 10_000_001,
        "faulty rows": head + ",\n" + "".join(f"K{n},\n" for n in range(90_000)),
        "escapes": "ref,district,\x1b[2J\u202e\nK1,A,B\n",
        "nothing": "\0" * 10_000_000,
        "frame of tabs": f"assure frame 1\tsalt\t{SALT}\n" + "\t" * 15_000_000,
        "frame of lines": f"assure frame 1\tsalt\t{SALT}\n" + "\n" * 15_000_000,
        "frame of rows": f"assure frame 1\tsalt\t{SALT}\nref\tstratum\tsecond\n"
        + "".join(f"{n}\tA\t\n" for n in range(1_000_000)),
        "frame of one cell": f"assure frame 1\tsalt\t{SALT}\n" + "K" * 15_000_000 + "\tA\t\n",
        "frame of a long head": "assure frame 1\tsalt\t" + "0" * 15_000_000,
    }
    return {name: text.encode() for name, text in texts.items()}


@cache
def proofs() -> Mapping[str, bytes]:
    line = "A" * 43 + "=\n"
    texts = {
        "lines": "x\n" * 400_000,
        "blank lines": "\n" * 900_000,
        "signatures": "t\n\n" + "\u2014 a AAAAAAAA\n" * 40_000,
        "long name": "t\n\n\u2014 " + "n" * 900_000 + " AAAAAAAA\n",
        "long signature": "t\n\n\u2014 n " + "A" * 900_000 + "\n",
        "receipt of hashes": "c2sp.org/tlog-proof@v1\nindex 0\n" + line * 90_000 + "\nx",
        "receipt of lines": "c2sp.org/tlog-proof@v1\nindex 0\n" + "x\n" * 2_000_000 + "\nx",
        "receipt of a long index": "c2sp.org/tlog-proof@v1\nindex " + "9" * 4_000_000 + "\n\nx",
        "receipt of long extra": "c2sp.org/tlog-proof@v1\nextra " + "A" * 4_000_000 + "\n\nx",
        "request of hashes": "old 5\n" + line * 20_000 + "\nx",
        "request of a long size": "old " + "9" * 900_000 + "\n\nx",
        "policy of logs": "log a\n" * 150_000,
        "policy of groups": "".join(f"group g{n} any\n" for n in range(50_000)),
        "policy of one group": "group g any " + "w " * 400_000 + "\n",
        "policy of a long word": "w" * 900_000,
        "nothing": "\0" * 900_000,
        "no text": "\udcff",
    }
    return {name: text.encode("utf-8", "surrogateescape") for name, text in texts.items()}
