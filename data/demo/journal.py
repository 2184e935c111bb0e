"""What the app would have written down itself: events, monthly snapshots, tasks done, competitors met."""

from typing import Final

import numpy as np

from data.demo.columns import Array, Table, joined, months, repeat, stream
from data.demo.ground import Chunk, Ground
from data.demo.lookups import LOST, STEPS, WON, mandatory_tasks, stage_ids

ENTITY: Final = "opportunity"
DONE_IN_PRESENT_STAY: Final = 0.4
DONE_BEFORE_LOSS: Final = 0.5


def events(ground: Ground, chunk: Chunk) -> Table:
    """Return an event for each entry into a stage: created, moved, won, lost, reopened."""
    stays, deals = chunk.history, chunk.deals
    first = np.append(np.ones(1, dtype=bool), stays.last[:-1])
    position = np.arange(len(stays)) - np.flatnonzero(first)[np.cumsum(first) - 1]
    came_from = np.roll(stays.step, 1)
    place = _place(chunk)
    closed_to = np.select([stays.step == WON, stays.step == LOST], ["won", "lost"], "open")
    closed_from = np.roll(closed_to, 1)
    changed = first | (closed_to != closed_from)
    after = joined("{", place, np.where(changed, joined(', "outcome": "', closed_to, '"'), ""), _closing(chunk), "}")
    before = joined("{", np.roll(place, 1), np.where(changed, joined(', "outcome": "', closed_from, '"'), ""), "}")
    reopened = (came_from == LOST) & ~first
    agent = ground.staff.acting(deals.agent[stays.deal], stays.entered_on)
    return {
        "id": ground.ids("event", len(stays)),
        "at": stays.entered_at,
        "company_id": deals.company[stays.deal],
        "user_id": ground.staff.user[agent],
        "entity": np.full(len(stays), ENTITY),
        "entity_id": deals.ids[stays.deal],
        "verb": np.select(
            [first, reopened, stays.step == WON, stays.step == LOST], ["create", "reopen", "win", "lose"], "move"
        ),
        "before": np.ma.masked_array(before, mask=first),
        "after": after,
        "entity_version": position + 1,
    }


def snapshots(ground: Ground, chunk: Chunk) -> Table:
    """Return the open pipeline as it stood on the first day of each month."""
    stays, deals = chunk.history, chunk.deals
    left_on = np.where(stays.last, ground.today, stays.left_at.astype("datetime64[D]"))
    begins = months(np.datetime64(ground.truth.starts_on, "D").reshape(1))[0]
    first = np.maximum(months(stays.entered_on) + 1, begins)
    counts = np.where(stays.step < STEPS, np.maximum(months(left_on) - first + 1, 0), 0)
    stay, position = repeat(counts)
    on = (first[stay] + position - 1970 * 12).astype("datetime64[M]").astype("datetime64[D]")
    deal = stays.deal[stay]
    return {
        "snapshot_on": on,
        "opportunity_id": deals.ids[deal],
        "outcome": np.full(len(stay), "open"),
        "stage_id": stage_ids()[deals.pipeline[deal], stays.step[stay]],
        "stated_percent": stays.percent[stay],
        "currency_code": chunk.opportunity["currency_code"][deal],
        "net_minor": chunk.net_on_the_way[stay],
        "expected_order_on": stays.expected_on[stay],
        "owner_id": ground.staff.user[ground.staff.acting(deals.agent[deal], on)],
    }


def tasks(ground: Ground, chunk: Chunk) -> Table:
    """Return the mandatory tasks that were done: all of the stages that were left, some of the present one's."""
    rng = stream(ground.truth.seed, "task", chunk.number)
    stays, deals = chunk.history, chunk.deals
    stage = stage_ids()[deals.pipeline[stays.deal], stays.step]
    listed = mandatory_tasks()
    counts = np.array([0, *(len(numbers) for numbers in listed)])
    table = np.array([[0, 0], *(([*numbers, 0, 0])[:2] for numbers in listed)])
    newest = _newest_stay(stays.deal, stage)
    lost_next = np.append(stays.step[1:] == LOST, np.zeros(1, dtype=bool))
    likely = np.select([stays.last, lost_next], [DONE_IN_PRESENT_STAY, DONE_BEFORE_LOSS], 1.0)
    stay, position = repeat(np.where(newest & (rng.random(len(stays)) < likely), counts[stage], 0))
    left_at = np.where(stays.last[stay], stays.entered_at[stay] + 3_600, stays.left_at[stay])
    agent = ground.staff.acting(deals.agent[stays.deal[stay]], stays.entered_on[stay])
    return {
        "id": ground.ids("opportunity_task", len(stay)),
        "opportunity_id": deals.ids[stays.deal[stay]],
        "stage_task_id": table[stage[stay], position],
        "done_at": left_at,
        "done_by_user_id": ground.staff.user[agent],
    }


def competitors(chunk: Chunk) -> Table:
    """Return the competitors met, one for each opportunity that names one."""
    met = chunk.opportunity["competitor_id"]
    rows = np.flatnonzero(~np.ma.getmaskarray(met))
    return {"opportunity_id": chunk.deals.ids[rows], "competitor_id": np.asarray(met.data)[rows]}


def _place(chunk: Chunk) -> Array:
    """Return stage and probability of each stay as the inside of a JSON object."""
    stays = chunk.history
    stage = stage_ids()[chunk.deals.pipeline[stays.deal], stays.step]
    return joined(
        '"stage_id": ', stage.astype(np.str_),
        ', "probability_id": ', stays.probability.astype(np.str_),
        ', "stated_percent": ', stays.percent.astype(np.str_),
    )  # fmt: skip


def _closing(chunk: Chunk) -> Array:
    """Return what a closing entry adds: the day, and for the present one the reason."""
    stays = chunk.history
    day = joined(', "closed_on": "', np.datetime_as_string(stays.entered_on), '"')
    reason = joined(
        ', "closing_reason_id": ', np.asarray(chunk.opportunity["closing_reason_id"].data).astype(np.str_)[stays.deal]
    )
    return np.where(stays.step >= STEPS, joined(day, np.where(stays.last, reason, "")), "")


def _newest_stay(deal: Array, stage: Array) -> Array:
    """Mark the last of several stays of a deal in the same stage."""
    key = (deal * 1_000 + stage)[::-1]
    _, place = np.unique(key, return_index=True)
    marked = np.zeros(len(key), dtype=bool)
    marked[len(key) - 1 - place] = True
    return marked
