"""Opportunities: with their lines, their way through the stages and the events that tell of it."""

from datetime import date, datetime

from sqlalchemy import select, update

from data.fx import Rates
from data.importers.catalogue import families_of, product_names
from data.importers.position import CERTAIN, Position, position_of
from data.importers.records import Record, Records
from data.importers.run import Run, Values
from data.importers.sums import Amounts, given_amounts, line_amounts
from data.importers.upsert import LINES, Told, Upsert, Written, all_plainly, insert_all, sync_lines
from data.schema.opportunity import OpportunityLine, StageHistory
from domain.errors import RateMissing
from domain.money import Money
from domain.outcome import Outcome

PLACE = ("stage_id", "probability_id", "stated_percent", "outcome", "closed_on")
TOGETHER = (
    frozenset({*PLACE, "pipeline_id", "closing_reason_id"}),
    frozenset({"currency_code", "gross_minor", "discount_minor", "net_minor", "net_base_minor", "amount_known"}),
)
DERIVED = frozenset({"net_base_minor"})
VERBS = {Outcome.WON: "win", Outcome.LOST: "lose"}
SAME = (
    "title", "description", "closing_note", "created_on", "closed_on", "expected_order_on", "expected_delivery_on",
    "expected_invoice_on", "last_activity_on",
)  # fmt: skip


def write_opportunities(run: Run, records: Records, today: date) -> None:
    """Write opportunities, then what hangs on them."""
    writer = _Writer(run, records, today)
    writer.write()


