"""Upserts: records found by the source's key are added, changed where the source changed, or left alone, and told in the log."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import bindparam, delete, insert, select, update

from data.importers.run import Run, Values
from data.importers.standing import BUSINESS
from data.schema.importing import ImportRun
from data.schema.log import Event

CHUNK: Final = 1000
LINES: Final = "lines"  # a value that lives in a table of its own, but is compared and told like the others
_NOTHING: Final = object()


@dataclass(frozen=True, slots=True)
class Told:
    """What an event says."""

    verb: str
    at: datetime
    before: Values | None
    after: Values


@dataclass
class Written:
    """What an upsert did: keys of the added ones, and what changed of the others."""

    added: list[str] = field(default_factory=list)
    changed: dict[str, tuple[Values, Values]] = field(default_factory=dict)

    def touched(self, name: str) -> list[str]:
        """Return the keys of records that are new or of which a value changed."""
        return self.added + [key for key, (_, after) in self.changed.items() if name in after]


class Upsert:
    """Writes the records of one entity."""

    def __init__(
        self, run: Run, entity: str, *, together: Iterable[frozenset[str]] = (), derived: frozenset[str] = frozenset()
    ) -> None:
        self._run = run
        self._entity = entity
        self._model = BUSINESS[entity]
        self._table = self._model.__table__
        self._together = tuple(together)  # values that are only right as a group
        self._derived = derived  # values that follow others of their group and are no change by themselves

    def write(
        self,
        rows: Mapping[str, Values],
        creation: Callable[[str, Values], list[Told]],
        verb: Callable[[Values, Values], str] = lambda _before, _after: "import",
    ) -> Written:
        """Write rows by source key; `creation` tells how a new one came to be, `verb` what a change was."""
        known = self._run.known(self._entity)
        written = Written(added=[key for key in rows if key not in known])
        earlier = {key: known[key] for key in rows if key in known}
        if written.added:
            self._insert(rows, written.added)
        events = [event for key in written.added for event in self._creation(known[key], creation(key, rows[key]))]
        if earlier:
            events += self._change(rows, earlier, written, verb)
        _insert_all(self._run, Event.__table__, events)
        counts = self._run.count(self._entity)
        counts.added += len(written.added)
        counts.changed += len(written.changed)
        counts.unchanged += len(earlier) - len(written.changed)
        return written

    def _insert(self, rows: Mapping[str, Values], added: list[str]) -> None:
        run = self._run
        shared = {
            "company_id": run.company_id, "source_system_id": run.source_system_id, "version": 1,
            "created_at": run.now, "updated_at": run.now,
        }  # fmt: skip
        drafts = [{**_columns(rows[key]), **shared, "source_id": key} for key in added]
        _insert_all(run, self._table, drafts)
        found = select(self._model.source_id, self._model.id).where(
            self._model.source_system_id == run.source_system_id
        )
        run.known(self._entity).update((key, id_) for key, id_ in run.session.execute(found))

    def _creation(self, entity_id: int, told: list[Told]) -> list[Values]:
        return [self._event(entity_id, each, 1) for each in told]

    def _change(
        self,
        rows: Mapping[str, Values],
        earlier: dict[str, int],
        written: Written,
        verb: Callable[[Values, Values], str],
    ) -> list[Values]:
        imported = self._imported(set(earlier.values()))
        versions = self._versions(earlier.values())
        updates: dict[frozenset[str], list[Values]] = defaultdict(list)
        events = []
        for key, entity_id in earlier.items():
            before, after = self._difference(imported.get(entity_id, {}), rows[key])
            if not after:
                continue
            written.changed[key] = (before, after)
            columns = {f"new_{name}": rows[key][name] for name in after if name != LINES}
            updates[frozenset(columns)].append({"this_id": entity_id, **columns})
            told = Told(verb(before, after), self._run.now, before, after)
            events.append(self._event(entity_id, told, versions[entity_id] + 1))
        for names, parameters in updates.items():
            self._update(names, parameters)
        return events

    def _difference(self, imported: Values, row: Values) -> tuple[Values, Values]:
        """Return what the source says otherwise than the last time, before and after."""
        plain = {name: plainly(value) for name, value in row.items()}
        names = {name for name, value in plain.items() if imported.get(name, _NOTHING) != value} - self._derived
        for group in self._together:
            if names & group:
                names |= group & plain.keys()
        return {name: imported.get(name) for name in sorted(names)}, {name: plain[name] for name in sorted(names)}

    def _imported(self, ids: set[int]) -> dict[int, Values]:
        """Return what the imports from this source said of each record, the last word of each value.

        What people changed here since then stays, as long as the source does not change its mind.
        """
        run = self._run
        said: dict[int, Values] = defaultdict(dict)
        runs = select(ImportRun.id).where(ImportRun.source_system_id == run.source_system_id)
        query = select(Event.entity_id, Event.after).where(
            Event.entity == self._table.name, Event.import_run_id.in_(runs)
        )
        for entity_id, after in run.session.execute(query.order_by(Event.id)):
            if entity_id in ids and after:
                said[entity_id].update(after)
        return said

    def _versions(self, ids: Iterable[int]) -> dict[int, int]:
        versions: dict[int, int] = {}
        for chunk in _chunks(list(ids)):
            query = select(self._model.id, self._model.version).where(self._model.id.in_(chunk)).with_for_update()
            versions.update((id_, version) for id_, version in self._run.session.execute(query))
        return versions

    def _update(self, names: frozenset[str], parameters: list[Values]) -> None:
        values: Values = {name.removeprefix("new_"): bindparam(name) for name in names}
        statement = (
            update(self._table)
            .where(self._table.c.id == bindparam("this_id"))
            .values(**values, version=self._table.c.version + 1, updated_at=self._run.now)
        )
        for chunk in _chunks(parameters):
            self._run.session.connection().execute(statement, chunk)

    def _event(self, entity_id: int, told: Told, version: int) -> Values:
        run = self._run
        return {
            "at": told.at, "company_id": run.company_id, "user_id": run.user_id, "entity": self._table.name,
            "entity_id": entity_id, "verb": told.verb, "before": told.before, "after": told.after,
            "entity_version": version, "import_run_id": run.import_run_id,
        }  # fmt: skip


def plainly(value: Any) -> Any:
    """Return a value as JSON holds it."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value.normalize() + 0)
    if isinstance(value, list):
        return [plainly(each) for each in value]
    if isinstance(value, dict):
        return {name: plainly(each) for name, each in value.items()}
    return value


