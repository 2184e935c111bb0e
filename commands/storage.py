"""Storage: making, filling, saving and checking the database."""

import argparse
from pathlib import Path

from commands.command import Commands, add_command, progress
from domain import clock
from web.settings import Settings


def add_to(commands: Commands) -> None:
    """Add the commands about the database."""
    add_command(commands, "migrate", migrate, "create the database or bring it up to date")
    demo_options = add_command(commands, "demo", demo, "fill an empty database with the demo company")
    demo_options.add_argument("--opportunities", type=int, default=4000, help="how many (default: 4000)")
    demo_options.add_argument("--seed", type=int, default=7, help="the same seed makes the same company")
    import_options = add_command(commands, "import", import_files, "load files of another system")
    import_options.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="a file, or a folder of files")
    import_options.add_argument("--profile", required=True, help="how to read them, for instance maven_crm")
    import_options.add_argument("--company", help="code of the company to load into; made when it does not exist")
    import_options.add_argument("--dry-run", action="store_true", help="check everything, change nothing")
    backup_options = add_command(commands, "backup", back_up, "copy the database into a file, also while it is in use")
    backup_options.add_argument("path", type=Path)
    restore_options = add_command(commands, "restore", restore, "put a backup in place of the database")
    restore_options.add_argument("path", type=Path)
    restore_options.add_argument("--force", action="store_true", help="replace a database that holds data")
    add_command(commands, "rebuild", rebuild, "learn lead times again and add up the summary tables anew")
    add_command(commands, "check", check, "look for damage and for totals that do not add up")


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
        show=progress,
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
        show=progress,
    )
    print(report.text)
    return 0 if report.succeeded else 1


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
