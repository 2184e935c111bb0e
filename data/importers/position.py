"""Position: outcome, stage and percent of an opportunity, from what the source says of them."""

from dataclasses import dataclass

from data.importers.profile import Profile
from data.importers.profile_parts import StageShape
from data.importers.records import Record
from domain.outcome import Outcome

CERTAIN = {Outcome.WON: 100, Outcome.LOST: 0}


@dataclass(frozen=True, slots=True)
class Position:
    """Where an opportunity stands; `open_stage` is where it stood, or stands, while open."""

    outcome: Outcome
    stage: StageShape
    percent: int
    open_stage: StageShape
    open_percent: int
    problem: tuple[str, str] | None = None
    differs: int | None = None  # the usual percent of the stage, when the stated one is another


def position_of(profile: Profile, record: Record) -> Position:
    """Return where an opportunity stands.

    The outcome is the source's, else that of the stage. An open one stands in the stage named, else in the last one
    whose percent it reaches. A closed one stands in the stage for its outcome; its stage before was the one named, if
    that is an open one, else the last that it is known to have entered, else the first.
    """
    pipeline = profile.pipeline
    assert pipeline is not None  # noqa: S101  the profile was checked: opportunities have one
    opens = [stage for stage in pipeline.stages if stage.kind == "open"]
    named: StageShape | None = record.values.get("stage")
    percent: int | None = record.values.get("percent")
    said = record.values.get("outcome")
    outcome = Outcome(said or (named.kind if named else "open"))
    problem = None if named or said else ("outcome" if "outcome" in record.shape.fields else "stage", "is empty")
    if named and said and named.kind not in {"open", outcome}:
        problem = ("outcome", f"does not fit the stage “{named.name}”")
    entered = [stage for word, _ in record.entered if (stage := profile.stage(word)) and stage.kind == "open"]
    if named and named.kind == "open":
        before = named
    elif entered:
        before = entered[-1]
    else:
        reached = [stage for stage in opens if outcome is Outcome.OPEN and stage.percent <= (percent or 0)]
        before = reached[-1] if reached else opens[0]
    if outcome not in CERTAIN:
        stated = before.percent if percent is None else percent
        differs = before.percent if named and stated != before.percent else None
        return Position(outcome, before, stated, before, stated, problem, differs)
    final = next(stage for stage in pipeline.stages if stage.kind == outcome)
    if named and named.kind == outcome:
        final = named
    differs = CERTAIN[outcome] if percent not in (None, CERTAIN[outcome]) else None
    return Position(outcome, final, CERTAIN[outcome], before, before.percent, problem, differs)
