"""Campaigns: what they cost, whom they addressed, what came of them, and who may change that."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from data.queries.campaigns import campaign_detail, campaigns
from data.schema.campaign import Campaign, CampaignCost, CampaignMember
from data.schema.contact import Contact
from data.schema.opportunity import Opportunity
from data.session import Database, Session
from domain.access import Principal
from domain.campaign import CampaignDetail
from domain.errors import (
    BadCampaignDates,
    BadCount,
    CannotUndo,
    CodeTaken,
    Conflict,
    CostsCounted,
    DayNeeded,
    MemberAlready,
    NameNeeded,
    NegativeBudget,
    NotFound,
    NotPermitted,
    SalesError,
)
from tests.world import NOW, TODAY, World
from workflow import campaigns as verbs
from workflow import contacts
from workflow.campaigns import Change, Target


@dataclass
class Marketing:
    """Somebody who keeps campaigns."""

    database: Database
    world: World
    login: str = "country_manager"

    @property
    def who(self) -> Principal:
        return self.world.principal(self.login)

    def run(self, verb: Callable[[Session, Target], Change], name: str = "Fair") -> Change:
        target = self.target(name)
        return self.database.run(lambda unit: verb(unit, target))

    def target(self, name: str = "Fair") -> Target:
        id_ = self.world.campaigns[name]
        with self.database.read() as session:
            return Target(id_, session.get_one(Campaign, id_).version)

    def edit(self, **wanted: Any) -> Change:
        return self.run(lambda unit, target: verbs.edit(unit, self.who, target, wanted, now=NOW))

    def spend(self, minor: int, what: str = "Advertising", on: date | None = TODAY) -> Change:
        return self.run(
            lambda unit, target: verbs.save_cost(
                unit, self.who, target, None, spent_on=on, description=what, amount_minor=minor, now=NOW
            )
        )

    def address(self, contact: str, became_lead_on: date | None = None, *, new: bool = True) -> Change:
        contact_id = self.world.contacts[contact]
        return self.run(
            lambda unit, target: verbs.save_member(unit, self.who, target, contact_id, became_lead_on, new=new, now=NOW)
        )

    def undo(self, change: Change) -> Change:
        later = NOW + timedelta(seconds=5)
        return self.database.run(lambda unit: verbs.undo(unit, self.who, change.event_id or 0, now=later))

    def shown(self, login: str = "executive", name: str = "Fair") -> CampaignDetail:
        with self.database.read() as session:
            return campaign_detail(session, self.world.principal(login), self.world.campaigns[name])

    def name_on(self, *keys: str) -> None:
        """Let opportunities have come of the fair."""
        with self.database.write() as session:
            for key in keys:
                deal = session.get_one(Opportunity, self.world.opportunities[key])
                deal.campaign_id = self.world.campaigns["Fair"]


@pytest.fixture
def marketing(database: Database, world: World) -> Marketing:
    return Marketing(database, world)


@pytest.fixture
def quick(sqlite_database: Database, sqlite_world: World) -> Marketing:
    return Marketing(sqlite_database, sqlite_world)


def test_results_count_leads_costs_and_what_was_won_at_the_rate_of_its_day(marketing: Marketing) -> None:
    marketing.spend(200_000)
    marketing.address("Beta Meccanica", TODAY)
    marketing.name_on("press", "won", "lost", "cancelled", "lost_franc")
    with marketing.database.write() as session:
        deal = session.get_one(Opportunity, marketing.world.opportunities["lost_franc"])
        deal.outcome, deal.closed_on = "won", date(2026, 7, 5)
    results = marketing.shown().campaign.results
    assert (results.members, results.leads, results.cost_minor) == (2, 1, 1_000_000)
    assert (results.opportunities, results.open, results.won) == (4, 1, 2)
    # 5 000 000 euro cents, and 2 000 001 rappen at 0.95 francs for one euro, the rate of 1 July.
    assert results.won_minor == 5_000_000 + 2_105_264


def test_a_person_counts_only_what_she_sees(quick: Marketing) -> None:
    quick.name_on("press", "south", "alpine")
    seen = quick.shown("colleague")
    assert [deal.title for deal in seen.deals] == ["Hydraulic press"]
    assert seen.campaign.results.opportunities == 1
    with pytest.raises(NotFound):
        quick.shown("foreign")
    with quick.database.read() as session:
        assert [row.name for row in campaigns(session, quick.world.principal("foreign"))] == ["Mailing"]


def test_sales_people_read_campaigns_and_do_not_change_them(quick: Marketing) -> None:
    for login in ("sales", "analyst", "executive"):
        quick.login = login
        assert not quick.shown(login).changeable
        with pytest.raises(NotPermitted):
            quick.edit(name="Mine")


@pytest.mark.parametrize(
    ("wanted", "refusal"),
    [
        ({"name": ""}, NameNeeded),
        ({"ends_on": date(2020, 1, 1)}, BadCampaignDates),
        ({"budget_minor": -1}, NegativeBudget),
        ({"goal_conversion_percent": 101}, BadCount),
        ({"currency_code": "CHF"}, CostsCounted),
    ],
)
def test_what_cannot_be_is_refused(quick: Marketing, wanted: dict[str, Any], refusal: type[SalesError]) -> None:
    with pytest.raises(refusal):
        quick.edit(**wanted)


def test_an_edit_is_undone_but_not_after_another_one(marketing: Marketing) -> None:
    first = marketing.edit(name="Great fair", goal_leads=20)
    marketing.undo(first)
    assert (marketing.shown().campaign.name, marketing.shown().campaign.goal_leads) == ("Fair", 10)
    second = marketing.edit(name="Great fair")
    marketing.edit(name="Greater fair")
    with pytest.raises(CannotUndo):
        marketing.undo(second)
    old = Target(marketing.world.campaigns["Fair"], 1)
    with pytest.raises(Conflict):
        marketing.database.run(lambda unit: verbs.edit(unit, marketing.who, old, {"name": "X"}, now=NOW))


def test_costs_are_added_changed_and_removed_and_each_is_undone(marketing: Marketing) -> None:
    marketing.undo(marketing.spend(5_000))
    with marketing.database.read() as session:
        (cost,) = session.scalars(
            select(CampaignCost.id).where(CampaignCost.campaign_id == marketing.world.campaigns["Fair"])
        )
    dropped = marketing.run(lambda unit, target: verbs.drop_cost(unit, marketing.who, target, cost, now=NOW))
    assert marketing.shown().campaign.results.cost_minor == 0
    marketing.undo(dropped)
    assert marketing.shown().campaign.results.cost_minor == 800_000
    with pytest.raises(DayNeeded):
        marketing.spend(5, on=None)
    with pytest.raises(NegativeBudget):
        marketing.spend(-5)
    with pytest.raises(NotFound):
        marketing.run(lambda unit, target: verbs.drop_cost(unit, marketing.who, target, 10**6, now=NOW))


def test_members_are_there_once_of_the_same_company_and_become_leads(marketing: Marketing) -> None:
    with pytest.raises(MemberAlready):
        marketing.address("Officine Alfa")
    with pytest.raises(NotFound):
        marketing.address("Alpen Werk")
    with pytest.raises(NotFound):
        marketing.address("Delta Sud", TODAY, new=False)
    became = marketing.address("Officine Alfa", TODAY, new=False)
    assert marketing.shown().members[0].became_lead_on == TODAY
    marketing.undo(became)
    assert marketing.shown().members[0].became_lead_on is None
    alfa = marketing.world.contacts["Officine Alfa"]
    dropped = marketing.run(lambda unit, target: verbs.drop_member(unit, marketing.who, target, alfa, now=NOW))
    assert not marketing.shown().members
    marketing.undo(dropped)
    with marketing.database.read() as session:
        assert session.get(CampaignMember, (marketing.world.campaigns["Fair"], alfa))


def test_a_member_is_not_put_back_once_the_contact_was_merged_away(quick: Marketing) -> None:
    alfa, beta = (quick.world.contacts[name] for name in ("Officine Alfa", "Beta Meccanica"))
    dropped = quick.run(lambda unit, target: verbs.drop_member(unit, quick.who, target, alfa, now=NOW))
    with quick.database.write() as session:
        versions = [session.get_one(Contact, id_).version for id_ in (beta, alfa)]
        into = contacts.Target(beta, versions[0])
        contacts.merge(session, quick.who, into, contacts.Merge(alfa, versions[1]), now=NOW)
    with pytest.raises(CannotUndo):
        quick.undo(dropped)
    assert not quick.shown().members


def test_a_new_campaign_has_a_code_of_its_own(quick: Marketing) -> None:
    company = quick.world.companies["IT"]
    wanted = {"name": "Seminar", "code": "K-IT", "currency_code": "EUR"}
    with pytest.raises(CodeTaken):
        quick.database.run(lambda unit: verbs.create(unit, quick.who, company, wanted, now=NOW))
    wanted["code"] = "S1"
    made = [
        quick.database.run(lambda unit: verbs.create(unit, quick.who, company, wanted, request_key="k", now=NOW))
        for _ in "12"
    ]
    assert made[0] == made[1]
    abroad = quick.world.companies["CH"]
    with pytest.raises(NotFound):
        quick.database.run(lambda unit: verbs.create(unit, quick.who, abroad, wanted, now=NOW))
