"""The stepper: the pipeline from left to right, with the days it took here beside what is usual."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from dash import html

from components import formats
from components.attributes import attributes
from components.icons import outcome_glyph, stage_glyph
from components.language import gettext as _
from components.opportunity.deal.wire import known
from domain.detail import Detail, Step

CLOSED_KINDS = ("won", "lost")


def stepper(detail: Detail, today: date) -> list[Any]:
    """Return the stepper and, for narrow screens, the present step in words."""
    steps = detail.steps
    furthest = max((number for number, step in enumerate(steps) if _visited(step)), default=-1)
    may_move = detail.header.changeable
    items = [
        _item(step, _when(step, detail, today, was_passed=number < furthest), may_move=may_move)
        for number, step in enumerate(steps)
    ]
    listed = html.Ol(items, className="cd-steps", **attributes(aria_label=_("Workflow")))
    return [listed, *_now(steps, detail, today)]


def _visited(step: Step) -> bool:
    return step.entered_on is not None and step.kind not in CLOSED_KINDS


def _item(step: Step, when: str, *, may_move: bool) -> html.Li:
    is_current = step.place == "current"
    is_done = step.place == "past" and step.entered_on is not None
    return html.Li(
        [
            _name(step, may_move=may_move),
            *([html.Span(when, className="cd-step__s", title=when)] if when else []),
        ],
        className=f"cd-step{' is-cur' if is_current else ' is-done' if is_done else ''}",
        style={"--c": "var(--cd-p-lost)" if step.kind == "lost" else f"var(--cd-st-{step.colour})"},
        **(attributes(aria_current="step") if is_current else {}),
    )


def _name(step: Step, *, may_move: bool) -> html.Span | html.Button:
    """Return glyph and name of a stage: a button where the opportunity may be moved to it."""
    parts: list[Any] = [_glyph(step), step.name]
    if not (may_move and step.reachable):
        return html.Span(parts, className="cd-step__n")
    return html.Button(
        parts,
        id=f"opportunity-step-{step.stage_id}",
        type="button",
        className="cd-step__n",
        title=_("Move to {column}", column=step.name),
        **attributes(aria_haspopup="dialog", **known("ask", "stage", {"stage_id": str(step.stage_id)})),
    )


def _glyph(step: Step) -> html.Span:
    if step.kind == "won":
        return outcome_glyph("won")
    if step.kind == "lost":
        return outcome_glyph("lost")
    return stage_glyph(step.glyph, step.colour)


def _when(step: Step, detail: Detail, today: date, *, was_passed: bool = False) -> str:
    if step.kind in CLOSED_KINDS:
        closed_on = detail.header.closed_on or step.entered_on
        return formats.day(closed_on, today) if closed_on else ""
    if step.place == "current":
        return _since(step, today)
    usual = _usual(step)
    if step.entered_on is None:
        if step.place == "future" or not detail.stays:
            return usual
        return _("skipped") if was_passed else _("not reached")
    took = formats.days(step.days or 0)
    if step.place == "future":
        return _("earlier for {days}", days=took)
    return f"{formats.day(step.entered_on, today)}, {took}"


def _since(step: Step, today: date) -> str:
    if step.entered_on is None:
        return _usual(step)
    since = _("since {day}, {days}", day=formats.day(step.entered_on, today), days=formats.days(step.days or 0))
    return " · ".join(filter(None, (since, _usual(step))))


def _usual(step: Step) -> str:
    return _("median {days}", days=formats.days(step.median_days)) if step.median_days is not None else ""


def _now(steps: Sequence[Step], detail: Detail, today: date) -> list[Any]:
    number = next((number for number, step in enumerate(steps, start=1) if step.place == "current"), None)
    if number is None:
        return []
    step = steps[number - 1]
    if step.kind in CLOSED_KINDS:
        told = _when(step, detail, today)
    else:
        where = _("step {number} of {count}", number=number, count=len(steps))
        took = formats.days(step.days) if step.days is not None else ""
        told = ", ".join(filter(None, (where, took, _usual(step))))
    return [html.P([_glyph(step), html.B(step.name), told], className="cd-steps__now cd-mut")]
