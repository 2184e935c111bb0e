"""The command line: everything about an installation that is not a page."""

import argparse
import sys
from collections.abc import Sequence

from commands import outlook, people, reports, storage, worker
from domain.errors import SalesError
from web.settings import Settings

GROUPS = (storage, people, outlook, reports, worker)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; a refusal is one sentence on standard error and exit code 1."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options, Settings.from_environment()))
    except SalesError as refusal:
        print(refusal, file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="manage.py", description="Look after a Caudal installation.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for group in GROUPS:
        group.add_to(commands)
    return parser


if __name__ == "__main__":
    sys.exit(main())
