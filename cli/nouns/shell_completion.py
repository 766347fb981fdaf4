"""`assure shell-completion`: what a system's shell reads to complete commands."""

from __future__ import annotations

from typing import Annotated

import typer

from cli import output
from cli.commands import prints
from cli.completion_scripts import Shell, script
from cli.door import Door
from cli.nouns import NOUNS

app = typer.Typer(help=NOUNS["shell-completion"].help, add_completion=False, rich_markup_mode=None)


@prints(app, "shell-completion")
def shell_completion(
    door: Door,
    shell: Annotated[Shell, typer.Argument(metavar="SHELL", help="Which shell it is for.")],
) -> None:
    """Print the script by which your shell completes nouns, verbs, options and their choices.

    It starts no program and reads no ledger, so it is quick, and no case, name or word of the
    record comes up. Print it anew after each new version of assure.

    \b
    bash: assure shell-completion bash > ~/.local/share/bash-completion/completions/assure
    zsh: assure shell-completion zsh > ~/.assure.zsh, and `source ~/.assure.zsh` in ~/.zshrc
    fish: assure shell-completion fish > ~/.config/fish/completions/assure.fish
    PowerShell: assure shell-completion powershell >> $PROFILE

    Example: `assure shell-completion SHELL > FILE`
    """
    output.write(script(shell))
