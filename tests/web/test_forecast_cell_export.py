"""What is behind a cell of the forecast as files: the rows add up to the cell, and only export rights open them."""

import csv
import io

from data.session import Database
from domain import clock
from domain.filter import PipelineFilter
from domain.outlook import Measure, Part
from tests.web.conftest import Enter
from tests.world import World
from web.forecast_cell_export import address
from workflow.forecasts.outlook import outlook
from workflow.forecasts.running import forecast


def test_the_address_of_a_file_keeps_the_filter_and_the_scenario() -> None:
    written = address("?owner=3&s=win.10&q={x}", "2026-07.backlog")
    assert written.format(kind="csv") == "/export/forecast-cell.csv?owner=3&s=win.10&q=%7Bx%7D&cell=2026-07.backlog"


def test_the_rows_of_the_file_add_up_to_the_cell(enter: Enter, sqlite_database: Database, sqlite_world: World) -> None:
    company, today = sqlite_world.companies["IT"], clock.today()
    forecast(sqlite_database, company, today, now=clock.now(), show=lambda _label, _total: lambda _count: None)
    person = enter("country_manager")
    answer = person.get("/export/forecast-cell.csv?measure=won&cell=year.pipeline", buffered=True)
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"), newline="")))
    with sqlite_database.read() as session:
        path = outlook(
            session, sqlite_world.principal("country_manager"), PipelineFilter(), today=today, measure=Measure.WON
        )
    assert {row["kind"] for row in rows} == {"opportunity"}
    assert sum(round(float(row["counted"]) * 100) for row in rows) == path.total(Part.PIPELINE)
    workbook = person.get("/export/forecast-cell.xlsx?measure=won&cell=year.pipeline", buffered=True)
    assert workbook.data.startswith(b"PK")
    assert person.get("/export/forecast-cell.csv?cell=nothing").status_code == 400
