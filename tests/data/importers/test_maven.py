"""The excerpt of Maven CRM, with all its traps, on both engines."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select

from data.schema.company import Company
from data.schema.contact import Contact, Sector
from data.schema.importing import ImportIssue, ImportRun
from data.schema.log import Event
from data.schema.opportunity import Opportunity, OpportunityLine, OpportunityTotal, StageHistory
from data.schema.people import Agent, Team, User, UserCompany, UserTeam
from data.schema.pipeline import Probability, Stage
from data.schema.product import ProductFamily
from data.session import Database
from data.summary import differences
from tests.data.importers.files import MAVEN, copied, everything, imported, looking, replaced, rows

DEALS = rows(MAVEN / "sales_pipeline.csv")
STAGES = Counter(deal["deal_stage"] for deal in DEALS)


def test_every_deal_comes_in_with_its_amount_stage_and_outcome(database: Database) -> None:
    report = imported(database, MAVEN)
    assert report.succeeded, report.text
    assert report.counts["opportunity"].added == len(DEALS)
    won = sum(int(deal["close_value"]) for deal in DEALS if deal["deal_stage"] == "Won")
    with looking(database) as session:
        query = select(Opportunity.outcome, func.count(), func.sum(Opportunity.net_minor)).group_by(Opportunity.outcome)
        found = {outcome: (count, int(net)) for outcome, count, net in session.execute(query)}
        assert found == {
            "won": (STAGES["Won"], won * 100),
            "lost": (STAGES["Lost"], 0),
            "open": (STAGES["Engaging"] + STAGES["Prospecting"], 0),
        }
        stages = dict(session.execute(select(Stage.name, func.count()).join(Opportunity).group_by(Stage.name)).all())
        assert stages == STAGES
        known = session.scalar(select(func.count()).where(Opportunity.amount_known))
        assert known == STAGES["Won"]
        assert not differences(session)
        assert session.scalar(select(func.sum(OpportunityTotal.row_count))) == len(DEALS)


def test_what_was_corrected_or_missing_is_counted(database: Database) -> None:
    report = imported(database, MAVEN)
    warnings = {(issue.spot.column, issue.spot.value): issue.count for issue in report.warnings}
    assert warnings["product", "GTXPro"] == sum(deal["product"] == "GTXPro" for deal in DEALS)
    assert warnings["account", ""] == sum(not deal["account"] for deal in DEALS)
    assert warnings["engage_date", ""] == STAGES["Prospecting"]
    assert warnings["sector", "technolgy"] == 4
    assert warnings["office_location", "Philipines"] == warnings["office_location", "Korea"] == 1
    with looking(database) as session:
        assert session.scalar(select(func.count()).where(Opportunity.contact_id.is_(None))) == warnings["account", ""]
        sectors = set(session.scalars(select(Sector.description)))
        assert "Technology" in sectors
        assert "Technolgy" not in sectors
        stored = session.scalars(select(ImportIssue.reason).where(ImportIssue.severity == "warning")).all()
        assert len(stored) == len(report.warnings)
    assert "data_dictionary.csv" in report.text


def test_deals_without_any_date_are_dated_to_the_first_day_of_the_file(database: Database) -> None:
    imported(database, MAVEN)
    first = min(deal["engage_date"] for deal in DEALS if deal["engage_date"])
    with looking(database) as session:
        query = select(Opportunity.created_on).join(Stage).where(Stage.name == "Prospecting")
        assert set(session.scalars(query)) == {date.fromisoformat(first)}


def test_accounts_become_contacts_with_turnover_parent_and_place(database: Database) -> None:
    report = imported(database, MAVEN)
    accounts = rows(MAVEN / "accounts.csv")
    assert report.counts["contact"].added == len(accounts)
    assert report.placed == {"country": len(accounts)}
    with looking(database) as session:
        contacts = {contact.name: contact for contact in session.scalars(select(Contact))}
    bluth = contacts["Bluth Company"]
    assert bluth.turnover_minor == 124_232_000_000
    assert bluth.parent_contact_id == contacts["Acme Corporation"].id
    assert (bluth.country_code, bluth.geo_precision, bluth.employees, bluth.founded_year) == (
        "US",
        "country",
        3027,
        1993,
    )
    assert contacts["Hottechi"].country_code == "KR"
    assert contacts["Bioholding"].country_code == "PH"


def test_owners_become_agents_of_teams_and_users_who_cannot_sign_in(database: Database) -> None:
    imported(database, MAVEN)
    with looking(database) as session:
        company = session.scalars(select(Company)).one()
        teams = {team.name: team for team in session.scalars(select(Team))}
        moses = session.scalars(select(User).where(User.login == "moses.frase")).one()
        agent = session.scalars(select(Agent).where(Agent.user_id == moses.id)).one()
        manager = session.get_one(Agent, agent.manager_agent_id)
        hashes = session.scalars(select(User.password_hash)).all()
        assert session.get(UserCompany, (moses.id, company.id))
        assert session.get(UserTeam, (moses.id, teams["Central · Dustin Brinkmann"].id))
        roles = dict(session.execute(select(User.role, func.count()).group_by(User.role)).all())
    assert moses.active
    assert teams["Central · Dustin Brinkmann"].parent_id == teams["Central"].id
    assert agent.team_id == teams["Central · Dustin Brinkmann"].id
    assert manager.name == "Dustin Brinkmann"
    assert roles == {"sales_manager": 5, "sales_person": 9}
    assert len(set(hashes)) == len(hashes)
    assert all(value.startswith("$argon2id$") for value in hashes)


def test_an_imported_owner_has_no_password_that_fits(sqlite_database: Database) -> None:
    from workflow.passwords import is_outdated, verify

    imported(sqlite_database, MAVEN)
    with looking(sqlite_database) as session:
        stored = session.scalars(select(User.password_hash).limit(1)).one()
    assert not verify(stored, "")
    assert not verify(stored, "moses.frase")
    assert not is_outdated(stored)


def test_each_deal_has_a_line_with_the_family_of_its_product(database: Database) -> None:
    imported(database, MAVEN)
    with looking(database) as session:
        lines = session.execute(
            select(ProductFamily.description, func.count())
            .join(OpportunityLine, OpportunityLine.product_family_id == ProductFamily.id)
            .group_by(ProductFamily.description)
        )
        families = Counter(deal["product"][:3].strip() for deal in DEALS)
        assert dict(lines.all()) == families
        difference = session.execute(
            select(Opportunity.id).join(OpportunityLine).where(Opportunity.net_minor != OpportunityLine.net_minor)
        )
        assert not difference.all()


def test_history_tells_when_a_deal_was_engaged_and_closed(database: Database) -> None:
    imported(database, MAVEN)
    won = next(deal for deal in DEALS if deal["deal_stage"] == "Won")
    with looking(database) as session:
        opportunity = session.scalars(select(Opportunity).where(Opportunity.number == won["opportunity_id"])).one()
        stays = session.execute(
            select(Stage.name, StageHistory.entered_at, StageHistory.left_at, StageHistory.stated_percent)
            .join(Stage)
            .where(StageHistory.opportunity_id == opportunity.id)
            .order_by(StageHistory.entered_at)
        ).all()
        events = session.scalars(select(Event).where(Event.entity_id == opportunity.id, Event.entity == "opportunity"))
        told = [(event.verb, event.at.date().isoformat(), event.import_run_id is not None) for event in events]
    assert [(stay.name, stay.entered_at.date().isoformat(), stay.stated_percent) for stay in stays] == [
        ("Engaging", won["engage_date"], 50),
        ("Won", won["close_date"], 100),
    ]
    assert stays[0].left_at == stays[1].entered_at
    assert stays[1].left_at is None
    assert told == [("create", won["engage_date"], True), ("win", won["close_date"], True)]


def test_the_company_stands_with_won_and_lost_and_columns_between(database: Database) -> None:
    imported(database, MAVEN)
    with looking(database) as session:
        company = session.scalars(select(Company)).one()
        percents = {row.id: row.percent for row in session.scalars(select(Probability))}
        placed = session.execute(select(Stage.name, Opportunity.probability_id, Opportunity.stated_percent).join(Stage))
        for name, probability_id, percent in placed:
            assert percents[probability_id] == percent
            assert (probability_id == company.won_probability_id) == (name == "Won")
            assert (probability_id == company.lost_probability_id) == (name == "Lost")
    assert (company.code, company.currency_code, company.time_zone) == ("MAVEN", "USD", "America/New_York")
    assert sorted(percents.values()) == [0, 0, 25, 50, 75, 90, 100]


def test_the_same_files_again_change_nothing_and_show_the_first_result(database: Database, tmp_path: Path) -> None:
    first = imported(database, MAVEN)
    before = everything(database)
    again = imported(database, copied(MAVEN, tmp_path / "elsewhere"))
    assert everything(database) == before
    assert again.repeated
    assert again.run_id == first.run_id
    assert again.counts == first.counts
    assert [issue.reason.split(" [")[0] for issue in again.issues] == [issue.reason for issue in first.issues]
    assert "Nothing was changed" in again.text


def test_newer_files_change_what_is_newer_and_nothing_else(database: Database, tmp_path: Path) -> None:
    imported(database, MAVEN)
    deal = next(deal for deal in DEALS if deal["deal_stage"] == "Engaging" and deal["account"])
    folder = copied(MAVEN, tmp_path / "newer")
    line = f"{deal['opportunity_id']},{deal['sales_agent']},{deal['product']},{deal['account']},"
    replaced(
        folder / "sales_pipeline.csv",
        f"{line}Engaging,{deal['engage_date']},,",
        f"{line}Won,{deal['engage_date']},2017-12-31,1234.5",
    )
    before = everything(database)
    report = imported(database, folder)
    after = everything(database)
    assert (report.counts["opportunity"].changed, report.counts["opportunity"].unchanged) == (1, len(DEALS) - 1)
    assert report.counts["contact"].unchanged == len(rows(MAVEN / "accounts.csv"))
    assert {name for name in before if before[name] != after[name]} == {
        "opportunity", "opportunity_line", "opportunity_total", "expected_invoicing", "stage_history", "event",
            "import_run", "import_issue",
    }  # fmt: skip
    with looking(database) as session:
        found = session.scalars(select(Opportunity).where(Opportunity.number == deal["opportunity_id"])).one()
        event = session.scalars(select(Event).order_by(Event.id.desc()).limit(1)).one()
        stays = session.scalars(select(StageHistory).where(StageHistory.opportunity_id == found.id)).all()
        assert not differences(session)
    assert (found.outcome, found.net_minor, found.closed_on, found.version) == ("won", 123_450, date(2017, 12, 31), 2)
    assert found.amount_known
    assert (event.verb, event.entity_version) == ("win", 2)
    assert event.before is not None
    assert event.before["outcome"] == "open"
    assert len([stay for stay in stays if stay.left_at is None]) == 1
    assert imported(database, folder).repeated


def test_an_older_set_after_a_newer_one_is_no_repetition(sqlite_database: Database, tmp_path: Path) -> None:
    folder = copied(MAVEN, tmp_path / "newer")
    replaced(folder / "accounts.csv", "Isdom,medical,2002,3178.24,4540", "Isdom,medical,2002,3178.24,4541")
    imported(sqlite_database, MAVEN)
    assert imported(sqlite_database, folder).counts["contact"].changed == 1
    report = imported(sqlite_database, MAVEN)
    assert not report.repeated
    assert report.counts["contact"].changed == 1
    with looking(sqlite_database) as session:
        assert session.scalars(select(Contact.employees).where(Contact.name == "Isdom")).one() == 4540


def test_what_people_changed_here_stays_until_the_source_changes_it(sqlite_database: Database, tmp_path: Path) -> None:
    imported(sqlite_database, MAVEN)
    with sqlite_database.write() as session:
        isdom = session.scalars(select(Contact).where(Contact.name == "Isdom")).one()
        isdom.city, isdom.employees = "Boston", 9
    folder = copied(MAVEN, tmp_path / "newer")
    replaced(folder / "accounts.csv", "Isdom,medical,2002,3178.24,4540", "Isdom,medical,2003,3178.24,4540")
    assert imported(sqlite_database, folder).counts["contact"].changed == 1
    with looking(sqlite_database) as session:
        isdom = session.scalars(select(Contact).where(Contact.name == "Isdom")).one()
    assert (isdom.city, isdom.employees, isdom.founded_year) == ("Boston", 9, 2003)


def test_an_imported_win_can_be_reopened_where_it_was(database: Database) -> None:
    from domain.access import Principal, Reach, Role
    from tests.data.importers.files import TODAY
    from tests.world import NOW
    from workflow.opportunities import Target, reopen

    imported(database, MAVEN)
    with database.write() as session:
        won = session.scalars(select(Opportunity).where(Opportunity.outcome == "won").limit(1)).one()
        owner = Principal(
            won.owner_id, "x", "X", Role.SALES_PERSON, frozenset({won.company_id}), frozenset(), Reach.OWN, Reach.OWN
        )
        reopen(session, owner, Target(won.id, won.version), today=TODAY, now=NOW)
        session.refresh(won)
        stage = session.get_one(Stage, won.stage_id)
    assert (won.outcome, stage.name, won.stated_percent) == ("open", "Engaging", 50)


def test_another_company_gets_its_own_copy(sqlite_database: Database) -> None:
    imported(sqlite_database, MAVEN)
    report = imported(sqlite_database, MAVEN, company="SECOND")
    assert report.succeeded
    assert report.counts["opportunity"].added == len(DEALS)
    with looking(sqlite_database) as session:
        assert session.scalar(select(func.count()).select_from(Opportunity)) == 2 * len(DEALS)
        assert set(session.scalars(select(Company.code))) == {"MAVEN", "SECOND"}
        assert session.scalar(select(func.count()).where(User.login == "moses.frase.2")) == 1
        assert len({row.won_probability_id for row in session.scalars(select(Company))}) == 1


def test_a_trial_writes_nothing(database: Database) -> None:
    before = everything(database)
    report = imported(database, MAVEN, dry_run=True)
    assert report.succeeded
    assert report.dry_run
    assert report.counts["opportunity"].added == len(DEALS)
    assert "trial" in report.text
    assert everything(database) == before


def test_lists_of_a_company_that_is_there_are_used(database: Database) -> None:
    from tests.world import build

    world = build(database)
    report = imported(database, MAVEN)
    assert report.succeeded, report.text
    with looking(database) as session:
        company = session.scalars(select(Company).where(Company.code == "MAVEN")).one()
        assert company.won_probability_id == world.probabilities[100]
        assert company.lost_probability_id == world.probabilities[0]
        assert session.scalar(select(func.count()).select_from(Probability)) == len(world.probabilities)
        used = set(session.scalars(select(Opportunity.probability_id).where(Opportunity.company_id == company.id)))
        assert used == {world.probabilities[percent] for percent in (0, 25, 50, 100)}
        assert not differences(session)


def test_single_files_can_be_named_and_others_are_refused(sqlite_database: Database) -> None:
    from data.importers.plan import NothingToImport

    paths = [MAVEN / name for name in ("accounts.csv", "products.csv", "sales_pipeline.csv", "sales_teams.csv")]
    assert imported(sqlite_database, *paths, dry_run=True).succeeded
    with pytest.raises(NothingToImport, match=r"data_dictionary\.csv"):
        imported(sqlite_database, *paths, MAVEN / "data_dictionary.csv")


def test_progress_is_shown(sqlite_database: Database) -> None:
    seen: Counter[str] = Counter()
    totals: dict[str, int] = {}

    def show(label: str, total: int) -> object:
        totals[label] = total
        return lambda count: seen.update({label: count})

    imported(sqlite_database, MAVEN, show=show)
    assert seen["Reading"] == totals["Reading"] == 4
    assert seen["Placing contacts"] == totals["Placing contacts"]
    assert seen["Writing"] == totals["Writing"]


def test_the_run_is_kept_with_its_counts(database: Database) -> None:
    report = imported(database, MAVEN)
    with looking(database) as session:
        run = session.get_one(ImportRun, report.run_id)
    assert (run.status, run.profile) == ("done", "maven_crm")
    assert run.finished_at is not None
    records = run.counts["records"]
    assert isinstance(records, dict)
    assert records["opportunity"] == {"added": len(DEALS), "changed": 0, "unchanged": 0}
