"""Jobs of this installation: what its workers do, registered when a server or a worker starts."""

from datetime import datetime, time
from pathlib import Path

from data.past import Shelf
from data.session import Database
from web.mail import send_mail
from web.reports.making import making
from web.settings import PAST_FOLDER, Settings
from workflow import webhooks
from workflow.following import send_digests, tell_imports
from workflow.jobs import At, Every, Job, Run, register
from workflow.past import past_jobs
from workflow.reminding import ring_reminders
from workflow.rules import retry_failed, run_timed
from workflow.standing_jobs import backtest, forecast, snapshot, tidy
from workflow.view_mail import send_due

# At night, one after another; a snapshot shortly before midnight is what the day left.
SNAPSHOT_AT, FORECAST_AT, BACKTEST_AT, TIDY_AT = time(23, 50), time(0, 30), time(2, 0), time(4, 0)
SUNDAY = 6
RULES_EVERY_SECONDS = 900
RETRIES_EVERY_SECONDS = 300
REPORTS_EVERY_SECONDS = 900
MAIL_EVERY_SECONDS = 15
DIGESTS_EVERY_SECONDS = 300
WEBHOOKS_EVERY_SECONDS = 5
IMPORTS_EVERY_SECONDS = 60
REMINDERS_EVERY_SECONDS = 10


def register_jobs(settings: Settings) -> None:
    """Register every job, so that it can be asked for and done."""
    past = settings.folder / PAST_FOLDER
    register(Job("snapshot", snapshot, At(SNAPSHOT_AT), at_start=True))
    register(Job("forecast", forecast, At(FORECAST_AT), at_start=True, heavy=True))
    register(Job("backtest", backtest, At(BACKTEST_AT, weekday=SUNDAY), at_start=True, heavy=True))
    register(Job("reports", _reports(past), Every(REPORTS_EVERY_SECONDS)))
    if settings.smtp_url:
        register(Job("mail", send_mail(settings), Every(MAIL_EVERY_SECONDS)))
    register(Job("imports", tell_imports, Every(IMPORTS_EVERY_SECONDS)))
    register(Job("reminders", ring_reminders, Every(REMINDERS_EVERY_SECONDS)))
    register(Job("digests", send_digests, Every(DIGESTS_EVERY_SECONDS)))
    if settings.webhook_hosts:
        hosts = settings.webhook_hosts
        register(Job("webhooks", lambda database, now, _: _call(database, hosts, now), Every(WEBHOOKS_EVERY_SECONDS)))
    register(Job("tidy", tidy, At(TIDY_AT)))
    register(Job("rules", run_timed, Every(RULES_EVERY_SECONDS)))
    register(Job("retries", retry_failed, Every(RETRIES_EVERY_SECONDS)))
    for job in past_jobs(past):
        register(job)


def _call(database: Database, hosts: frozenset[str], now: datetime) -> None:
    webhooks.send_waiting(database, hosts, webhooks.post_to, now)


def _reports(past: Path) -> Run:
    def run(database: Database, now: datetime, _key: str) -> None:
        send_due(database, now, making(Shelf(past, database).make))

    return run
