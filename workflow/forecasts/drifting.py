"""Drifting: why the commit forecast is another today than when it was submitted, opportunity by opportunity."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy.orm import Session

from data.queries.forecasting.categories import standings
from data.queries.forecasting.submissions import Fate, fates, made_of
from data.queries.reporting import Converter
from domain.access import Principal
from domain.outcome import Outcome
from domain.period import Period
from domain.submission import Cause, Drift, Moved, Said, Standing


def drift(session: Session, principal: Principal, company_id: int, said: Said, period: Period, *, today: date) -> Drift:
    """Return how far the owner's commit forecast is from the submission's; its parts add up to the total.

    Amounts of then and now are converted at today's rates; what the rates themselves changed is a part of its own.
    """
    converter = Converter(session, said.currency, today)
    then = made_of(session, said.id, converter)
    now = {
        id_: standing
        for id_, (standing, _currency, _minor) in standings(
            session, principal, said.owner_id, company_id, period, converter
        ).items()
    }
    changed = {id_: _firm(now, id_) - _firm(then, id_) for id_ in then.keys() | now.keys()}
    known = fates(session, [id_ for id_, minor in changed.items() if minor])
    moved = [
        Moved(id_, known[id_].title, _cause(then.get(id_), now.get(id_), known[id_], said.owner_id), minor)
        for id_, minor in changed.items()
        if minor
    ]
    moved.sort(key=lambda each: (-abs(each.minor), each.opportunity_id))
    total = sum(standing.firm_minor for standing in now.values()) - said.rolled_minor
    return Drift(total, tuple(moved), total - sum(each.minor for each in moved))


def _firm(found: Mapping[int, Standing], id_: int) -> int:
    return found[id_].firm_minor if id_ in found else 0


def _cause(then: Standing | None, now: Standing | None, fate: Fate, owner_id: int) -> Cause:
    if now is None:
        return _out_of_sight(fate, owner_id)
    if then is None or not then.firm_minor:
        return Cause.ADDED
    return Cause.AMOUNT if now.firm_minor else Cause.LEFT


def _out_of_sight(fate: Fate, owner_id: int) -> Cause:
    """Tell why an opportunity is no longer among the owner's in the period."""
    if fate.outcome is Outcome.LOST:
        return Cause.LOST
    return Cause.GONE if fate.outcome is Outcome.CANCELLED or fate.owner_id != owner_id else Cause.MOVED
