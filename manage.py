"""The command line: everything about an installation that is not a page."""

import argparse
import getpass
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from domain import clock
from domain.access import Role
from domain.errors import FileExists, NotFound, SalesError, sentence
from web.settings import Settings


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
    _command(commands, "migrate", migrate, "create the database or bring it up to date")
    demo_options = _command(commands, "demo", demo, "fill an empty database with the demo company")
    demo_options.add_argument("--opportunities", type=int, default=4000, help="how many (default: 4000)")
    demo_options.add_argument("--seed", type=int, default=7, help="the same seed makes the same company")
    import_options = _command(commands, "import", import_files, "load files of another system")
    import_options.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="a file, or a folder of files")
    import_options.add_argument("--profile", required=True, help="how to read them, for instance maven_crm")
    import_options.add_argument("--company", help="code of the company to load into; made when it does not exist")
    import_options.add_argument("--dry-run", action="store_true", help="check everything, change nothing")
    _user_commands(commands)
    backup_options = _command(commands, "backup", back_up, "copy the database into a file, also while it is in use")
    backup_options.add_argument("path", type=Path)
    restore_options = _command(commands, "restore", restore, "put a backup in place of the database")
    restore_options.add_argument("path", type=Path)
    restore_options.add_argument("--force", action="store_true", help="replace a database that holds data")
    _command(commands, "rebuild", rebuild, "learn lead times again and add up the summary tables anew")
    _command(commands, "check", check, "look for damage and for totals that do not add up")
    _forecast_command(commands)
    _command(commands, "snapshot", snapshot, "write down the open pipeline as it stands today")
    _report_commands(commands)
    return parser


Commands = argparse._SubParsersAction  # noqa: SLF001  argparse has no public name for it
Run = Callable[[argparse.Namespace, Settings], int]


def _command(commands: "Commands[argparse.ArgumentParser]", name: str, run: Run, text: str) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=text, description=text[0].upper() + text[1:] + ".")
    parser.set_defaults(run=run)
    return parser


def _user_commands(commands: "Commands[argparse.ArgumentParser]") -> None:
    group = commands.add_parser("user", help="add people, change passwords, list who may sign in")
    users = group.add_subparsers(required=True, metavar="COMMAND")
    add = _command(users, "add", user_add, "add a person who may sign in")
    add.add_argument("login")
    add.add_argument("--name", required=True, help="the name that others see")
    add.add_argument("--role", required=True, choices=[role.value for role in Role])
    add.add_argument("--company", action="append", default=[], help="code of a company; repeat for several")
    add.add_argument("--team", action="append", default=[], help="code of a team; repeat for several")
    passwd = _command(users, "passwd", user_passwd, "set a person's password and end their sessions")
    passwd.add_argument("login")
    _command(users, "list", user_list, "list the people")


def _forecast_command(commands: "Commands[argparse.ArgumentParser]") -> None:
    text = "forecast the coming months, store it, and write down what came of earlier forecasts"
    options = _command(commands, "forecast", forecast, text)
    options.add_argument("--company", action="append", default=[], help="code of a company; repeat for several")
    options.add_argument("--as-of", type=date.fromisoformat, metavar="DATE", help="with what was known that day")
    options.add_argument("--backtest", action="store_true", help="show how far off earlier days would have been")


def _report_commands(commands: "Commands[argparse.ArgumentParser]") -> None:
    group = commands.add_parser("report", help="write a page of Caudal into a file")
    reports = group.add_subparsers(required=True, metavar="REPORT")
    board = _command(reports, "invoicing", report_invoicing, "write the invoicing board as a PDF")
    board.add_argument("--output", type=Path, required=True, metavar="FILE", help="the PDF to write")
    board.add_argument("--query", default="", help="what stands after the question mark in the board's address")
    board.add_argument("--login", help="through whose eyes (default: those of the first administrator)")
    board.add_argument("--language", help="en, es or it (default: the person's)")
    board.add_argument("--force", action="store_true", help="replace the file")


def migrate(_options: argparse.Namespace, settings: Settings) -> int:
    """Bring the database to this release."""
    from data.migrate import head, upgrade

    upgrade(settings.database_url)
    print(f"The database is at version {head()}.")
    return 0


def demo(options: argparse.Namespace, settings: Settings) -> int:
    """Fill an empty database with the demo company."""
    from data.session import Database
    from workflow.demo import fill_demo

    path = fill_demo(
        Database(settings.database_url),
        settings.folder,
        opportunities=options.opportunities,
        seed=options.seed,
        show=_progress,
    )
    print(f"The demo company has {options.opportunities} opportunities. What was planted in it: {path}")
    return 0


