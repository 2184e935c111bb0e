"""Reports: pages written into files."""

import argparse
from pathlib import Path

from commands.command import Commands, add_command
from domain.errors import FileExists, NotFound
from web.settings import Settings


def add_to(commands: Commands) -> None:
    """Add the commands that write reports."""
    group = commands.add_parser("report", help="write a page of Caudal into a file")
    reports = group.add_subparsers(required=True, metavar="REPORT")
    board = add_command(reports, "invoicing", report_invoicing, "write the invoicing board as a PDF")
    board.add_argument("--output", type=Path, required=True, metavar="FILE", help="the PDF to write")
    board.add_argument("--query", default="", help="what stands after the question mark in the board's address")
    board.add_argument("--login", help="through whose eyes (default: those of the first administrator)")
    board.add_argument("--language", help="en, es or it (default: the person's)")
    board.add_argument("--force", action="store_true", help="replace the file")


def report_invoicing(options: argparse.Namespace, settings: Settings) -> int:
    """Write the invoicing board as a PDF, in the eyes and the language of a person."""
    from components.language import use_locale
    from data.queries.people import principal_of_login
    from data.session import Database
    from web.invoicing_export import board_pdf
    from workflow.users import folded

    if options.output.exists() and not options.force:
        raise FileExists(path=options.output)
    database = Database(settings.database_url)
    with database.read() as session:
        principal = principal_of_login(session, folded(options.login) if options.login else None)
    if principal is None:
        raise NotFound
    with use_locale(options.language or principal.locale):
        content = board_pdf(database, principal, options.query)
    options.output.write_bytes(content)
    print(f"Written into {options.output}.")
    return 0
