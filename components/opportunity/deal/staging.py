"""Staging: what is asked before an opportunity goes to another stage of its pipeline."""

from datetime import date
from typing import Any

from dash import html

from components import formats
from components.language import gettext as _
from components.opportunity.deal.closing import OPPORTUNITY, record_of
from components.opportunity.deal.fields import check, deal_modal, task_fields
from domain.detail import Detail, Step
from domain.errors import NotFound


def stage_dialog(detail: Detail, stage_id: int, today: date, *, sets_probability: bool) -> html.Div:
    """Ask whether to move on or back; going on asks for the mandatory tasks. Raises NotFound for a stage out of reach."""
    number, step = _found(detail, stage_id)
    here = next((place for place, one in enumerate(detail.steps) if one.place == "current"), -1)
    fields: list[Any] = [html.P(_since(detail, here, today), className="cd-2")]
    if number > here:
        fields += task_fields(detail.tasks)
    usual = step.usual_percent
    if usual is not None and usual != detail.header.stated_percent:
        label = _("Set the probability to {percent}, as is usual there", percent=formats.percent(usual))
        fields.append(html.Div(check("probability", label, value=sets_probability), className="cd-form-chk"))
    title = _("Move to {column}", column=step.name)
    form = {"stage_id": str(stage_id)}
    return deal_modal(OPPORTUNITY, record_of(detail.header), "stage", title, fields, title, form=form)


def _found(detail: Detail, stage_id: int) -> tuple[int, Step]:
    for number, step in enumerate(detail.steps):
        if step.stage_id == stage_id and step.reachable:
            return number, step
    raise NotFound


def _since(detail: Detail, here: int, today: date) -> str:
    step = detail.steps[here] if here >= 0 else None
    if step is None or step.entered_on is None:
        return _("“{title}” is in “{stage}”.", title=detail.header.title, stage=detail.header.stage)
    return _(
        "“{title}” is in “{stage}” since {day}.",
        title=detail.header.title,
        stage=step.name,
        day=formats.day(step.entered_on, today),
    )