def import_files(options: argparse.Namespace, settings: Settings) -> int:
    """Import files; exit code 1 when a row was bad, and then nothing is changed."""
    from data.importers import run_import
    from data.migrate import upgrade
    from data.session import Database

    upgrade(settings.database_url)
    report = run_import(
        Database(settings.database_url),
        options.paths,
        profile=options.profile,
        company=options.company,
        dry_run=options.dry_run,
        show=_progress,
    )
    print(report.text)
    return 0 if report.succeeded else 1


def user_add(options: argparse.Namespace, settings: Settings) -> int:
    """Add a person; the password is asked for, never given as an argument."""
    from data.session import Database
    from workflow.users import add_user

    database = Database(settings.database_url)
    add_user(
        database,
        login=options.login,
        display_name=options.name,
        role=Role(options.role),
        password=_new_password(),
        companies=options.company,
        teams=options.team,
        now=clock.now(),
    )
    print(f"{options.name} may now sign in as {options.login}.")
    return 0


def user_passwd(options: argparse.Namespace, settings: Settings) -> int:
    """Set a password and end the person's sessions."""
    from data.session import Database
    from workflow.users import set_password

    set_password(Database(settings.database_url), login=options.login, password=_new_password(), now=clock.now())
    print(f"{options.login} has a new password; all their sessions are ended.")
    return 0


def user_list(_options: argparse.Namespace, settings: Settings) -> int:
    """List the people, one a line."""
    from data.session import Database
    from workflow.users import list_users

    for user in list_users(Database(settings.database_url)):
        print(f"{user.login:<20} {user.role:<14} {'active' if user.active else 'inactive':<9} {user.display_name}")
    return 0


def back_up(options: argparse.Namespace, settings: Settings) -> int:
    """Copy the database into a file."""
    from data.backup import backup

    backup(settings.database_url, options.path)
    print(f"Backed up into {options.path}.")
    return 0


def restore(options: argparse.Namespace, settings: Settings) -> int:
    """Put a backup in place of the database."""
    from data.backup import restore as restore_backup

    restore_backup(options.path, settings.database_url, force=options.force)
    print(f"Restored from {options.path}.")
    return 0


def rebuild(_options: argparse.Namespace, settings: Settings) -> int:
    """Make anew what is derived from the records."""
    from data.lead_time import learn_lead_times
    from data.session import Database
    from data.summary import rebuild as add_up

    with Database(settings.database_url).write() as session:
        learn_lead_times(session, clock.today())
        add_up(session)
    print("The lead times are learned and the summary tables added up anew.")
    return 0


def check(_options: argparse.Namespace, settings: Settings) -> int:
    """Look for damage; exit code 1 when something was found."""
    from data.check import check as find
    from data.session import Database

    with Database(settings.database_url).read() as session:
        findings = find(session)
    for finding in findings:
        print(finding)
    print("Nothing is wrong." if not findings else f"{len(findings)} findings.")
    return 1 if findings else 0


def forecast(options: argparse.Namespace, settings: Settings) -> int:
    """Forecast companies and store the results; with --backtest print the record."""
    from data.session import Database
    from workflow.forecasts import forecast_all

    wish = {"looking_back": options.backtest, "now": clock.now(), "show": _progress}
    for line in forecast_all(Database(settings.database_url), options.company, options.as_of, **wish):
        print(line)
    return 0


def snapshot(_options: argparse.Namespace, settings: Settings) -> int:
    """Write down the open pipeline."""
    from data.session import Database
    from workflow.snapshots import take_snapshot

    database, now = Database(settings.database_url), clock.now()
    count = database.run(lambda session: take_snapshot(session, now.date(), now))
    print(f"{count} open opportunities are written down for {now.date()}.")
    return 0


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


def _new_password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    password = getpass.getpass("New password: ")
    if getpass.getpass("Again: ") != password:
        raise PasswordsDiffer
    return password


def _progress(label: str, total: int) -> Callable[[int], None]:
    from tqdm import tqdm

    bar = tqdm(desc=label, total=total, disable=not sys.stderr.isatty(), unit=" rows")

    def advance(count: int) -> None:
        bar.update(count)

    return advance


class PasswordsDiffer(SalesError):
    """The two passwords typed are not the same."""

    template = sentence("The two passwords differ. Nothing was changed; try again.")


if __name__ == "__main__":
    sys.exit(main())
