"""Pipelines and stages, the probability table, opportunity types and closing reasons."""

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from data.schema.base import Base, Keyed, Lookup


class Probability(Base, Lookup):
    """A row of the probability table; the columns of the Progress board."""

    __tablename__ = "probability"
    __table_args__ = (CheckConstraint("percent BETWEEN 0 AND 100", name="percent"),)
    percent: Mapped[int]


class Pipeline(Base, Lookup):
    """A workflow that opportunities go through."""

    __tablename__ = "pipeline"


class Stage(Base, Keyed):
    """A step of a pipeline; `colour` names a token, `kind` is open, won or lost."""

    __tablename__ = "stage"
    __table_args__ = (
        UniqueConstraint("pipeline_id", "code"),
        CheckConstraint("kind IN ('open', 'won', 'lost')", name="kind"),
    )
    pipeline_id: Mapped[int] = mapped_column(ForeignKey("pipeline.id"))
    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(120))
    sort_order: Mapped[int]
    kind: Mapped[str] = mapped_column(String(4), default="open")
    colour: Mapped[str] = mapped_column(String(20), default="start")
    default_probability_id: Mapped[int | None] = mapped_column(ForeignKey("probability.id"))
    forecast_category: Mapped[str | None] = mapped_column(String(12))
    idle_days: Mapped[int | None]
    wip_limit: Mapped[int | None]
    active: Mapped[bool] = mapped_column(default=True)


class StageTask(Base, Keyed):
    """A task of a stage; a mandatory one must be done before the stage can be left."""

    __tablename__ = "stage_task"
    stage_id: Mapped[int] = mapped_column(ForeignKey("stage.id"))
    name: Mapped[str] = mapped_column(String(200))
    sort_order: Mapped[int] = mapped_column(default=0)
    mandatory: Mapped[bool] = mapped_column(default=False)
    active: Mapped[bool] = mapped_column(default=True)


class StageMove(Base):
    """An allowed move between two stages of a pipeline."""

    __tablename__ = "stage_move"
    from_stage_id: Mapped[int] = mapped_column(ForeignKey("stage.id"), primary_key=True)
    to_stage_id: Mapped[int] = mapped_column(ForeignKey("stage.id"), primary_key=True)


class StageRole(Base):
    """A role that may see a stage; none listed means every role."""

    __tablename__ = "stage_role"
    stage_id: Mapped[int] = mapped_column(ForeignKey("stage.id"), primary_key=True)
    role: Mapped[str] = mapped_column(String(20), primary_key=True)


class OpportunityType(Base, Lookup):
    """A kind of sale; proposes the pipeline."""

    __tablename__ = "opportunity_type"
    default_pipeline_id: Mapped[int | None] = mapped_column(ForeignKey("pipeline.id"))


class ClosingReason(Base, Lookup):
    """Why an opportunity was won (+1) or lost (−1)."""

    __tablename__ = "closing_reason"
    __table_args__ = (CheckConstraint("sign IN (-1, 1)", name="sign"),)
    sign: Mapped[int]
