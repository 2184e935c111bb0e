"""Rows of the opportunity table, as they stand today."""

from typing import Final

import numpy as np

from data.demo import names
from data.demo.amounts import LEAD_DAYS, Lines, in_base, net_amounts
from data.demo.columns import Array, Table, choose, joined, nearest, nullable, padded, running, stream, total, years
from data.demo.ground import Chunk, Ground
from data.demo.history import History
from data.demo.lookups import CLOSING_REASONS, COMPETITOR_REASON, COMPETITORS, LOST, STEPS, WON, stage_ids
from data.demo.opportunities import Deals
from data.demo.people import COMPANIES, Staff
from data.demo.truth import Truth

CODES: Final = np.array(["", *(company.code for company in COMPANIES)])
OTHER_COMPETITOR_SHARE: Final = 0.12
NO_DATE_YET: Final = 0.25  # of the deals in their first step


def opportunity_table(ground: Ground, chunk: int, deals: Deals, history: History, lines: Lines) -> Table:
    """Return the opportunities as they stand today."""
    rng = stream(ground.truth.seed, "opportunity", chunk + 1_000_000)
    first = np.append(np.ones(1, dtype=bool), history.last[:-1])
    created_on = history.entered_on[first]
    campaign = ground.campaigns.source(deals.company, deals.origin, created_on)
    return {
        "id": deals.ids,
        "company_id": deals.company,
        "number": _numbers(ground, deals, created_on),
        "title": names.titles(rng, deals.kind),
        "opportunity_type_id": deals.kind + 1,
        "contact_id": deals.contact + 1,
        "contact_person_id": ground.contacts.persons[deals.contact],
        "contact_quality_id": deals.stars,
        "origin_id": deals.origin + 1,
        "campaign_id": nullable(campaign, campaign > 0),
        "created_on": created_on,
        "stage_entered_on": history.entered_at[history.last].astype("datetime64[D]"),
        "created_at": history.entered_at[first],
        "updated_at": history.entered_at[history.last],
        "version": np.bincount(history.deal, minlength=len(deals)),
        **_place(ground, deals, history),
        **_money(rng, ground, deals, history, lines),
        **_expected_dates(rng, ground, chunk, deals, history),
        **_reasons(rng, history.step[history.last]),
    }


def _numbers(ground: Ground, deals: Deals, created_on: Array) -> Array:
    year = years(created_on)
    numbers = running(deals.company * 10_000 + year, ground.numbers("opportunity"))
    return joined(CODES[deals.company], "-", year.astype(np.str_), "-", padded(numbers, 4))


def _place(ground: Ground, deals: Deals, history: History) -> Table:
    """Return stage, probability and outcome, and who looks after the deal now or did when it was closed."""
    staff = ground.staff
    step, now = history.step[history.last], history.entered_on[history.last]
    open_now = step < STEPS
    agent = staff.acting(deals.agent, np.where(open_now, ground.today, now))
    return {
        "main_agent_id": agent,
        "owner_id": staff.user[agent],
        "team_id": team_of_user(staff)[staff.user[agent]],
        "pipeline_id": deals.pipeline,
        "stage_id": stage_ids()[deals.pipeline, step],
        "probability_id": history.probability[history.last],
        "stated_percent": history.percent[history.last],
        "outcome": np.select([step == WON, step == LOST], ["won", "lost"], "open"),
        "closed_on": np.where(open_now, np.datetime64("NaT"), now),
    }


def _money(rng: np.random.Generator, ground: Ground, deals: Deals, history: History, lines: Lines) -> Table:
    net = net_amounts(lines, len(deals))
    margin = (net * rng.integers(18, 42, size=len(deals))) // 100
    return {
        "currency_code": np.where(deals.foreign, ground.truth.foreign_currency, "EUR"),
        "gross_minor": total(lines.deal, lines.gross, len(deals)),
        "discount_minor": total(lines.deal, lines.discount, len(deals)),
        "net_minor": net,
        "net_base_minor": in_base(net, deals.foreign, history.entered_on[history.last], ground.rates),
        "amounts_from_lines": net > 0,
        "amount_known": net > 0,
        "expected_margin_minor": nullable(margin, net > 0),
        "expected_revenue_minor": nullable(net, net > 0),
    }


