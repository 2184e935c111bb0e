"""Health: two answers for those who watch the server, and nothing for anybody else."""

from data.migrate import downgrade
from data.session import Database
from tests.web.tiny import SETTINGS, Tiny
from web import session


def test_both_answer_strangers(tiny: Tiny) -> None:
    client = tiny.server.test_client()
    assert (client.get("/healthz").status_code, client.get("/healthz").text) == (200, "ok\n")
    assert (client.get("/readyz").status_code, client.get("/readyz").text) == (200, "ready\n")


def test_a_database_that_does_not_answer_is_not_ready(tiny: Tiny) -> None:
    client = tiny.server.test_client()
    session.bind(tiny.server, SETTINGS, Database("sqlite:////nonexistent/caudal.db"))
    assert client.get("/healthz").status_code == 200
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.text == "not ready\n"


def test_a_database_that_is_not_migrated_is_not_ready(tiny: Tiny, sqlite_database: Database) -> None:
    sqlite_database.dispose()
    downgrade(sqlite_database.url, "base")
    assert tiny.server.test_client().get("/readyz").status_code == 503
