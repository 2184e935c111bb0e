"""Opportunities of the demo company: when they came, with whom, how large, and who will win them in the end."""

from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from data.demo.columns import DAY, Array, choose, choose_each, months, stream, to_days, weekday
from data.demo.contacts import Contacts
from data.demo.lookups import ORIGINS, PIPELINE_OF_TYPE, STEPS
from data.demo.people import PEOPLE, Staff
from data.demo.truth import (
    CREATED_BY_MONTH,
    LOST_AT,
    ORIGIN_LOGIT,
    TYPE_LOGIT,
    TYPE_MEDIAN,
    TYPE_SHARE,
    TYPE_SPREAD,
    Truth,
)

# Deals are older than the history: those that were open when it began.
DAYS_BEFORE: Final = 300
USUAL_LIFE_DAYS: Final = 130.0
RAMP_DAYS: Final = 182
# Some deals have an origin of their own; the others come the way their contact came.
OWN_ORIGIN_SHARE: Final = 0.3
ZOMBIE_AGE_DAYS: Final = (250, 720)


@dataclass(frozen=True)
class Deals:
    """The opportunities of one chunk as they were drawn, before anything is cut off at today."""

    ids: Array
    created: Array  # days since 1970, with a fraction
    contact: Array  # index of the contact
    company: Array
    kind: Array  # index of the opportunity type
    pipeline: Array
    origin: Array
    stars: Array
    agent: Array  # the contact's agent today
    foreign: Array
    size: Array  # net amount in EUR
    chance: Array
    won: Array
    last_step: Array
    zombie: Array
    reopened: Array

    def __len__(self) -> int:
        return len(self.ids)


def owner_effects(truth_seed: int, spread: float) -> dict[str, float]:
    """Return what each user adds to the logit of winning, by login."""
    drawn = stream(truth_seed, "owner").normal(0, spread, len(PEOPLE)).round(3)
    return {person.login: float(effect) for person, effect in zip(PEOPLE, drawn, strict=True)}


def created_days(truth: Truth) -> Array:
    """Return when the opportunities came, sorted, as days since 1970 with a fraction."""
    rng = stream(truth.seed, "opportunity")
    start, today = np.datetime64(truth.starts_on, "D"), np.datetime64(truth.today, "D")
    days = np.arange(start - DAYS_BEFORE, today)
    age = (days - start).astype(float)
    weight = CREATED_BY_MONTH[months(days) % 12] * np.exp(np.log1p(truth.growth_a_year) * age / 365.25)
    weight *= np.where(weekday(days) > 4, 0.0, 1.0)
    weight *= np.where(age < 0, np.exp(age / USUAL_LIFE_DAYS), 1.0)
    drawn = np.sort(choose(rng, weight, truth.opportunities))
    created: Array = days.astype(np.int64)[drawn] + rng.random(truth.opportunities)
    return created


def draw(truth: Truth, chunk: int, ids: Array, created: Array, contacts: Contacts, staff: Staff) -> Deals:
    """Draw the opportunities of one chunk: the outcome first, then how far the lost ones come."""
    rng = stream(truth.seed, "opportunity", chunk + 1)
    size = len(ids)
    contact = choose(rng, contacts.weight, size)
    kind = choose(rng, TYPE_SHARE, size)
    origin = np.where(
        rng.random(size) < OWN_ORIGIN_SHARE, rng.integers(len(ORIGINS), size=size), contacts.origin[contact]
    )
    amount = _sizes(rng, truth, kind, created)
    agent = contacts.agent[contact]
    logit = TYPE_LOGIT[kind] + truth.log_size * np.log(amount / TYPE_MEDIAN[kind]) + ORIGIN_LOGIT[origin]
    logit += truth.stars * (contacts.stars[contact] - 3) + _owner_logit(truth, staff, agent, created)
    chance = 1 / (1 + np.exp(-logit))
    won = rng.random(size) < chance
    pipeline = PIPELINE_OF_TYPE[kind]
    last_step = np.where(won, STEPS - 1, choose_each(rng, LOST_AT[pipeline - 1]))
    zombie = _zombies(rng, truth, created)
    reopened = (rng.random(size) < truth.reopened_share / 0.6) & (last_step >= 2) & ~zombie
    return Deals(
        ids=ids,
        created=created,
        contact=contact,
        company=contacts.company[contact],
        kind=kind,
        pipeline=pipeline,
        origin=origin,
        stars=contacts.stars[contact],
        agent=agent,
        foreign=contacts.foreign[contact],
        size=amount,
        chance=chance,
        won=won,
        last_step=last_step,
        zombie=zombie,
        reopened=reopened,
    )


def _sizes(rng: np.random.Generator, truth: Truth, kind: Array, created: Array) -> Array:
    dearer = to_days(created) >= np.datetime64(truth.price_increase_on, "D")
    spread = rng.normal(0, 1, len(kind)) * TYPE_SPREAD[kind]
    sizes: Array = TYPE_MEDIAN[kind] * np.exp(spread) * np.where(dearer, 1 + truth.price_increase, 1.0)
    return sizes


def _owner_logit(truth: Truth, staff: Staff, agent: Array, created: Array) -> Array:
    """Return what the person adds who looked after the deal when it came, less while new in the job."""
    acting = staff.acting(agent, to_days(created))
    effect = np.array([0.0, *(truth.owner_logit[person.login] for person in PEOPLE)])
    served = created - staff.hired_on.astype(DAY).astype(np.int64)[acting]
    ramp: Array = effect[staff.user[acting]] + truth.ramp_up * np.clip(1 - served / RAMP_DAYS, 0, 1)
    return ramp


def _zombies(rng: np.random.Generator, truth: Truth, created: Array) -> Array:
    """Mark deals that nobody closes nor works on; older ones were cleared away long ago."""
    today = np.datetime64(date.fromisoformat(truth.today)).astype(np.int64)
    youngest, oldest = ZOMBIE_AGE_DAYS
    age = today - created
    marked: Array = (age > youngest) & (age < oldest) & (rng.random(len(created)) < truth.zombie_share)
    return marked
