"""Outlook: forecasting, and writing down the pipeline that forecasts learn from."""

import argparse
from datetime import date

from commands.command import Commands, add_command, progress
from domain import clock
from web.settings import Settings


def add_to(commands: Commands) -> None:
    """Add the commands about forecasts."""
    text = "forecast the coming months, store it, and write down what came of earlier forecasts"
    options = add_command(commands, "forecast", forecast, text)
    options.add_argument("--company", action="append", default=[], help="code of a company; repeat for several")
    options.add_argument("--as-of", type=date.fromisoformat, metavar="DATE", help="with what was known that day")
    options.add_argument("--backtest", action="store_true", help="show how far off earlier days would have been")
    add_command(commands, "snapshot", snapshot, "write down the open pipeline as it stands today")


def forecast(options: argparse.Namespace, settings: Settings) -> int:
    """Forecast companies and store the results; with --backtest print the record."""
    from data.session import Database
    from workflow.forecasts.telling import forecast_all

    wish = {"looking_back": options.backtest, "now": clock.now(), "show": progress}
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