def _expected_dates(rng: np.random.Generator, ground: Ground, chunk: int, deals: Deals, history: History) -> Table:
    expected = _expected(rng, ground.truth, history, deals.zombie)
    lot = stream(ground.truth.seed, "unsettled", chunk + 2_000_000).random(len(deals))
    unsaid = (history.step[history.last] < STEPS) & (lot < ground.truth.no_invoice_date_share)
    return {
        "expected_order_on": expected,
        "expected_delivery_on": expected + LEAD_DAYS[deals.kind],
        "expected_invoice_on": np.where(unsaid, np.datetime64("NaT"), expected + LEAD_DAYS[deals.kind] + 5),
    }


def team_of_user(staff: Staff) -> Array:
    """Return the team of each user id, 0 for those without."""
    teams = np.zeros(int(staff.user.max()) + 1, dtype=np.int64)
    # An agent without a sign-in may belong to another team than the colleague who looks after the deals.
    teams[staff.user[::-1]] = staff.team[::-1]
    return teams


def _expected(rng: np.random.Generator, truth: Truth, history: History, zombie: Array) -> Array:
    """Return the expected order dates: many that have passed were moved on, the others are late."""
    expected, step = history.expected_on[history.last], history.step[history.last]
    today, open_now = np.datetime64(truth.today, "D"), step < STEPS
    overdue = open_now & (expected < today)
    pushed = overdue & ~zombie & (rng.random(len(step)) < truth.expected_pushed_share)
    remaining = np.maximum(history.planned_end - today.astype(np.int64), 12) * np.exp(rng.normal(0, 0.4, len(step)))
    moved = nearest(today.astype(np.int64) + remaining)
    unknown = open_now & (step == 0) & (rng.random(len(step)) < NO_DATE_YET)
    return np.where(unknown, np.datetime64("NaT"), np.where(pushed, moved, expected))


def _reasons(rng: np.random.Generator, step: Array) -> Table:
    shares = np.array([share for *_, share in CLOSING_REASONS])
    signs = np.array([sign for _, _, sign, _ in CLOSING_REASONS])
    won = choose(rng, np.where(signs > 0, shares, 0), len(step)) + 1
    lost = choose(rng, np.where(signs < 0, shares, 0), len(step)) + 1
    reason = np.where(step == WON, won, lost)
    competed = (reason == COMPETITOR_REASON) & (step == LOST) | (rng.random(len(step)) < OTHER_COMPETITOR_SHARE)
    return {
        "closing_reason_id": nullable(reason, step >= STEPS),
        "competitor_id": nullable(rng.integers(1, len(COMPETITORS) + 1, size=len(step)), competed),
    }


def stay_table(ground: Ground, chunk: Chunk) -> Table:
    """Return the stays in stages as rows."""
    stays, deals = chunk.history, chunk.deals
    agent = ground.staff.acting(deals.agent[stays.deal], stays.entered_on)
    return {
        "id": ground.ids("stage_history", len(stays)),
        "opportunity_id": deals.ids[stays.deal],
        "pipeline_id": deals.pipeline[stays.deal],
        "stage_id": stage_ids()[deals.pipeline[stays.deal], stays.step],
        "stated_percent": stays.percent,
        "net_minor": chunk.net_on_the_way,
        "expected_order_on": np.where(
            stays.last, chunk.opportunity["expected_order_on"][stays.deal], stays.expected_on
        ),
        "entered_at": stays.entered_at,
        "left_at": stays.left_at,
        "user_id": ground.staff.user[agent],
    }
