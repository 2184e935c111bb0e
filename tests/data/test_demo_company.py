"""The demo company fits together: sums, dates, scope and keys; the same seed draws the same rows."""

import hashlib
import shutil
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select, text

from data import demo, summary
from data.demo import people
from data.past import Shelf
from data.schema import Base
from data.schema.company import Company
from data.schema.contact import Contact
from data.schema.opportunity import Opportunity, OpportunitySnapshot
from data.schema.people import User, UserTeam
from data.session import Database
from domain.access import Role
from domain.errors import DatabaseNotEmpty

TODAY = date(2026, 11, 24)
SMALL = 300


@pytest.fixture(scope="module")
def company(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """Yield a database that holds the demo company in its usual size."""
    path = tmp_path_factory.mktemp("demo") / "caudal.db"
    shutil.copyfile(sqlite_template, path)
    database = Database(f"sqlite:///{path}")
    started = time.perf_counter()
    demo.fill(database, today=TODAY, password_hash="no password fits")
    print(f"the demo company took {time.perf_counter() - started:.1f} s")  # noqa: T201  a busy machine makes any limit a lie
    yield database
    database.dispose()


def count(database: Database, statement: str) -> int:
    """Return the one number that a query gives."""
    with database.read() as session:
        return int(session.execute(text(statement)).scalar_one() or 0)


def digest(engine: Engine) -> str:
    """Return a fingerprint of all rows of all tables."""
    found = hashlib.sha256()
    with engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            rows = sorted(repr(tuple(row)) for row in connection.execute(select(table)))
            found.update("\n".join([table.name, *rows]).encode())
    return found.hexdigest()


def test_the_same_seed_draws_the_same_rows(sqlite_template: Path, tmp_path: Path) -> None:
    found = []
    for name, seed in (("one", 7), ("two", 7), ("other", 8)):
        shutil.copyfile(sqlite_template, tmp_path / name)
        database = Database(f"sqlite:///{tmp_path / name}")
        demo.fill(database, SMALL, seed, today=TODAY, password_hash="x")
        found.append(digest(database.engine))
        database.dispose()
    assert found[0] == found[1] != found[2]


def test_both_engines_hold_it_and_number_new_rows_behind_it(database: Database) -> None:
    seen: list[int] = []
    demo.fill(database, SMALL, today=TODAY, password_hash="x", progress=seen.append)
    with database.write() as session:
        assert sum(seen) == session.scalar(select(func.count()).select_from(Opportunity)) == SMALL
        assert summary.differences(session) == []
        highest = session.scalar(select(func.max(Contact.id)))
        new = Contact(company_id=1, name="Nuovo Contatto S.r.l.")
        session.add(new)
        session.flush()
        assert highest is not None
        assert new.id == highest + 1


def test_several_chunks_fit_together_and_get_their_indexes_back(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demo, "CHUNK", 100)
    query = "SELECT count(*) FROM sqlite_master WHERE type = 'index'"
    if database.engine.dialect.name == "postgresql":
        query = "SELECT (SELECT count(*) FROM pg_indexes) + (SELECT count(*) FROM pg_constraint WHERE convalidated)"
    before = count(database, query)
    demo.fill(database, 250, today=TODAY, password_hash="x")
    assert count(database, query) == before
    assert count(database, "SELECT count(*) FROM opportunity") == 250
    assert count(database, "SELECT count(*) - count(DISTINCT number) FROM opportunity") == 0
    assert count(database, "SELECT count(*) - count(DISTINCT number) FROM invoice") == 0


def test_a_database_with_a_company_is_refused(company: Database) -> None:
    with pytest.raises(DatabaseNotEmpty):
        demo.fill(company, SMALL, today=TODAY, password_hash="x")


def test_users_who_were_there_before_keep_their_numbers(sqlite_database: Database) -> None:
    with sqlite_database.write() as session:
        session.add(User(login="first", display_name="First", role=Role.ADMINISTRATOR.value, password_hash="x"))
    demo.fill(sqlite_database, SMALL, today=TODAY, password_hash="x")
    with sqlite_database.read() as session:
        assert session.scalar(select(User.login).where(User.id == 1)) == "first"
        owners = session.scalars(select(User.role).join(Opportunity, Opportunity.owner_id == User.id).distinct())
        assert set(owners) == {Role.SALES_PERSON.value}
    assert count(sqlite_database, "SELECT count(*) FROM pragma_foreign_key_check") == 0


def test_there_are_enough_open_deals_in_every_column_and_for_every_active_owner(company: Database) -> None:
    with company.read() as session:
        by_percent = dict(
            session.execute(
                select(Opportunity.stated_percent, func.count())
                .where(Opportunity.outcome == "open")
                .group_by(Opportunity.stated_percent)
            ).all()
        )
    assert 250 <= sum(by_percent.values()) <= 450
    assert set(by_percent) == {0, 25, 50, 75, 90}
    assert min(by_percent.values()) >= 15
    assert count(company, "SELECT count(*) FROM opportunity WHERE outcome = 'open' AND owner_id = 14") == 0  # has left
    busy = "SELECT min(n) FROM (SELECT count(*) n FROM opportunity WHERE outcome = 'open' GROUP BY owner_id)"
    assert count(company, busy) >= 5


def test_foreign_keys_hold(company: Database) -> None:
    assert count(company, "SELECT count(*) FROM pragma_foreign_key_check") == 0


@pytest.mark.parametrize(
    ("head", "line", "key"),
    [
        ("opportunity", "opportunity_line", "opportunity_id"),
        ("quote", "quote_line", "quote_id"),
        ("sales_order", "sales_order_line", "sales_order_id"),
        ("invoice", "invoice_line", "invoice_id"),
    ],
)
def test_headers_are_the_sums_of_their_lines(company: Database, head: str, line: str, key: str) -> None:
    wrong = f"""SELECT count(*) FROM {head} h WHERE h.net_minor <>
        (SELECT coalesce(sum(l.net_minor), 0) FROM {line} l WHERE l.{key} = h.id)"""
    assert count(company, wrong) == 0
    assert count(company, f"SELECT count(*) FROM {head}") > 0


WRONG = {
    "an order is invoiced beyond its amount": "SELECT count(*) FROM sales_order WHERE invoiced_minor > net_minor",
    "an order's invoiced amount is not that of its invoices": """SELECT count(*) FROM sales_order o WHERE invoiced_minor <>
        (SELECT coalesce(sum(net_minor), 0) FROM invoice i WHERE i.sales_order_id = o.id AND kind = 'invoice'
        AND status IN ('issued', 'paid'))""",
    "an invoiced order is not invoiced": """SELECT count(*) FROM sales_order
        WHERE (status = 'invoiced') <> (invoiced_minor = net_minor)""",
    "a draft or cancelled order is invoiced or planned": """SELECT count(*) FROM sales_order
        WHERE status IN ('draft', 'cancelled') AND (invoiced_minor <> 0 OR planned_invoice_on IS NOT NULL)""",
    "an order that is invoiced has no month": """SELECT count(*) FROM sales_order
        WHERE status = 'invoiced' AND planned_invoice_on IS NULL""",
    "a credit note is settled otherwise than its invoice": """SELECT count(*) FROM invoice c JOIN invoice i
        ON i.id = c.credited_invoice_id WHERE c.status <> i.status""",
    "a debit note belongs to an order or is not positive": """SELECT count(*) FROM invoice WHERE kind = 'debit_note'
        AND (sales_order_id IS NOT NULL OR opportunity_id IS NOT NULL OR net_minor <= 0)""",
    "a draft invoice bills beyond its order": """SELECT count(*) FROM invoice i JOIN sales_order o ON o.id = i.sales_order_id
        WHERE i.status = 'draft' AND (o.status <> 'open' OR i.net_minor + o.invoiced_minor > o.net_minor)""",
    "a credit note is not negative or credits nothing": """SELECT count(*) FROM invoice WHERE kind = 'credit_note'
        AND (net_minor >= 0 OR tax_minor > 0 OR credited_invoice_id IS NULL)""",
    "a credit note is older or larger than its invoice": """SELECT count(*) FROM invoice c JOIN invoice i
        ON i.id = c.credited_invoice_id WHERE c.issued_on < i.issued_on OR -c.net_minor > i.net_minor""",
    "payments are not what is paid": """SELECT count(*) FROM invoice i WHERE paid_minor <>
        (SELECT coalesce(sum(amount_minor), 0) FROM payment p WHERE p.invoice_id = i.id)""",
    "the chain runs backwards": """SELECT count(*) FROM sales_order s JOIN opportunity o ON o.id = s.opportunity_id
        JOIN quote q ON q.id = s.quote_id LEFT JOIN invoice i ON i.sales_order_id = s.id
        WHERE NOT (o.created_on <= q.issued_on AND q.issued_on <= s.ordered_on AND s.ordered_on = o.closed_on
        AND s.ordered_on <= coalesce(i.issued_on, s.ordered_on))""",
    "an order stands on a quote that was not accepted": """SELECT count(*) FROM sales_order s
        JOIN quote q ON q.id = s.quote_id WHERE q.status <> 'accepted' OR q.net_minor <> s.net_minor""",
    "something lies in the future": f"""SELECT (SELECT count(*) FROM stage_history WHERE entered_at >= '{TODAY}')
        + (SELECT count(*) FROM activity WHERE done_at >= '{TODAY}') + (SELECT count(*) FROM event WHERE at >= '{TODAY}')
        + (SELECT count(*) FROM invoice WHERE issued_on >= '{TODAY}')
        + (SELECT count(*) FROM payment WHERE paid_on >= '{TODAY}')""",
    "stays overlap or leave gaps": """SELECT count(*) FROM (SELECT entered_at, left_at,
        lead(entered_at) OVER (PARTITION BY opportunity_id ORDER BY id) AS next_at FROM stage_history)
        WHERE left_at IS NOT next_at OR left_at <= entered_at""",
    "the present stay is not the opportunity's": """SELECT count(*) FROM opportunity o LEFT JOIN stage_history h
        ON h.opportunity_id = o.id AND h.left_at IS NULL WHERE h.stage_id IS NOT o.stage_id
        OR h.net_minor <> o.net_minor OR h.stated_percent <> o.stated_percent""",
    "a stage, outcome and probability contradict each other": """SELECT count(*) FROM opportunity o
        JOIN stage s ON s.id = o.stage_id JOIN probability p ON p.id = o.probability_id WHERE s.kind <> o.outcome
        OR s.pipeline_id <> o.pipeline_id OR p.percent <> o.stated_percent OR (o.outcome = 'won') <> (p.code = 'WON')
        OR (o.outcome = 'lost') <> (p.code = 'LOST')""",
    "a reason has the wrong sign": """SELECT count(*) FROM opportunity o LEFT JOIN closing_reason r
        ON r.id = o.closing_reason_id WHERE coalesce(r.sign, 0) <>
        CASE o.outcome WHEN 'won' THEN 1 WHEN 'lost' THEN -1 ELSE 0 END""",
    "the last contact is not the last activity that counts": """SELECT count(*) FROM opportunity o
        WHERE o.last_activity_on IS NOT (SELECT max(date(a.done_at)) FROM activity a
        JOIN activity_type t ON t.id = a.activity_type_id WHERE a.opportunity_id = o.id AND t.is_contact)""",
    "the last event is not the opportunity's version": """SELECT count(*) FROM opportunity o WHERE o.version <>
        (SELECT max(entity_version) FROM event e WHERE e.entity = 'opportunity' AND e.entity_id = o.id)""",
    "an opportunity belongs to another company than its contact, owner or agent": """SELECT count(*) FROM opportunity o
        JOIN contact c ON c.id = o.contact_id JOIN agent a ON a.id = o.main_agent_id
        LEFT JOIN user_company u ON u.user_id = o.owner_id AND u.company_id = o.company_id
        WHERE c.company_id <> o.company_id OR a.company_id <> o.company_id OR u.user_id IS NULL
        OR c.currency_code <> o.currency_code""",
    "an e-mail could reach somebody": """SELECT (SELECT count(*) FROM contact WHERE email NOT LIKE '%@example.com')
        + (SELECT count(*) FROM contact_person WHERE email NOT LIKE '%@example.com')
        + (SELECT count(*) FROM user_account WHERE email NOT LIKE '%@example.com')""",
    "two contacts of a company share a name": "SELECT count(*) - count(DISTINCT company_id || name) FROM contact",
    "targets of teams or agents do not add up to the company's": """SELECT count(*) FROM (SELECT
        sum(CASE WHEN team_id IS NULL THEN target_minor END) AS company,
        sum(CASE WHEN team_id IS NOT NULL AND agent_id IS NULL THEN target_minor END) AS teams,
        sum(CASE WHEN agent_id IS NOT NULL THEN target_minor END) AS agents
        FROM quota GROUP BY company_id, month, measure) WHERE company <> teams OR company <> agents""",
    "a snapshot shows a deal that was not open": """SELECT count(*) FROM opportunity_snapshot s JOIN opportunity o
        ON o.id = s.opportunity_id WHERE s.snapshot_on <= o.created_on OR s.snapshot_on > o.closed_on""",
}


@pytest.mark.parametrize("sentence", WRONG)
def test_nowhere(company: Database, sentence: str) -> None:
    assert count(company, WRONG[sentence]) == 0


SOME = {
    "late deals": f"SELECT count(*) FROM opportunity WHERE outcome = 'open' AND expected_order_on < '{TODAY}'",
    "deals without amount": "SELECT count(*) FROM opportunity WHERE outcome = 'open' AND NOT amount_known",
    "zombies": "SELECT count(*) FROM opportunity WHERE outcome = 'open' AND touched_on < date('2026-11-24', '-180 days')",
    "deals in francs": "SELECT count(*) FROM opportunity WHERE outcome = 'open' AND currency_code = 'CHF'",
    "activities that are late": f"SELECT count(*) FROM activity WHERE done_at IS NULL AND due_on < '{TODAY}'",
    "deals without a next step": """SELECT count(*) FROM opportunity o WHERE outcome = 'open'
        AND NOT EXISTS (SELECT 1 FROM activity a WHERE a.opportunity_id = o.id AND a.done_at IS NULL)""",
    "contacts without a place": "SELECT count(*) FROM contact WHERE geo_precision = 'none' AND latitude IS NULL",
    "orders billed in part": "SELECT count(*) FROM sales_order WHERE invoiced_minor BETWEEN 1 AND net_minor - 1",
    "draft invoices": "SELECT count(*) FROM invoice WHERE status = 'draft'",
    "draft orders": "SELECT count(*) FROM sales_order WHERE status = 'draft'",
    "open orders without a planned date": """SELECT count(*) FROM sales_order WHERE status = 'open'
        AND planned_invoice_on IS NULL""",
    "orders late to be invoiced": f"""SELECT count(*) FROM sales_order WHERE status = 'open'
        AND planned_invoice_on < '{TODAY}'""",
    "won deals without an order": """SELECT count(*) FROM opportunity o WHERE outcome = 'won' AND net_minor > 0
        AND closed_on >= date('2026-11-24', '-14 days')
        AND NOT EXISTS (SELECT 1 FROM sales_order s WHERE s.opportunity_id = o.id)""",
    "debit notes": "SELECT count(*) FROM invoice WHERE kind = 'debit_note'",
    "settled credit notes": "SELECT count(*) FROM invoice WHERE kind = 'credit_note' AND status = 'paid'",
    "deals to be invoiced in several months": """SELECT count(*) FROM (SELECT 1 FROM opportunity_line l
        JOIN opportunity o ON o.id = l.opportunity_id WHERE o.outcome = 'open' GROUP BY o.id
        HAVING count(DISTINCT substr(l.expected_invoice_on, 1, 7)) > 1)""",
    "deals without an expected invoice": """SELECT count(*) FROM opportunity WHERE outcome = 'open'
        AND expected_invoice_on IS NULL AND expected_order_on IS NOT NULL""",
    "credit notes": "SELECT count(*) FROM invoice WHERE kind = 'credit_note'",
    "unpaid bills past their day": f"SELECT count(*) FROM invoice WHERE status = 'issued' AND due_on < '{TODAY}'",
    "reopened deals": "SELECT count(*) FROM event WHERE verb = 'reopen'",
    "revised quotes": "SELECT count(*) FROM quote WHERE revision > 0",
    "customers": "SELECT count(*) FROM contact WHERE became_customer_on IS NOT NULL",
    "lines of plans": "SELECT count(*) FROM forecast_node WHERE kind = 'detail'",
    "submissions with opportunities in commit": """SELECT count(DISTINCT forecast_submission_id)
        FROM forecast_submission_deal WHERE category = 'commit'""",
    "deals from campaigns": "SELECT count(*) FROM opportunity WHERE campaign_id IS NOT NULL",
}


@pytest.mark.parametrize("what", SOME)
def test_there_are_some(company: Database, what: str) -> None:
    assert count(company, SOME[what]) >= 4


def test_targets_of_this_year_make_sense_and_reach_into_the_next(company: Database) -> None:
    january = TODAY.year * 12
    months = f"month BETWEEN {january} AND {january + TODAY.month - 2}"
    target = count(
        company, f"SELECT sum(target_minor) FROM quota WHERE team_id IS NULL AND measure = 'billings' AND {months}"
    )
    billed = f"SELECT sum(net_minor) FROM invoice WHERE status <> 'draft' AND issued_{months}"
    assert 0.7 < count(company, billed) / target < 1.2
    for level in ("team_id IS NULL", "team_id IS NOT NULL AND agent_id IS NULL", "agent_id IS NOT NULL"):
        rows = f"SELECT count(DISTINCT month) FROM quota WHERE {level} AND measure = '{{}}' AND month >= {january}"
        assert [count(company, rows.format(measure)) for measure in ("bookings", "billings")] == [15, 15]
    gone = (
        "SELECT count(*) FROM quota q JOIN agent a ON a.id = q.agent_id WHERE month / 12 > substr(a.active_to_on, 1, 4)"
    )
    assert count(company, gone) == 0


def test_each_company_knows_how_long_its_invoices_take(company: Database) -> None:
    assert count(company, "SELECT count(*) FROM company WHERE invoice_lead_days BETWEEN 5 AND 25") == 3


def test_an_opportunity_is_of_its_owners_team(company: Database) -> None:
    with company.read() as session:
        teams = dict(session.execute(select(UserTeam.user_id, UserTeam.team_id)).all())
        pairs = session.execute(select(Opportunity.owner_id, Opportunity.team_id).distinct()).all()
    assert all(teams[owner] == team for owner, team in pairs)


def test_the_offered_sign_ins_cover_the_roles_and_have_something_to_read(company: Database) -> None:
    assert {user.role for user in demo.DEMO_USERS} == set(Role)
    with company.read() as session:
        names = {user.login: user.display_name for user in session.scalars(select(User))}
        companies = session.scalar(select(func.count()).select_from(Company))
    assert companies == len(people.COMPANIES) == 3
    assert all(names[user.login] == user.display_name for user in demo.DEMO_USERS)
    unread = "SELECT count(DISTINCT user_id) FROM notification WHERE read_at IS NULL"
    assert count(company, unread) == len(demo.DEMO_USERS) - 1
    assert count(company, "SELECT count(*) FROM saved_view WHERE shared AND pinned") >= 1


def test_the_past_of_a_day_is_its_stored_snapshot(company: Database, tmp_path: Path) -> None:
    day = date(2026, 3, 1)
    names = ("stage_id", "stated_percent", "currency_code", "net_minor")  # who owned it before is not in the demo's log
    with company.read() as session:
        stored = session.execute(
            select(OpportunitySnapshot.opportunity_id, *(getattr(OpportunitySnapshot, name) for name in names))
            .where(OpportunitySnapshot.snapshot_on == day)
            .order_by(OpportunitySnapshot.opportunity_id)
        ).all()
    with Shelf(tmp_path / "past", company).make(day).read() as session:
        found = session.execute(
            select(Opportunity.id, *(getattr(Opportunity, name) for name in names))
            .where(Opportunity.outcome == "open")
            .order_by(Opportunity.id)
        ).all()
        assert summary.differences(session) == []
    assert len(stored) > 100
    assert [tuple(row) for row in found] == [tuple(row) for row in stored]
