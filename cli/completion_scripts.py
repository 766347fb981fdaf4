"""Completion for a system's shells: scripts that hold every noun, verb, option and choice.

A script starts no program and reads no ledger: it is as fast as the shell, and no case, person or
word of the record can come up at somebody's screen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from cli.completion import Follows, everything
from cli.far.which import BEFORE_THE_NOUN
from cli.nouns import NOUNS


class Shell(StrEnum):
    BASH = "bash"
    ZSH = "zsh"
    FISH = "fish"
    POWERSHELL = "powershell"


@dataclass(frozen=True, slots=True)
class Tree:
    """`nouns`: each with its line of help; `verbs`: those of each noun that has some.

    `follows`: what may stand after a noun that is a command, or after a noun and a verb.
    """

    nouns: Mapping[str, str]
    verbs: Mapping[str, Sequence[str]]
    follows: Mapping[str, Follows]


def script(shell: Shell) -> str:
    """What a shell reads to complete `assure`."""
    follows = everything()
    verbs: dict[str, list[str]] = {}
    for name in follows:
        noun, _, verb = name.partition(" ")
        if verb:
            verbs.setdefault(noun, []).append(verb)
    nouns = {name: noun.help for name, noun in NOUNS.items()}
    return "\n".join((*_WRITERS[shell](Tree(nouns, verbs, follows)), ""))


_BASH = """\
_assure() {
  local word current="${COMP_WORDS[COMP_CWORD]}" before="${COMP_WORDS[COMP_CWORD-1]}"
  local noun="" verb="" at=1 given=""
  COMPREPLY=()
  while [ "$at" -lt "$COMP_CWORD" ]; do
    word="${COMP_WORDS[at]}"
    at=$((at + 1))
    case "$word" in
      %(valued)s) at=$((at + 1)) ;;
      -*) ;;
      *) if [ -z "$noun" ]; then noun="$word"; elif [ -z "$verb" ]; then verb="$word"; fi ;;
    esac
  done
  if [ -z "$noun" ]; then
    given="%(nouns)s"
    case "$current" in -*) given="%(options)s" ;; esac
  else
    case "$noun" in
%(verbs)s
      *) verb="" ;;
    esac
  fi
  case "$noun $verb" in
%(cases)s
  esac
  case "$before" in %(valued)s) given="" ;; esac
  if [ -n "$given" ]; then COMPREPLY=($(compgen -W "$given" -- "$current")); fi
}
complete -o default -F _assure assure"""


def _bash(tree: Tree) -> Iterator[str]:
    yield "# Completion of assure for bash."
    yield _BASH % {
        "valued": "|".join(BEFORE_THE_NOUN),
        "options": " ".join((*BEFORE_THE_NOUN, "--help", "--version")),
        "nouns": " ".join(tree.nouns),
        "verbs": "\n".join(
            f'      {noun}) if [ -z "$verb" ]; then given="{" ".join(verbs)}"; fi ;;'
            for noun, verbs in tree.verbs.items()
        ),
        "cases": "\n".join(_bash_case(*one) for one in tree.follows.items()),
    }


def _bash_case(name: str, follows: Follows) -> str:
    chosen = "".join(
        f' {flag}) given="{" ".join(choices)}" ;;' for flag, choices in follows.choices.items()
    )
    plain = "|".join(follows.files)
    files = f" {plain}) ;;" if plain else ""
    options = f'case "$current" in -*) given="{" ".join(follows.options)}" ;; esac'
    pattern = f'"{name}"' if " " in name else f'"{name} "'
    return f'    {pattern}) case "$before" in{chosen}{files} *) {options} ;; esac ;;'


def _zsh(tree: Tree) -> Iterator[str]:
    """zsh takes bash's, by its own `bashcompinit`."""
    yield "# Completion of assure for zsh."
    yield "autoload -U +X compinit && compinit -u"
    yield "autoload -U +X bashcompinit && bashcompinit"
    yield from _bash(tree)


