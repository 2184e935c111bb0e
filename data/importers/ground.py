"""The ground an import stands on: company, currencies, probabilities, pipeline and lists, made when they are missing."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.importers.fields import Choice
from data.importers.profile import Profile
from data.importers.profile_parts import PipelineShape
from data.importers.standing import LISTS, source_code
from data.schema.company import Company, SourceSystem
from data.schema.pipeline import Pipeline, Probability, Stage
from domain.errors import SalesError, sentence

# What an installation without any probability starts with: two rows for the closed ones, five for the columns.
LADDER: Final = (
    ("LOST", "Lost", 0), ("P0", "First interest", 0), ("P25", "Possible", 25), ("P50", "Even", 50),
    ("P75", "Likely", 75), ("P90", "Nearly certain", 90), ("WON", "Won", 100),
)  # fmt: skip


class StageTaken(SalesError):
    """A stage of this code means something else here."""

    template = sentence(
        "The pipeline “{pipeline}” has a stage “{stage}” of another kind. Give it another code in the profile."
    )


@dataclass
class Ground:
    """The rows that imported records refer to."""

    company: Company
    source_system_id: int
    open_rows: dict[int, int] = field(default_factory=dict)  # percent → probability id, for the columns of the board
    stages: dict[str, int] = field(default_factory=dict)  # by code
    pipeline_id: int = 0
    lists: dict[str, dict[str, int]] = field(default_factory=dict)  # list → code → id

    def probability(self, percent: int) -> int:
        """Return the row for an open opportunity: the last one that the percent reaches."""
        reached = [row for row in self.open_rows if row <= percent]
        return self.open_rows[max(reached) if reached else min(self.open_rows)]

    def choice(self, choice: Choice | None) -> int | None:
        """Return the id of a row of a list."""
        return None if choice is None else self.lists[choice.table][choice.code]


def prepare(session: Session, profile: Profile, company_code: str, choices: Collection[Choice]) -> Ground:
    """Make what is missing and return the ground; raise StageTaken."""
    company = _company(session, profile, company_code)
    ground = Ground(company, source_system(session, profile, company))
    _probabilities(session, profile, ground)
    if profile.pipeline:
        _pipeline(session, profile.pipeline, ground)
    _lists(session, profile, ground, choices)
    return ground


def _company(session: Session, profile: Profile, code: str) -> Company:
    found = session.scalars(select(Company).where(Company.code == code)).one_or_none()
    if found:
        return found
    defaults = profile.company
    company = Company(
        code=code, name=defaults.name if code == defaults.code else f"{defaults.name} ({code})",
        currency_code=defaults.currency, country_code=defaults.country, time_zone=defaults.time_zone,
    )  # fmt: skip
    session.add(company)
    session.flush()
    return company


def source_system(session: Session, profile: Profile, company: Company) -> int:
    """Return the id of the system that a profile's records come from, made when it is missing."""
    code = source_code(profile.code, company.code)
    found = session.scalars(select(SourceSystem).where(SourceSystem.code == code)).one_or_none()
    if found is None:
        found = SourceSystem(code=code, name=profile.name[:120], time_zone=profile.company.time_zone)
        session.add(found)
        session.flush()
    return found.id


def _probabilities(session: Session, profile: Profile, ground: Ground) -> None:
    rows = list(session.scalars(select(Probability).order_by(Probability.sort_order, Probability.id)))
    if not rows:
        rows = [
            Probability(code=code, description=text, percent=percent, sort_order=place * 10)
            for place, (code, text, percent) in enumerate(LADDER, 1)
        ]
        session.add_all(rows)
        session.flush()
    company = ground.company
    won = set(session.scalars(select(Company.won_probability_id).where(Company.won_probability_id.is_not(None))))
    lost = set(session.scalars(select(Company.lost_probability_id).where(Company.lost_probability_id.is_not(None))))
    if company.won_probability_id is None:
        company.won_probability_id = _closing_row(session, rows, won, "WON", 100)
    if company.lost_probability_id is None:
        company.lost_probability_id = _closing_row(session, rows, lost, "LOST", 0)
    closing = won | lost | {company.won_probability_id, company.lost_probability_id}
    for row in rows:
        if row.active and row.id not in closing:
            ground.open_rows.setdefault(row.percent, row.id)
    stages = profile.pipeline.stages if profile.pipeline else ()
    for percent in sorted({stage.percent for stage in stages if stage.kind == "open"} - set(ground.open_rows)):
        ground.open_rows[percent] = _probability(session, rows, f"P{percent}", f"{percent} %", percent)


def _closing_row(session: Session, rows: list[Probability], used: set[int | None], code: str, percent: int) -> int:
    """Return the row that other companies close with, else the one of this code, else a new one."""
    for row in rows:
        if row.percent == percent and (row.id in used or (not used and row.code == code)):
            return row.id
    return _probability(session, rows, code, code.title(), percent)


def _probability(session: Session, rows: list[Probability], code: str, text: str, percent: int) -> int:
    code = free_code(code, {row.code for row in rows})
    row = Probability(code=code, description=text, percent=percent, sort_order=percent)
    session.add(row)
    session.flush()
    rows.append(row)
    return row.id


def _pipeline(session: Session, shape: PipelineShape, ground: Ground) -> None:
    pipeline = session.scalars(select(Pipeline).where(Pipeline.code == shape.code)).one_or_none()
    if pipeline is None:
        pipeline = Pipeline(code=shape.code, description=shape.name)
        session.add(pipeline)
        session.flush()
    ground.pipeline_id = pipeline.id
    known = {stage.code: stage for stage in session.scalars(select(Stage).where(Stage.pipeline_id == pipeline.id))}
    default = {"won": ground.company.won_probability_id, "lost": ground.company.lost_probability_id}
    for place, stage in enumerate(shape.stages, 1):
        found = known.get(stage.code)
        if found is None:
            found = Stage(
                pipeline_id=pipeline.id, code=stage.code, name=stage.name, sort_order=place * 10, kind=stage.kind,
                colour=stage.colour,
                default_probability_id=default.get(stage.kind) or ground.probability(stage.percent),
            )  # fmt: skip
            session.add(found)
            session.flush()
        elif found.kind != stage.kind:
            raise StageTaken(pipeline=shape.code, stage=stage.code)
        ground.stages[stage.code] = found.id


def _lists(session: Session, profile: Profile, ground: Ground, choices: Collection[Choice]) -> None:
    wanted: dict[str, dict[str, dict[str, Any]]] = {
        table: {row["code"]: row for row in rows} for table, rows in profile.lookups.items()
    }
    for choice in sorted(choices, key=lambda each: (each.table, each.code)):
        rows = wanted.setdefault(choice.table, {})
        if choice.description is not None:
            rows.setdefault(choice.code, {"code": choice.code, "description": choice.description})
    for table, rows in wanted.items():
        model = LISTS[table]
        ids: dict[str, int] = dict(session.execute(select(model.code, model.id)).all())
        for place, (code, row) in enumerate(rows.items(), 1):
            if code in ids:
                continue
            made = model(**row, sort_order=place * 10)
            if table == "opportunity_type":
                made.default_pipeline_id = ground.pipeline_id or None
            session.add(made)
            session.flush()
            ids[code] = made.id
        ground.lists[table] = ids


def free_code(wanted: str, taken: Collection[str], length: int = 40) -> str:
    """Return a code that nobody has: the wanted one, else with a number behind it."""
    code, number = wanted[:length], 1
    while code in taken:
        number += 1
        code = f"{wanted[: length - len(str(number)) - 1]}_{number}"
    return code
