"""Order: the rows of the grid in one fixed order, from any row onwards, forwards and backwards."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, and_, case, false, literal_column, or_, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.sql.visitors import replacement_traverse

from data.queries.grid.columns import INDEXED, Ordered, group_of, order_of
from data.queries.reporting import Converter
from data.queries.weighing import Weighing
from data.schema.opportunity import EXPRESSIONS, Opportunity
from data.scope import visible
from domain.access import Principal
from domain.grid import BY_MONTH, GridView, Shown, Sort

COMMON = ("outcome", "company_id")
TURNED = {"idle"}  # the longest idle is the one touched first


@dataclass(frozen=True, slots=True)
class Key:
    """One part of the order; the last one is the id, so that no two rows are equal."""

    value: Ordered
    descending: bool
    indexed: bool = False

    @property
    def ordering(self) -> ColumnElement[Any]:
        """The key as a part of ORDER BY."""
        return self.value.desc() if self.descending else self.value.asc()

    def turned(self) -> "Key":
        """Return the key of the opposite order."""
        return replace(self, descending=not self.descending)


Keys = tuple[Key, ...]


def order(session: Session, view: GridView, converter: Converter, weighing: Weighing) -> Keys:
    """Return the keys of a view: its groups first, then what was asked for, then the id; empty fields come last."""
    by_month = view.group in BY_MONTH
    sorts = [Sort(view.group)] if view.group and not by_month else []
    sorts += [sort for sort in view.sorts if by_month or sort.column != view.group]
    keys = [*(_months(view.group) if view.group and by_month else ())]
    keys += [key for sort in sorts for key in _keys(session, sort, view.shown, converter, weighing)]
    return (*keys, Key(Opportunity.id, keys[-1].descending if keys else False))


def backwards(keys: Keys) -> Keys:
    """Return the opposite order."""
    return tuple(key.turned() for key in keys)


def in_index(keys: Keys) -> bool:
    """Tell whether there is an index whose order begins like this one."""
    return keys[0].indexed


def read_in_order(conditions: list[ColumnElement[bool]]) -> list[ColumnElement[bool]]:
    """Return the conditions so that SQLite does not look for rows by those that most rows fulfil, and then sorts them all.

    A plus before a column keeps its indexes out of the plan; that of the order remains.
    """
    plain = {Opportunity.__table__.c[name] for name in COMMON}

    def marked(element: Any, **_kwargs: Any) -> Any:
        return literal_column(f"+{element}", element.type) if element in plain else None

    return [replacement_traverse(condition, {}, marked) for condition in conditions]


def after(session: Session, principal: Principal, keys: Keys, opportunity_id: int) -> ColumnElement[bool] | None:
    """Return the condition under which a row comes after an opportunity in the order.

    None when that is gone or out of the person's reach: what comes after it would tell what it holds.
    """
    query = select(*(key.value.label(f"k{place}") for place, key in enumerate(keys)))
    row = session.execute(query.where(Opportunity.id == opportunity_id, *visible(principal))).one_or_none()
    if row is None:
        return None
    values = tuple(row)
    if len({key.descending for key in keys}) == 1 and None not in values:
        return _beyond(keys, values)
    return or_(*_steps(keys, values))


def _beyond(keys: Keys, values: Sequence[Any]) -> ColumnElement[bool]:
    """Compare all keys at once; the first one alone too, for SQLite looks up no pair that holds an expression."""
    place, here, first = tuple_(*(key.value for key in keys)), tuple_(*values), keys[0].value
    if keys[0].descending:
        return and_(first <= values[0], place < here)
    return and_(first >= values[0], place > here)


def _steps(keys: Keys, values: Sequence[Any]) -> list[ColumnElement[bool]]:
    """Equal in some first keys and beyond in the next one, for each of them."""
    equal = [
        key.value.is_(None) if value is None else key.value == value for key, value in zip(keys, values, strict=True)
    ]
    beyond = [
        false() if value is None else key.value < value if key.descending else key.value > value
        for key, value in zip(keys, values, strict=True)
    ]
    return [and_(*equal[:place], step) for place, step in enumerate(beyond)]


def _keys(session: Session, sort: Sort, shown: Shown, converter: Converter, weighing: Weighing) -> Keys:
    descending = sort.descending is not (sort.column in TURNED)
    if sort.column == "weighted" and not weighing.is_stated:
        return (Key(weighing.weighted_base_minor, descending),)
    if sort.column in INDEXED:
        return (_indexed(session, INDEXED[sort.column], descending=descending),)
    if sort.column == "expected_order_on" and not descending:
        return (_indexed(session, Opportunity.expected_sort_on, descending=False),)
    value, nullable = order_of(session, sort.column, converter)
    is_closed = sort.column == "closed_on" and shown in {Shown.WON, Shown.LOST}
    if is_closed or not nullable:
        return (Key(value, descending),)
    empty = case((value.is_(None), 1), else_=0)
    return (Key(empty, descending=False), Key(value, descending))


def _months(group: str) -> Keys:
    month = group_of(group)
    return (Key(case((month.is_(None), 1), else_=0), descending=False), Key(month, descending=False))


def _indexed(session: Session, column: InstrumentedAttribute[Any], *, descending: bool) -> Key:
    expression = EXPRESSIONS.get(column.key)
    if expression is None or session.get_bind().dialect.name != "sqlite":
        return Key(column, descending, indexed=True)
    return Key(literal_column(expression, column.type), descending, indexed=True)