class _Writer:
    def __init__(self, run: Run, records: Records, today: date) -> None:
        self._run = run
        self._today = today
        self._records = {record.key: record for record in records.of("opportunity")}
        self._positions = {key: position_of(run.profile, record) for key, record in self._records.items()}
        self._rates = Rates(run.session)
        self._families = families_of(run)
        self._products = product_names(run)
        self._lines: dict[str, list[Record]] = {}
        for line in records.of("opportunity_line"):
            self._lines.setdefault(line.values["opportunity"], []).append(line)

    def write(self) -> None:
        """Write all of them."""
        if not self._records:
            return
        rows = {key: self._row(record, self._positions[key]) for key, record in self._records.items()}
        written = Upsert(self._run, "opportunity", together=TOGETHER, derived=DERIVED).write(
            rows, self._creation, _verb
        )
        ids = self._run.known("opportunity")
        self._run.advance(len(rows) + sum(map(len, self._lines.values())))
        touched = written.touched(LINES)
        sync_lines(self._run, OpportunityLine, "opportunity_id", {ids[key]: rows[key][LINES] for key in touched})
        self._write_history(rows, written)

    def _row(self, record: Record, position: Position) -> Values:
        run, values = self._run, record.values
        lines = [self._line(line.values) for line in self._lines.get(record.key, [])]
        if lines:
            amounts = sum((line_amounts(line.values) for line in self._lines[record.key]), Amounts())
        else:
            amounts = given_amounts(values)
            lines = [self._line(values)] if values.get("product") else []
        seller = run.sellers[values["owner"]]
        currency = values["currency"]
        team = values.get("team")
        return {name: values.get(name) for name in SAME} | {
            "number": values.get("number") or record.key,
            "opportunity_type_id": run.ground.choice(values["type"]),
            "contact_id": run.id_of("contact", values.get("contact")),
            "contact_quality_id": run.ground.choice(values.get("quality")),
            "main_agent_id": seller.agent_id,
            "owner_id": seller.user_id,
            "team_id": run.id_of("team", team) if team else seller.team_id,
            "pipeline_id": run.ground.pipeline_id,
            **self._place(position),
            "outcome": position.outcome.value,
            "closing_reason_id": run.ground.choice(values.get("closing_reason")),
            "origin_id": run.ground.choice(values.get("origin")),
            "competitor_id": run.ground.choice(values.get("competitor")),
            "currency_code": currency,
            "gross_minor": amounts.gross,
            "discount_minor": amounts.discount,
            "net_minor": amounts.net,
            "net_base_minor": self._base(Money(amounts.net, currency), values.get("closed_on") or values["created_on"]),
            "amount_known": bool(self._lines.get(record.key))
            or any(values.get(name) is not None for name in ("net", "gross")),
            "amounts_from_lines": bool(self._lines.get(record.key)),
            LINES: lines,
        }

    def _place(self, position: Position) -> Values:
        ground = self._run.ground
        closing = {
            Outcome.WON: ground.company.won_probability_id, Outcome.LOST: ground.company.lost_probability_id,
        }  # fmt: skip
        probability_id = closing.get(position.outcome) or ground.probability(position.percent)
        return {
            "stage_id": ground.stages[position.stage.code],
            "probability_id": probability_id,
            "stated_percent": position.percent,
        }

    def _open_place(self, position: Position) -> Values:
        """Return the place before it was closed."""
        ground = self._run.ground
        return {
            "stage_id": ground.stages[position.open_stage.code],
            "probability_id": ground.probability(position.open_percent),
            "stated_percent": position.open_percent,
            "outcome": Outcome.OPEN.value,
            "closed_on": None,
        }

    def _line(self, values: Values) -> Values:
        amounts = line_amounts(values)
        product_id = self._run.id_of("product", values.get("product"))
        family_id = self._run.id_of("family", values.get("family"))
        named = values.get("description") if "opportunity" in values else None
        return {
            "product_family_id": family_id or (self._families.get(product_id) if product_id else None),
            "description": named or (self._products.get(product_id) if product_id else None),
            "gross_minor": amounts.gross,
            "discount_minor": amounts.discount,
            "net_minor": amounts.net,
        }

    def _base(self, net: Money, on: date) -> int:
        """Return the amount that orders cards; before the first rate, at today's."""
        try:
            return self._rates.to_base(net, on)
        except RateMissing:
            return self._rates.to_base(net, self._today)

    def _creation(self, key: str, row: Values) -> list[Told]:
        """Tell of the creation, as an open one, and of the closing, each at its day."""
        position = self._positions[key]
        created = Told("create", self._run.noon(row["created_on"]), None, all_plainly(row))
        if position.outcome is Outcome.OPEN:
            return [created]
        before = self._open_place(position)
        after = {name: row[name] for name in PLACE}
        closing = "closing_reason_id"
        created.after.update(before | {closing: None})
        verb = VERBS.get(position.outcome, "cancel")
        told = Told(verb, self._run.noon(row["closed_on"]), before, all_plainly(after | {closing: row[closing]}))
        return [created, told]

    def _write_history(self, rows: dict[str, Values], written: Written) -> None:
        ids = self._run.known("opportunity")
        stays = [stay for key in written.added for stay in self._stays(key, ids[key], rows[key])]
        moved = [key for key, (_, after) in written.changed.items() if "stage_id" in after]
        for key in moved:
            stays += self._further_stay(ids[key], rows[key])
        insert_all(self._run, StageHistory, stays)

    def _stays(self, key: str, opportunity_id: int, row: Values) -> list[Values]:
        """Return the stays of a new opportunity: the stages with a known day, in order, then the present one."""
        run, position = self._run, self._positions[key]
        entered: list[tuple[date, int, int]] = []
        for word, day in self._records[key].entered:
            stage = run.profile.stage(word)
            if stage and stage.kind == "open":
                entered.append((max(day, row["created_on"]), run.ground.stages[stage.code], stage.percent))
        entered = sorted(entry for entry in entered if entry[0] <= (row["closed_on"] or entry[0]))
        before = self._open_place(position)
        if not entered or entered[0][0] > row["created_on"]:
            first = before["stage_id"] if not entered else _first(run)
            entered.insert(0, (row["created_on"], first, before["stated_percent"] if not entered else 0))
        if entered[-1][1] == before["stage_id"]:
            entered[-1] = (*entered[-1][:2], before["stated_percent"])
        if position.outcome in CERTAIN:
            entered.append((row["closed_on"], row["stage_id"], row["stated_percent"]))
        instants = [run.noon(day) for day, _, _ in entered]
        return [
            _stay(opportunity_id, row, stage_id, percent, begun, left)
            for (_, stage_id, percent), begun, left in zip(entered, instants, [*instants[1:], None], strict=True)
        ]

    def _further_stay(self, opportunity_id: int, row: Values) -> list[Values]:
        """End the present stay and return the one in the stage that the source now names."""
        run = self._run
        lasting = (StageHistory.opportunity_id == opportunity_id, StageHistory.left_at.is_(None))
        query = select(StageHistory.stage_id, StageHistory.entered_at).where(*lasting)
        present = run.session.execute(query.order_by(StageHistory.entered_at.desc())).first()
        if present and present.stage_id == row["stage_id"]:
            return []
        at = run.noon(row["closed_on"]) if row["closed_on"] else run.now
        at = max(at, present.entered_at) if present else at
        run.session.execute(update(StageHistory).where(*lasting).values(left_at=at))
        return [_stay(opportunity_id, row, row["stage_id"], row["stated_percent"], at, None)]


def _verb(before: Values, after: Values) -> str:
    """Name a change by what it did to the outcome, as if it had been done here."""
    if after.get("outcome") == before.get("outcome"):
        return "import"
    outcome = Outcome(after["outcome"])
    return "reopen" if outcome is Outcome.OPEN else VERBS.get(outcome, "cancel")


def _first(run: Run) -> int:
    """Return the first stage of the pipeline: where an opportunity was before the first day that is known."""
    pipeline = run.profile.pipeline
    assert pipeline is not None  # noqa: S101  the profile was checked: opportunities have one
    return run.ground.stages[next(stage.code for stage in pipeline.stages if stage.kind == "open")]


def _stay(
    opportunity_id: int, row: Values, stage_id: int, percent: int, entered_at: datetime, left_at: datetime | None
) -> Values:
    return {
        "opportunity_id": opportunity_id, "pipeline_id": row["pipeline_id"], "stage_id": stage_id,
        "stated_percent": percent, "net_minor": row["net_minor"], "expected_order_on": row["expected_order_on"],
        "entered_at": entered_at, "left_at": left_at, "user_id": row["owner_id"],
    }  # fmt: skip
