"""Why 62 %: what the panel says when the model is used, and when it is not."""

from dataclasses import replace

from components.opportunity.why import feature_name, why
from data.queries.forecasting.chances import chance_of
from data.schema.forecast import ForecastRun, OpportunityForecast
from data.session import Database
from domain.chance import REST
from forecasting.winning.features import DEAL_FEATURES
from forecasting.winning.gate import BEATEN
from forecasting.winning.model import LEVEL
from tests.components.tree import says
from tests.domain.test_chance import SAID
from tests.world import NOW, TODAY, World

NBSP = "\N{NO-BREAK SPACE}"


def plain(text: str) -> str:
    return text.replace(NBSP, " ")


def test_the_walk_the_values_and_the_like_stand_beside_each_other() -> None:
    text = plain(says(why(SAID, 50)))
    for part in ("Why 62 %", "Base rate", "41 %", "+16", "+9", "−4", "Stage norm", "40 %", "50–70 %"):
        assert part in text
    assert "22 of 51 opportunities like it were won (43 %)." in text


def test_without_skill_the_reason_stands_there_instead_of_the_walk() -> None:
    text = plain(says(why(replace(SAID, used="stage", chance=0.4, reason=BEATEN), 50)))
    assert "Why 40 %" in text
    assert BEATEN in text
    assert "Base rate" not in text


def test_every_feature_of_the_model_has_a_word() -> None:
    features = [*DEAL_FEATURES.categories, *DEAL_FEATURES.measures, LEVEL, REST]
    assert [name for name in features if feature_name(name) == name] == []


def test_the_chance_is_that_of_the_latest_forecast_and_of_open_ones_in_scope(database: Database, world: World) -> None:
    press, won = world.opportunities["press"], world.opportunities["won"]
    with database.write() as session:
        for month, chance in ((5, 0.3), (6, 0.6)):
            for is_backtest in (True, False):
                run = ForecastRun(
                    company_id=world.companies["IT"], model="win", measure="winning", is_backtest=is_backtest,
                    parameters={}, notes=["So it is."], cutoff_on=TODAY.replace(month=month), run_at=NOW,
                )  # fmt: skip
                session.add(run)
                session.flush()
                session.add_all(
                    OpportunityForecast(
                        forecast_run_id=run.id, opportunity_id=id_, stated=0.5, used="model",
                        chance=chance / (2 if is_backtest else 1),
                    )
                    for id_ in (press, won)
                )  # fmt: skip
    with database.read() as session:
        found = chance_of(session, world.principal("sales"), press)
        assert found is not None
        assert (found.chance, found.said_on.month, found.reason) == (0.6, 6, "So it is.")
        assert chance_of(session, world.principal("sales"), won) is None, "it is closed"
        assert chance_of(session, world.principal("foreign"), press) is None, "it is not hers"
