"""Notebooks: the same rows as the lists, in the same eyes."""

import pandas as pd
import pytest

from data.queries.export import rows
from data.session import Database
from domain.errors import NoForecastYet, NotFound
from domain.filter import PipelineFilter
from tests.world import TODAY, World
from workflow import notebook
from workflow.notebook import Caudal


@pytest.mark.parametrize("login", ["executive", "sales", "foreign"])
def test_a_frame_holds_what_its_reader_sees(
    sqlite_database: Database, sqlite_world: World, login: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notebook, "PAGE", 3)
    caudal = Caudal.open(sqlite_database.url, login)
    frame = caudal.opportunities("p=25-100")
    with sqlite_database.read() as session:
        wanted = PipelineFilter.from_query("p=25-100", TODAY)
        listed = {row[0]: row[14].minor for row in rows(session, sqlite_world.principal(login), wanted)}  # type: ignore[union-attr]  # money
    assert frame.set_index("number")["net_minor"].to_dict() == listed
    assert pd.api.types.is_datetime64_any_dtype(frame["created_on"])


def test_what_is_not_there_is_said(sqlite_database: Database, sqlite_world: World) -> None:
    assert sqlite_world.today == TODAY
    with pytest.raises(NotFound):
        Caudal.open(sqlite_database.url, "nobody")
    caudal = Caudal.open(sqlite_database.url)
    assert caudal.orders("company=999").empty
    assert caudal.snapshot().empty
    with pytest.raises(NoForecastYet):
        caudal.outlook()
