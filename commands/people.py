"""People: who may sign in, and with which password."""

import argparse
import getpass
import sys

from commands.command import Commands, add_command
from domain import clock
from domain.access import Role
from domain.errors import SalesError, sentence
from web.settings import Settings


class PasswordsDiffer(SalesError):
    """The two passwords typed are not the same."""

    template = sentence("The two passwords differ. Nothing was changed; try again.")


def add_to(commands: Commands) -> None:
    """Add the commands about people."""
    group = commands.add_parser("user", help="add people, change passwords, list who may sign in")
    users = group.add_subparsers(required=True, metavar="COMMAND")
    add = add_command(users, "add", user_add, "add a person who may sign in")
    add.add_argument("login")
    add.add_argument("--name", required=True, help="the name that others see")
    add.add_argument("--role", required=True, choices=[role.value for role in Role])
    add.add_argument("--company", action="append", default=[], help="code of a company; repeat for several")
    add.add_argument("--team", action="append", default=[], help="code of a team; repeat for several")
    passwd = add_command(users, "passwd", user_passwd, "set a person's password and end their sessions")
    passwd.add_argument("login")
    add_command(users, "list", user_list, "list the people")


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


def _new_password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    password = getpass.getpass("New password: ")
    if getpass.getpass("Again: ") != password:
        raise PasswordsDiffer
    return password
