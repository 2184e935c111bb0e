"""Changes: the bridge from the open pipeline of an earlier day to that of today, deal by deal, adding up to the cent."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.basis import USUAL, Basis
from domain.money import weighted_minor
from domain.outcome import Outcome

Convert = Callable[[int, str], int]  # minor units of a currency → minor units of the reporting currency
Sums = dict[str, int]  # Σ net × percent by currency, exact
LARGEST = 5


class Bar(StrEnum):
    """What a part of the difference comes from, in the order of the bars."""

    NEW = "new"
    REOPENED = "reopened"
    MOVED_IN = "moved_in"  # its expected date came into the period
    INCREASED = "increased"
    DECREASED = "decreased"
    PROBABILITY = "probability"
    MOVED_OUT = "moved_out"  # its expected date left the period
    WON = "won"
    LOST = "lost"
    CANCELLED = "cancelled"
    REOWNED = "reowned"  # given to or taken from somebody outside what is looked at
    OTHER = "other"  # fits the rest of the filter since, or no longer
    MODEL = "model"  # the same deal, judged otherwise by the model
    FX = "fx"


@dataclass(frozen=True, slots=True)
class Side:
    """A deal at one end; `counts` when it was open and meant by the filter, `percent` is that of the basis.

    `in_period` tells whether its expected date was in the period that is looked at, `in_reach` whether it was owned by
    somebody whom filter and scope mean: what was not is not shown.
    """

    outcome: Outcome
    currency: str
    net_minor: int
    percent: int
    stated_percent: int
    expected_on: date | None
    stage_id: int
    owner_id: int
    in_period: bool
    in_reach: bool
    counts: bool

    @property
    def worth(self) -> int:
        """Net × percent where it counts."""
        return self.net_minor * self.percent if self.counts else 0


@dataclass(frozen=True, slots=True)
class Deal:
    """What a deal is called, with the names of stage and owner at each end; "" where it is not seen."""

    id: int
    number: str
    title: str
    contact: str
    stage_then: str = ""
    stage_now: str = ""
    owner_then: str = ""
    owner_now: str = ""


@dataclass(frozen=True, slots=True)
class Effect:
    """What one deal does to one bar, in minor units of the reporting currency; None where it did not exist or is not seen."""

    opportunity_id: int
    bar: Bar
    then: Side | None
    now: Side | None
    minor: int


@dataclass(frozen=True, slots=True)
class BarSum:
    """A bar: its exact part of the difference, and its deals, the largest effect first.

    Deals are rounded one by one and the bar once: `rounding` is what the deals leave of it.
    """

    bar: Bar
    minor: int
    effects: tuple[Effect, ...]

    @property
    def rounding(self) -> int:
        """What is left of the bar after its deals."""
        return self.minor - sum(effect.minor for effect in self.effects)


@dataclass(frozen=True, slots=True)
class Bridge:
    """From `start_minor` over the bars to `end_minor`: start + Σ bars = end, in minor units of `currency`.

    `unspoken` tells that on the earlier day no forecast was there and the stated probabilities stand in for it.
    """

    since: date
    today: date
    currency: str
    start_minor: int
    end_minor: int
    start_count: int
    end_count: int
    bars: tuple[BarSum, ...]
    basis: Basis = USUAL
    unspoken: bool = False

    @property
    def largest(self) -> tuple[Effect, ...]:
        """The largest effects of single deals, exchange rates left out."""
        effects = [effect for one in self.bars if one.bar is not Bar.FX for effect in one.effects if effect.minor]
        return tuple(sorted(effects, key=_size)[:LARGEST])


Step = tuple[int, Bar, Sums]  # the deal, the bar, and by how much Σ net × percent changes in each currency


def bridge(
    then: Mapping[int, Side],
    now: Mapping[int, Side],
    *,
    since: date,
    today: date,
    currency: str,
    at_then: Convert,
    at_now: Convert,
) -> Bridge:
    """Return the bridge between two pictures of the same deals; rates change last, in a bar of their own."""
    steps = [step for id_ in sorted(then.keys() | now.keys()) for step in _steps(id_, then.get(id_), now.get(id_))]
    running = _sums(then.values())
    start, bars = _converted(running, at_then), []
    level = start
    for bar in Bar:
        mine = [(id_, change) for id_, its, change in steps if its is bar]
        for _, change in mine:
            _add(running, change)
        before, level = level, _converted(running, at_then)
        effects = [_effect(id_, bar, then.get(id_), now.get(id_), _converted(change, at_then)) for id_, change in mine]
        if mine:
            bars.append(BarSum(bar, level - before, tuple(sorted(effects, key=_size))))
    end = _converted(running, at_now)
    revalued = tuple(sorted(_revalued(then, now, at_then, at_now), key=_size))
    if revalued or end != level:
        bars.append(BarSum(Bar.FX, end - level, revalued))
    counts = [sum(side.counts for side in ends.values()) for ends in (then, now)]
    return Bridge(since, today, currency, start, end, counts[0], counts[1], tuple(bars))


def _steps(id_: int, then: Side | None, now: Side | None) -> Iterator[Step]:
    """Yield what happened to a deal, one step after the other: first its amount, then its probability."""
    was, is_ = (then is not None and then.counts), (now is not None and now.counts)
    if was and is_:
        assert then is not None  # noqa: S101  it counts
        assert now is not None  # noqa: S101  it counts
        yield from _lasting(id_, then, now)
    elif was or is_:
        change = _sums([now] if now and is_ else [])
        _add(change, {then.currency: -then.worth} if then and was else {})
        yield id_, _entered(then) if is_ else _left(now), change


def _lasting(id_: int, then: Side, now: Side) -> Iterator[Step]:
    if (then.currency, then.net_minor) != (now.currency, now.net_minor):
        change = {then.currency: -then.worth}
        _add(change, {now.currency: now.net_minor * then.percent})
        yield id_, Bar.INCREASED if now.net_minor > then.net_minor else Bar.DECREASED, change
    if then.percent != now.percent:
        yield id_, _judged(then, now), {now.currency: now.net_minor * (now.percent - then.percent)}


def _judged(then: Side, now: Side) -> Bar:
    """Tell a changed deal from a model that judges the same deal otherwise."""
    told = [(s.net_minor, s.stated_percent, s.stage_id, s.expected_on, s.owner_id) for s in (then, now)]
    return Bar.MODEL if told[0] == told[1] else Bar.PROBABILITY


def _entered(then: Side | None) -> Bar:
    if then is None:
        return Bar.NEW
    return Bar.REOPENED if then.outcome is not Outcome.OPEN else _beside(then, Bar.MOVED_IN)


def _left(now: Side | None) -> Bar:
    if now is None:
        return Bar.CANCELLED
    closed = {Outcome.WON: Bar.WON, Outcome.LOST: Bar.LOST, Outcome.CANCELLED: Bar.CANCELLED}
    return closed.get(now.outcome) or _beside(now, Bar.MOVED_OUT)


def _beside(side: Side, moved: Bar) -> Bar:
    """Tell why an open deal does not count at one end."""
    if not side.in_reach:
        return Bar.REOWNED
    return Bar.OTHER if side.in_period else moved


def _revalued(then: Mapping[int, Side], now: Mapping[int, Side], at_then: Convert, at_now: Convert) -> Iterator[Effect]:
    for id_, side in now.items():
        worth = {side.currency: side.worth}
        if difference := _converted(worth, at_now) - _converted(worth, at_then):
            yield _effect(id_, Bar.FX, then.get(id_), side, difference)


def _effect(id_: int, bar: Bar, then: Side | None, now: Side | None, minor: int) -> Effect:
    """Return what a deal does to a bar, without what it is where it is in nobody's reach that is meant."""
    shown = [side if side is not None and side.in_reach else None for side in (then, now)]
    return Effect(id_, bar, shown[0], shown[1], minor)


def _sums(sides: Iterable[Side]) -> Sums:
    sums: Sums = {}
    for side in sides:
        _add(sums, {side.currency: side.worth})
    return sums


def _add(sums: Sums, change: Sums) -> None:
    for currency, worth in change.items():
        sums[currency] = sums.get(currency, 0) + worth


def _converted(sums: Sums, convert: Convert) -> int:
    return sum(convert(weighted_minor(worth), currency) for currency, worth in sums.items())


def _size(effect: Effect) -> tuple[int, int]:
    return -abs(effect.minor), effect.opportunity_id
