"""A draft: the values that a row is to have, checked as a whole, so that every field that is wrong is told at once."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from zoneinfo import available_timezones

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.queries.lookups import Row, is_active, is_fixed, model_of
from data.queries.lookups.rows import plain
from data.schema.company import Currency
from domain.countries import country_codes
from domain.errors import SalesError
from domain.lookups import Field, Kind, Lookup, lookup_of
from domain.lookups.errors import Circle, CodeTaken, FieldsWrong, Fixed, NotOffered, OtherCompany
from domain.lookups.reading import made_code


@dataclass
class Draft:
    """A row to be: `before` is what it was (empty for a new one), `after` what the form says, `wrong` what is not right."""

    session: Session
    lookup: Lookup
    row: Row | None
    before: dict[str, Any]
    after: dict[str, Any]
    parent_id: int | None
    today: date
    wrong: dict[str, SalesError] = field(default_factory=dict)

    @property
    def is_new(self) -> bool:
        """Whether the row is not there yet."""
        return self.row is None

    def refuse(self, name: str, refusal: SalesError) -> None:
        """Say what is wrong with a field; the first sentence counts."""
        self.wrong.setdefault(name, refusal)

    def changes(self, name: str) -> bool:
        """Tell whether the field gets another value than it had; all of a new row do."""
        return self.is_new or self.before.get(name) != plain(self.after.get(name))

    def target(self, name: str) -> Row | None:
        """Return the row that a reference names."""
        chosen = self.after.get(name)
        model = model_of(lookup_of(self.lookup.field(name).target))
        return self.session.get(model, chosen) if chosen is not None else None

    def settle(self) -> None:
        """Raise FieldsWrong when something was refused."""
        if self.wrong:
            raise FieldsWrong(self.wrong)


def check(draft: Draft) -> None:
    """Check what holds for every list: codes, fixed fields, references; collects what is wrong."""
    _check_code(draft)
    _check_fixed(draft)
    for one in draft.lookup.fields:
        if one.kind is Kind.REFERENCE and one.name in draft.after:
            _check_reference(draft, one)
        elif one.kind is Kind.MANY and one.target:
            _check_many(draft, one, draft.after.get(one.name) or [])
        elif one.kind is Kind.CHOICE and one.source and draft.changes(one.name):
            _check_choice(draft, one)


def _check_code(draft: Draft) -> None:
    name = "login" if draft.lookup.table == "user_account" else "code"
    if name not in draft.after:
        return
    code = draft.after[name]
    if code is None:
        longest = draft.lookup.field(name).longest
        called = str(draft.after[draft.lookup.naming])
        draft.after[name] = made_code(called, lambda tried: _owner(draft, name, tried) is not None, longest)
        return
    other = _owner(draft, name, str(code))
    if other is not None:
        draft.refuse(name, CodeTaken(code=code, name=getattr(other, draft.lookup.naming)))


def _owner(draft: Draft, name: str, code: str) -> Row | None:
    """Return the row that has a code already, however it is written."""
    model = model_of(draft.lookup)
    same = [func.lower(getattr(model, name)) == func.lower(code)]
    scope = draft.lookup.scope
    if scope:
        same.append(
            getattr(model, scope) == (draft.parent_id if scope == draft.lookup.parent else draft.after.get(scope))
        )
    if draft.row is not None:
        same.append(model.id != draft.row.id)
    return draft.session.scalars(select(model).where(*same).limit(1)).first()


def _check_fixed(draft: Draft) -> None:
    fixed = [one.name for one in draft.lookup.fields if one.fixed == "used" and draft.changes(one.name)]
    if draft.row is None or not fixed or not is_fixed(draft.session, draft.lookup, draft.row.id):
        return
    for name in fixed:
        draft.refuse(name, Fixed())


def _check_reference(draft: Draft, one: Field) -> None:
    if draft.after[one.name] is None or not (draft.changes(one.name) or one.within):
        return
    found, target = draft.target(one.name), lookup_of(one.target)
    offered = found is not None and is_active(target, found, draft.today)
    if not offered and draft.changes(one.name):
        draft.refuse(one.name, NotOffered())
    elif found is not None and one.within and getattr(found, one.within) != draft.after.get(one.within):
        draft.refuse(one.name, OtherCompany())
    elif draft.row is not None and target is draft.lookup and _is_above(draft, found, one.name):
        draft.refuse(one.name, Circle())


def _is_above(draft: Draft, found: Row | None, name: str) -> bool:
    """Tell whether going up from a row leads back to the draft's own."""
    seen: set[int] = set()
    while found is not None and found.id not in seen:
        if draft.row is not None and found.id == draft.row.id:
            return True
        seen.add(found.id)
        above = getattr(found, name)
        found = draft.session.get(model_of(draft.lookup), above) if above is not None else None
    return False


def _check_many(draft: Draft, one: Field, chosen: Sequence[int]) -> None:
    model = model_of(lookup_of(one.target))
    known = set(draft.session.scalars(select(model.id).where(model.id.in_(chosen))))
    if known != set(chosen):
        draft.refuse(one.name, NotOffered())


def _check_choice(draft: Draft, one: Field) -> None:
    chosen = str(draft.after.get(one.name))
    known = {
        "currencies": lambda: draft.session.get(Currency, chosen) is not None,
        "countries": lambda: chosen in country_codes(),
        "time_zones": lambda: chosen in available_timezones(),
    }
    if one.source in known and not known[one.source]():
        draft.refuse(one.name, NotOffered())