def all_plainly(values: Values) -> Values:
    """Return all values of a row as JSON holds them."""
    return {name: plainly(value) for name, value in values.items()}


def sync_lines(run: Run, model: Any, parent: str, wanted: Mapping[int, list[Values]], release: Any = None) -> None:
    """Make the lines of each parent those wanted, numbered from 1; lines that stay keep their ids.

    `release` is a column of other lines that points here: it is emptied where a line goes.
    """
    table = model.__table__
    held: dict[tuple[int, int], int] = {}
    for chunk in _chunks(list(wanted)):
        query = select(table.c[parent], table.c.line_no, table.c.id).where(table.c[parent].in_(chunk))
        held.update(((parent_id, number), id_) for parent_id, number, id_ in run.session.execute(query))
    new = []
    for parent_id, lines in wanted.items():
        for number, line in enumerate(lines, 1):
            line_id = held.pop((parent_id, number), None)
            if line_id is None:
                new.append({**line, parent: parent_id, "line_no": number})
            else:
                run.session.execute(update(table).where(table.c.id == line_id).values(**line))
    _insert_all(run, table, new)
    for chunk in _chunks(list(held.values())):
        if release is not None:
            freed = update(release.table).where(release.in_(chunk)).values({release: None})
            run.session.execute(freed)
        run.session.execute(delete(table).where(table.c.id.in_(chunk)))


def insert_all(run: Run, model: Any, rows: list[Values]) -> None:
    """Insert many rows of one table."""
    _insert_all(run, model.__table__, rows)


def _insert_all(run: Run, table: Any, rows: list[Values]) -> None:
    for chunk in _chunks(rows):
        run.session.connection().execute(insert(table), chunk)


def _columns(row: Values) -> Values:
    return {name: value for name, value in row.items() if name != LINES}


def _chunks(items: list[Any]) -> Iterator[list[Any]]:
    for start in range(0, len(items), CHUNK):
        yield items[start : start + CHUNK]