_FISH = """\
function __assure_at
  set -l found
  set -l skipped 0
  for word in (commandline -opc)[2..-1]
    if test $skipped = 1
      set skipped 0
      continue
    end
    switch $word
      case %(valued)s
        set skipped 1
      case '-*'
      case '*'
        set -a found $word
    end
  end
  contains -- "$found[1]" %(single)s; and set found $found[1]
  test "$argv" = "$found[1..2]"
end"""


def _fish(tree: Tree) -> Iterator[str]:
    yield "# Completion of assure for fish."
    single = [noun for noun in tree.nouns if noun not in tree.verbs]
    yield _FISH % {"valued": " ".join(BEFORE_THE_NOUN), "single": " ".join(single)}
    for flag in BEFORE_THE_NOUN:
        yield f"complete -c assure -n '__assure_at \"\"' -l {flag[2:]} -r"
    for noun, told in tree.nouns.items():
        yield f"complete -c assure -n '__assure_at \"\"' -f -a {noun} -d {_single(told)}"
    for noun, verbs in tree.verbs.items():
        yield f"complete -c assure -n '__assure_at {noun}' -f -a '{' '.join(verbs)}'"
    for name, follows in tree.follows.items():
        for flag in follows.options:
            more = " -r" if flag in follows.files else ""
            if flag in follows.choices:
                more = f" -x -a '{' '.join(follows.choices[flag])}'"
            yield f"complete -c assure -n '__assure_at {name}' -l {flag[2:]}{more}"


def _single(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


_POWERSHELL = """\
Register-ArgumentCompleter -Native -CommandName assure -ScriptBlock {
  param($word, $line, $cursor)
  $before = @($line.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursor } |
    ForEach-Object { $_.ToString() } | Select-Object -Skip 1)
  $plain = @()
  for ($at = 0; $at -lt $before.Count; $at++) {
    if (@(%(valued)s) -contains $before[$at]) { $at++ }
    elseif ($before[$at] -notlike '-*') { $plain += $before[$at] }
  }
  $last = if ($before.Count) { $before[-1] } else { '' }
  $found = @()
  if ($plain.Count -eq 0) { $found = @(%(nouns)s) }
  elseif ($plain.Count -eq 1 -and $verbs.ContainsKey($plain[0])) { $found = $verbs[$plain[0]] }
  else {
    $name = if ($verbs.ContainsKey($plain[0])) { "$($plain[0]) $($plain[1])" } else { $plain[0] }
    if ($choices.ContainsKey("$name $last")) { $found = $choices["$name $last"] }
    elseif ($word -like '-*') { $found = $options[$name] }
  }
  $found | Where-Object { $_ -like "$word*" } |
    ForEach-Object { [System.Management.Automation.CompletionResult]::new($_) }
}.GetNewClosure()"""


def _powershell(tree: Tree) -> Iterator[str]:
    yield "# Completion of assure for PowerShell."
    yield f"$verbs = {_table(tree.verbs)}"
    yield f"$options = {_table({name: one.options for name, one in tree.follows.items()})}"
    chosen = {
        f"{name} {flag}": choices
        for name, one in tree.follows.items()
        for flag, choices in one.choices.items()
    }
    yield f"$choices = {_table(chosen)}"
    yield _POWERSHELL % {"valued": _list(BEFORE_THE_NOUN), "nouns": _list(tree.nouns)}


def _table(rows: Mapping[str, Sequence[str]]) -> str:
    return "".join(("@{\n", *(f"  '{key}' = @({_list(row)})\n" for key, row in rows.items()), "}"))


def _list(words: Mapping[str, str] | Sequence[str]) -> str:
    return ", ".join(f"'{word}'" for word in words)


_WRITERS: Mapping[Shell, Callable[[Tree], Iterator[str]]] = {
    Shell.BASH: _bash,
    Shell.ZSH: _zsh,
    Shell.FISH: _fish,
    Shell.POWERSHELL: _powershell,
}
