"""How many rules are held against how many changes in a second, in a bulk edit and by themselves.

    python -m benchmarks.rules FOLDER [--opportunities 10000] [--rules 40] [--postgresql URL]

Fills a demo company in FOLDER (kept for the next run) or in a database of the server at URL. Moves 400 open opportunities
to another date in one transaction that is not kept: without rules, and with rules that hear each change and whose
conditions do not hold. An evaluation is one rule held against one change. Then the reaction by itself, without the edit.
"""

import argparse
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from time import perf_counter
from typing import Final
from uuid import uuid4

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from benchmarks.board import administrator, filled
from data.schema.opportunity import Opportunity
from data.schema.rule import WorkflowRule
from data.session import Database
from domain import clock
from domain.access import Principal
from domain.outcome import Outcome
from domain.rules import Fact, Operator, Rule, Tell, Test, Trigger, When, Who
from domain.rules.actions import Role
from workflow import journal
from workflow.opportunities.bulk import Report, What, Wish, change_all
from workflow.rules import keeping, react
from workflow.rules.keeping import Target, Written

CHANGED: Final = 400
ATTEMPTS: Final = 3
NAME: Final = "benchmark"


def main() -> None:
    """Measure and print a table."""
    asked = _arguments()
    database = filled(asked.folder, asked.opportunities, asked.postgresql)
    with database.read() as session:
        principal = administrator(session)
        open_ones = select(Opportunity.id, Opportunity.version).where(Opportunity.outcome == Outcome.OPEN)
        targets = [(row[0], row[1]) for row in session.execute(open_ones.order_by(Opportunity.id).limit(CHANGED))]
    print(f"{'engine':<10} {'rules':>5} {'changes':>7} {'edit ms':>8} {'react ms':>8} {'evaluations/s':>13}")
    for rules in (0, asked.rules):
        with database.write() as session:
            _keep(session, principal, rules)
        edited, reacted = min(_measured(database, principal, targets) for _attempt in range(ATTEMPTS))
        pace = f"{rules * len(targets) / reacted:>13,.0f}" if rules else f"{'-':>13}"
        print(
            f"{database.dialect:<10} {rules:>5} {len(targets):>7} {edited * 1000:>8.0f} {reacted * 1000:>8.1f} {pace}"
        )
    with database.write() as session:
        session.execute(delete(WorkflowRule).where(WorkflowRule.name == NAME))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--opportunities", type=int, default=10_000)
    parser.add_argument("--rules", type=int, default=40)
    parser.add_argument("--postgresql", help="URL whose database name gets the size appended; the database must exist")
    return parser.parse_args()


def _keep(session: Session, principal: Principal, count: int) -> None:
    """Keep so many rules that hear of every edit and whose conditions never hold."""
    session.execute(delete(WorkflowRule).where(WorkflowRule.name == NAME))
    tests = (
        Test(Fact.PERCENT, Operator.AT_LEAST, 0), Test(Fact.AGE, Operator.AT_LEAST, 0),
        Test(Fact.NET, Operator.AT_LEAST, 10**14),
    )  # fmt: skip
    rule = Rule(When(Trigger.STAGE_ENTERED), (tests,), (Tell((Who(role=Role.OWNER),), "Look at {title}"),))
    for _number in range(count):
        kept = keeping.create(session, principal, Written(NAME, principal.user_id, rule), now=clock.now())
        keeping.switch_on(session, principal, Target(kept.id, kept.version), counts_from_on=None, now=clock.now())


def _measured(database: Database, principal: Principal, targets: list[tuple[int, int]]) -> tuple[float, float]:
    """Return the seconds of the edit and of the reaction to it; nothing is kept."""
    with Session(database.engine.execution_options(write=True), expire_on_commit=False) as session:
        session.begin()
        edited = _seconds(lambda: _edit(session, principal, targets))
        told = journal.heard(session)
        for telling in told:  # as if each had entered its stage
            telling.event.after = {"stage_id": telling.record.stage_id}  # type: ignore[union-attr]  # all opportunities
        with session.no_autoflush:
            reacted = _seconds(lambda: react(session, told, 0))
        session.rollback()
    return edited, reacted


def _edit(session: Session, principal: Principal, targets: list[tuple[int, int]]) -> Report:
    today = clock.today()
    wish = Wish(What.DELIVERY_ON, on=today + timedelta(days=1000))
    return change_all(session, principal, targets, wish, request_key=uuid4().hex, today=today, now=clock.now())


def _seconds(work: Callable[[], object]) -> float:
    began = perf_counter()
    work()
    return perf_counter() - began


if __name__ == "__main__":
    main()
