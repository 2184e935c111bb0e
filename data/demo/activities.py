"""Activities: what was done in each stay, and what is planned next: some of it late, some missing."""

from typing import Final

import numpy as np

from data.demo.columns import Array, Table, at_work, backward, choose, forward, nullable, repeat, stream
from data.demo.ground import Ground
from data.demo.history import ZOMBIE_DAYS, History
from data.demo.lookups import ACTIVITY_TYPES, STEPS
from data.demo.opportunities import Deals

DAYS_BETWEEN: Final = 12.0
SECOND_PLAN_SHARE: Final = 0.1
WITH_TIME_SHARE: Final = 0.4
SUBJECTS: Final = (  # by activity type
    "Call about the offer|Call back|Call the plant manager|Ask for the decision",
    "Email with drawings|Email with references|Follow-up email|Email to purchasing",
    "Visit on site|Visit with the technician|Measure on site",
    "Technical meeting|Meeting with purchasing|Kick-off meeting",
    "Video call|Video call with engineering",
    "Send quote|Send the revised quote",
    "Prepare the calculation|Check delivery time|Draw the layout",
)
TYPE_SHARE: Final = np.array([row[4] for row in ACTIVITY_TYPES])
IS_CONTACT: Final = np.array([row[3] for row in ACTIVITY_TYPES])
MINUTES: Final = np.array([row[5] for row in ACTIVITY_TYPES])


def activities(ground: Ground, chunk: int, deals: Deals, history: History) -> Table:
    """Return everything done and planned for the opportunities of one chunk."""
    rng = stream(ground.truth.seed, "activity", chunk)
    done, planned = _done(rng, ground, deals, history), _planned(rng, ground, deals, history)
    deal = np.concatenate([done["deal"], planned["deal"]])
    kind = choose(rng, TYPE_SHARE, len(deal))
    finished = np.arange(len(deal)) < len(done["deal"])
    at = np.concatenate([done["at"], planned["at"]])
    lead = rng.integers(0, 4, size=len(deal))
    due_on = at.astype("datetime64[D]") - np.where(finished, lead, 0)
    agent = ground.staff.acting(deals.agent[deal], np.minimum(at.astype("datetime64[D]"), ground.today))
    timed = ~finished & (rng.random(len(deal)) < WITH_TIME_SHARE)
    return {
        "id": ground.ids("activity", len(deal)),
        "company_id": deals.company[deal],
        "activity_type_id": kind + 1,
        "opportunity_id": deals.ids[deal],
        "contact_id": deals.contact[deal] + 1,
        "subject": _subjects(rng, kind),
        "due_on": backward(due_on),
        "due_at": np.where(timed, at, np.datetime64("NaT")),
        "done_at": np.where(finished, at, np.datetime64("NaT")),
        "duration_minutes": nullable(MINUTES[kind], finished),
        "assigned_user_id": ground.staff.user[agent],
        "created_at": np.where(finished, at - 3_600, (ground.today - 3).astype("datetime64[s]")),
        "updated_at": np.where(finished, at, (ground.today - 3).astype("datetime64[s]")),
    }


def last_contact(table: Table, deals: Deals) -> Array:
    """Return the day of the last real contact about each deal, NaT where there was none."""
    counted = ~np.isnat(table["done_at"]) & IS_CONTACT[table["activity_type_id"] - 1]
    newest = np.full(len(deals), -1, dtype=np.int64)
    row = table["opportunity_id"][counted] - deals.ids[0]
    np.maximum.at(newest, row, table["done_at"][counted].astype("datetime64[D]").astype(np.int64))
    return np.where(newest < 0, np.datetime64("NaT"), newest.astype("datetime64[D]"))


def _done(rng: np.random.Generator, ground: Ground, deals: Deals, history: History) -> Table:
    """Spread what was done over the open stays; nobody worked on zombies lately."""
    until = ground.today - np.where(deals.zombie, ZOMBIE_DAYS, 0)
    left_on = np.where(history.last, until[history.deal], history.left_at.astype("datetime64[D]"))
    days = np.where(history.step < STEPS, (left_on - history.entered_on).astype(np.int64), 0)
    counts = rng.poisson(np.maximum(days, 0) / DAYS_BETWEEN)
    stay, _ = repeat(counts)
    spot = (rng.random(len(stay)) * days[stay]).astype(np.int64)
    on = backward(history.entered_on[stay] + spot)
    at = np.maximum(at_work(on, rng.random(len(stay))), history.entered_at[stay])
    return {"deal": history.deal[stay], "at": at}


def _planned(rng: np.random.Generator, ground: Ground, deals: Deals, history: History) -> Table:
    open_now = np.zeros(len(deals), dtype=bool)
    open_now[history.deal[history.last]] = history.step[history.last] < STEPS
    fate = rng.random((2, len(deals)))
    has_next = open_now & ~deals.zombie & (fate[0] >= ground.truth.no_next_step_share)
    deal = np.concatenate([np.flatnonzero(has_next), np.flatnonzero(has_next & (fate[1] < SECOND_PLAN_SHARE))])
    late = rng.random(len(deal)) < ground.truth.next_step_late_share
    ahead = forward(ground.today + rng.exponential(8, len(deal)).astype(np.int64))
    behind = backward(ground.today - 1 - rng.geometric(0.3, len(deal)))
    return {"deal": deal, "at": at_work(np.where(late, behind, ahead), rng.random(len(deal)))}


def _subjects(rng: np.random.Generator, kind: Array) -> Array:
    lists = [text.split("|") for text in SUBJECTS]
    longest = max(len(subjects) for subjects in lists)
    table = np.array([np.resize(np.array(subjects), longest) for subjects in lists])
    return table[kind, rng.integers(longest, size=len(kind))]
