"""The funnel of one pipeline: how far those that started came, beside what stands where now."""

from components.language import gettext as _
from components.overview import funnel as pictures
from components.overview.panel import Filled
from data.queries.overview import funnel as queries
from data.session import Session
from metrics.frames import frame
from metrics.funnel import StageFunnel, Step
from web.overview import View


def panel(reading: Session, view: View, pipeline: str | None, by: str | None) -> Filled:
    """Return the funnel of a pipeline, by count or by value."""
    chosen = _chosen([key for key, _name in queries.pipelines(reading)], pipeline)
    if chosen is None:
        return pictures.no_pipeline()
    stages = queries.stages(reading, chosen)
    first_on, last_on = view.started
    converter = view.converter(reading)
    rows = queries.furthest(reading, view.principal, view.wanted, chosen, first_on, last_on, converter=converter)
    here = {
        one.stage_id: one
        for one in queries.standing_now(reading, view.principal, view.wanted, chosen, converter=converter)
    }
    steps = StageFunnel.compute(frame(rows, queries.Furthest._fields), [stage.position for stage in stages])
    by_value = by == pictures.VALUE
    shown = [
        _stage(stage, step, here.get(stage.id), view, by_value=by_value)
        for stage, step in zip(stages, steps, strict=False)
    ]
    still_open = sum(step.still for step in steps)
    open_now = sum(one.row_count for one in here.values())
    return pictures.funnel(
        pictures.Funnel(
            stages=[*shown, _won(steps[-1], by_value=by_value)],
            first_on=first_on,
            last_on=last_on,
            started=steps[0].reached,
            won=steps[-1].reached,
            still_open=still_open,
            open_before=max(open_now - still_open, 0) if view.asked.is_empty else 0,
            by=pictures.VALUE if by_value else pictures.COUNT,
            currency=view.currency,
            today=view.today,
            formula=_(StageFunnel.formula),
        )
    )


def _chosen(known: list[int], text: str | None) -> int | None:
    if text and text.isascii() and text.isdecimal() and int(text) in known:
        return int(text)
    return next(iter(known), None)


def _stage(
    stage: queries.FunnelStage, step: Step, here: queries.Here | None, view: View, *, by_value: bool
) -> pictures.Stage:
    return pictures.Stage(
        name=stage.name,
        colour=stage.colour,
        glyph=stage.glyph,
        href=view.board_link(stage_ids=frozenset({stage.id})),
        reached=step.reached_minor if by_value else step.reached,
        went_on=step.went_on_minor if by_value else step.went_on,
        lost=step.lost_minor if by_value else step.lost,
        still=step.still_minor if by_value else step.still,
        share=step.went_on_share_of_value if by_value else step.went_on_share,
        open_count=here.row_count if here else 0,
        open_minor=here.net_minor if here else 0,
    )


def _won(step: Step, *, by_value: bool) -> pictures.Stage:
    reached = step.reached_minor if by_value else step.reached
    return pictures.Stage(_("Won"), "accepted", 0, "", reached, 0, 0, 0, None, 0, 0, is_won=True)
