"""A command: how one is added to the parser, and how a long one shows that it goes on."""

import argparse
import sys
from collections.abc import Callable
from typing import TypeAlias

from web.settings import Settings

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001  argparse has no public name
Run = Callable[[argparse.Namespace, Settings], int]


def add_command(commands: Commands, name: str, run: Run, text: str) -> argparse.ArgumentParser:
    """Add a command that `run` carries out; return its parser for options."""
    parser = commands.add_parser(name, help=text, description=text[0].upper() + text[1:] + ".")
    parser.set_defaults(run=run)
    return parser


def progress(label: str, total: int) -> Callable[[int], None]:
    """Show a bar where somebody watches; return what moves it on by a count of rows."""
    from tqdm import tqdm

    bar = tqdm(desc=label, total=total, disable=not sys.stderr.isatty(), unit=" rows")

    def advance(count: int) -> None:
        bar.update(count)

    return advance
