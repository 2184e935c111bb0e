"""Checks: what must hold between records before anything is written."""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Final

from data.importers.entities import ENTITIES, Kind
from data.importers.fields import Choice
from data.importers.issues import Issues
from data.importers.position import Position, position_of
from data.importers.profile import Profile
from data.importers.records import Record, Records
from data.importers.standing import Standing
from data.importers.sums import adds_up, line_amounts, sums_of
from domain.money import LARGEST_MINOR

NAMES: Final = {
    "team": "teams", "person": "people", "family": "product families", "product": "products", "contact": "contacts",
    "opportunity": "opportunities", "order": "orders", "invoice": "invoices",
}  # fmt: skip
MONEY_FIELDS: Final = ("net", "gross", "discount", "unit_price", "turnover")
Check = Callable[[Record], None]


def check_records(profile: Profile, records: Records, standing: Standing, today: date, issues: Issues) -> None:
    """Report what does not fit together."""
    checks = _Checks(profile, records, standing, today, issues)
    for entity in ENTITIES:
        for record in records.of(entity):
            checks.check(record)
    checks.check_circles("team", "parent")
    checks.check_circles("contact", "parent")
    checks.check_circles("person", "manager")


class _Checks:
    def __init__(self, profile: Profile, records: Records, standing: Standing, today: date, issues: Issues) -> None:
        self._profile = profile
        self._records = records
        self._standing = standing
        self._today = today
        self._issues = issues
        self._numbers: dict[tuple[str, str], Record] = {}
        self._sums = {entity: sums_of(records.of(f"{entity}_line"), entity) for entity in ("opportunity", "order")}
        self._choosable = {
            table: set(standing.codes.get(table, {})) | {row["code"] for row in profile.lookups.get(table, ())}
            for table in standing.codes
        }
        self._special: dict[str, Check] = {
            "opportunity": self._opportunity, "opportunity_line": self._opportunity_line, "order": self._order,
            "order_line": self._order_line, "invoice": self._invoice, "contact": self._contact,
        }  # fmt: skip

    def check(self, record: Record) -> None:
        """Check one record."""
        self._check_references(record)
        self._check_currency(record)
        for name in MONEY_FIELDS:
            if (record.values.get(name) or 0) < 0:
                self._issues.error(record.spot(name), "is negative")
        if "number" in ENTITIES[record.entity]:
            self._check_number(record)
        if special := self._special.get(record.entity):
            special(record)

    def check_circles(self, entity: str, name: str) -> None:
        """Report records that are above themselves."""
        known = self._records.by_key.get(entity, {})
        for record in known.values():
            seen = {record.key}
            above = record.values.get(name)
            while above in known and above not in seen:
                seen.add(above)
                above = known[above].values.get(name)
            if above == record.key:
                self._issues.error(record.spot(name), f"leads back to itself: a {name} in a circle")

    def _check_references(self, record: Record) -> None:
        for name, value in record.values.items():
            if value is None or name not in ENTITIES[record.entity]:
                continue
            kind = ENTITIES[record.entity][name]
            if kind.kind is Kind.REFERENCE:
                known = self._records.by_key.get(kind.target, {})
                others = (self._standing.keys.get(kind.target, ()), self._records.bad_keys.get(kind.target, ()))
                if value not in known and not any(value in other for other in others):
                    self._issues.error(record.spot(name), f"is not among the {NAMES[kind.target]}")
            elif isinstance(value, Choice) and not self._may_choose(value):
                words = value.table.replace("_", " ")
                self._issues.error(record.spot(name), f"“{value.code}” is not in the list of the {words}")

    def _may_choose(self, choice: Choice) -> bool:
        return choice.description is not None or choice.code in self._choosable.get(choice.table, ())

    def _check_currency(self, record: Record) -> None:
        currency = record.values.get("currency")
        if currency and currency not in self._standing.currencies:
            self._issues.error(record.spot("currency"), f"“{currency}” is not a currency that Caudal knows")

    def _check_number(self, record: Record) -> None:
        number = record.values.get("number") or record.key
        twin = self._numbers.setdefault((record.entity, number), record)
        taken = self._standing.numbers.get(record.entity, {})
        if twin is not record:
            self._issues.error(record.spot("number"), f"the number stands already in row {twin.line.row}")
        elif number in taken and taken[number] != record.key:
            self._issues.error(record.spot("number"), "the number is taken by another record of the company")
        elif len(number) > 40:
            self._issues.error(record.spot("number"), "is longer than 40 characters")

    def _contact(self, record: Record) -> None:
        latitude, longitude = record.values.get("latitude"), record.values.get("longitude")
        if (latitude is None) != (longitude is None):
            self._issues.error(record.spot("latitude"), "latitude and longitude must both be given, or neither")
        elif latitude is not None and not (abs(latitude) <= 90 and abs(longitude or Decimal(0)) <= 180):
            self._issues.error(record.spot("latitude"), "is no position on earth")

    def _opportunity(self, record: Record) -> None:
        for field, problem in self._opportunity_problems(record, position_of(self._profile, record)):
            self._issues.error(record.spot(field), problem)

    def _opportunity_problems(self, record: Record, position: Position) -> Iterator[tuple[str, str]]:
        values = record.values
        created_on, closed_on = values["created_on"], values.get("closed_on")
        if position.problem:
            yield position.problem
        if position.outcome == "open" and closed_on:
            yield "closed_on", "an open opportunity has no closing day"
        elif position.outcome != "open" and not closed_on:
            yield "closed_on", f"is empty, but the opportunity is {position.outcome}"
        if closed_on and closed_on < created_on:
            yield "closed_on", f"lies before the day of creation, {created_on}"
        if closed_on and closed_on > self._today:
            yield "closed_on", "lies in the future"
        if created_on > self._today:
            yield "created_on", "lies in the future"
        if not adds_up(values):
            yield "net", "is not gross less discount"
        yield from self._against_lines(record, "opportunity")
        if position.differs:
            self._issues.warn(record.spot("percent"), f"differs from the usual {position.differs} % of its stage")

    def _against_lines(self, record: Record, entity: str) -> Iterator[tuple[str, str]]:
        total = self._sums[entity].get(record.key)
        if total is not None and record.values.get("net") not in (None, total.net):
            yield "net", "is not the sum of its lines"
        if total is not None and abs(total.net) > LARGEST_MINOR:
            yield "net", "is too large"

    def _opportunity_line(self, record: Record) -> None:
        self._same_currency(record, "opportunity")
        if record.values.get("net") is None and record.values.get("gross") is None:
            self._issues.error(record.spot("net"), "the line has no amount")
        elif not adds_up(record.values):
            self._issues.error(record.spot("net"), "is not gross less discount")

    def _order(self, record: Record) -> None:
        if record.values["ordered_on"] > self._today:
            self._issues.error(record.spot("ordered_on"), "lies in the future")
        for field, problem in self._against_lines(record, "order"):
            self._issues.error(record.spot(field), problem)
        if record.key not in self._sums["order"] and record.values.get("net") is None:
            self._issues.warn(record.spot("number"), "the order has no lines and no amount")

    def _order_line(self, record: Record) -> None:
        self._same_currency(record, "order")
        rate = record.values.get("discount_rate")
        if rate is not None and not 0 <= rate <= 1:
            self._issues.error(record.spot("discount_rate"), "is not a part of one, from 0 to 1")
        elif record.values["quantity"] < 0:
            self._issues.error(record.spot("quantity"), "is negative")
        elif line_amounts(record.values).gross > LARGEST_MINOR:
            self._issues.error(record.spot("net" if "net" in record.values else "unit_price"), "is too large")

    def _invoice(self, record: Record) -> None:
        order = self._records.by_key.get("order", {}).get(record.values["order"])
        if order is None:
            self._issues.error(record.spot("order"), "the order is not in these files")
            return
        if record.values["issued_on"] < order.values["ordered_on"]:
            self._issues.warn(record.spot("issued_on"), "lies before the day of the order")
        total = self._sums["order"].get(order.key)
        if total is not None and record.values.get("net") not in (None, total.net):
            self._issues.error(record.spot("net"), "is not what was ordered")

    def _same_currency(self, record: Record, entity: str) -> None:
        header = self._records.by_key.get(entity, {}).get(record.values[entity])
        if header and header.values.get("currency") != record.values.get("currency"):
            self._issues.error(record.spot("currency"), f"is another currency than that of its {entity}")
