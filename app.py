"""Wiring: settings → database → Dash app → server. `python app.py` serves; `gunicorn app:server` works too."""

import os
import subprocess
import sys
from functools import cache

from flask import Flask

from data.session import Database
from domain.errors import SalesError
from web.serving import Listening, before_end, require_free_port, serve
from web.settings import EMBEDDED, ROOT, Settings

DEMO_OPPORTUNITIES, DEMO_SEED = 4000, 7
_beside: list[subprocess.Popen[bytes]] = []  # the workers that this server has started


def create_app(settings: Settings, database: Database) -> Flask:
    """Return the WSGI application, sealed and warm. Call it once per process: callbacks register themselves."""
    from components import filter_bar, shell
    from web import chrome, creating, following, home, router, shell_actions
    from web.activities import shell as activities
    from web.dash_app import create_dash, seal
    from web.jobs import register_jobs
    from web.live import bell
    from web.server import create_server

    register_jobs(settings)  # so that they can be asked for; a worker does them
    server = create_server(settings, database)
    server.register_blueprint(home.doors)  # before Dash, which would answer its address with the app
    app = create_dash(server, refusal=chrome.refusal)
    router.import_pages("pages")
    app.layout = chrome.frame
    shell.connect(app)
    filter_bar.connect(app)
    shell_actions.register(app)
    activities.register()
    bell.register()
    following.register(app)
    creating.register()
    seal(app)
    return server


@cache
def _server() -> Flask:
    from web.live.room import make_room

    settings = Settings.from_environment()
    database = Database(settings.database_url)
    before_end(database.dispose)
    server = create_app(settings, database)
    make_room(server, Listening.from_environment())
    return server


def __getattr__(name: str) -> Flask:
    """Build `app.server` when a WSGI server asks for it, so that the command line starts without Dash."""
    if name == "server":
        return _server()
    raise AttributeError(name)


def prepare(settings: Settings) -> None:
    """Migrate the database, and fill the demo company where there is nothing yet and the demo is wanted."""
    from data.migrate import upgrade
    from workflow.demo import fill_demo, is_empty

    upgrade(settings.database_url)
    database = Database(settings.database_url)
    if settings.demo and is_empty(database):
        print("Filling the demo company …", flush=True)
        fill_demo(database, settings.folder, opportunities=DEMO_OPPORTUNITIES, seed=DEMO_SEED)
    database.dispose()


def announce(settings: Settings, listening: Listening) -> None:
    """Print where Caudal is, and who may sign in to the demo company."""
    print(f"\nCaudal is at {listening.address}")
    if settings.demo:
        from data.queries.people import demo_people
        from workflow.demo import DEMO_PASSWORD

        with Database(settings.database_url).read() as session:
            people = demo_people(session)
        if people:
            print(f"Sign in with one click there, or with the password {DEMO_PASSWORD} as:")
        for person in people:
            print(f"  {person.login:<20} {person.role.value.replace('_', ' ')}")
    print("Stop with Ctrl C.", flush=True)


def start_worker(settings: Settings) -> None:
    """Start a worker beside this server, which ends with it, unless the workers are run by themselves."""
    if settings.worker == EMBEDDED:
        command = [sys.executable, str(ROOT / "manage.py"), "worker", "--beside", str(os.getpid())]
        _beside.append(subprocess.Popen(command, stdin=subprocess.DEVNULL))  # noqa: S603  our own command


def open_for(settings: Settings, listening: Listening) -> None:
    """Do what follows when connections are accepted."""
    announce(settings, listening)
    start_worker(settings)


def main() -> int:
    """Serve until stopped; a refusal is one sentence and exit code 1."""
    try:
        settings, listening = Settings.from_environment(), Listening.from_environment()
        require_free_port(listening)
        prepare(settings)
        serve("app:server", listening, lambda: open_for(settings, listening))
    except SalesError as refusal:
        print(refusal, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
