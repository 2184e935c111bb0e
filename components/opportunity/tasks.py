"""The tasks of the present stage: a box to tick for each, and how many are done."""

from datetime import date
from typing import Any

from dash import html

from components import formats
from components.attributes import attributes
from components.icons import icon
from components.language import gettext as _
from components.language import pgettext
from components.opportunity.deal.wire import known
from components.opportunity.words import local
from domain.detail import Detail, TaskRow
from domain.outcome import Outcome


def tasks_of_stage(detail: Detail, today: date) -> list[Any]:
    """Return the mandatory tasks, then the optional ones; without any, nothing."""
    listed = [
        (_("Mandatory for this stage"), [task for task in detail.tasks if task.mandatory]),
        (_("Optional for this stage"), [task for task in detail.tasks if not task.mandatory]),
    ]
    may_tick = detail.header.changeable and detail.header.outcome == Outcome.OPEN
    zone = detail.header.time_zone
    return [_task_list(title, rows, today, zone, may_tick=may_tick) for title, rows in listed if rows]


def _task_list(title: str, tasks: list[TaskRow], today: date, zone: str, *, may_tick: bool) -> html.Div:
    done = sum(task.done_at is not None for task in tasks)
    count = _("{done} of {total}", done=done, total=len(tasks))
    head = html.Div([html.Span(title), html.Span(count, className="cd-n")], className="cd-mand__h")
    items = [html.Li([_box(task, may_tick=may_tick), *_when(task, today, zone)]) for task in tasks]
    return html.Div([head, html.Ul(items)], className="cd-mand")


def _box(task: TaskRow, *, may_tick: bool) -> html.Button | html.Span:
    """Return the task with its box: a button for who may tick it, else only the picture of one."""
    done = task.done_at is not None
    parts = [
        icon("check-square-fill", "cd-brandtext") if done else icon("square"),
        html.Span(task.name, className="cd-mut" if done else ""),
    ]
    if not may_tick:
        return html.Span(parts, className="cd-task")
    way = known("do", "open_task" if done else "done", {"task_id": str(task.id)})
    return html.Button(
        parts,
        id=f"opportunity-task-{task.id}",
        type="button",
        className="cd-task",
        role="checkbox",
        **attributes(aria_checked=str(done).lower(), **way),
    )


def _when(task: TaskRow, today: date, zone: str) -> list[html.Span]:
    if task.done_at is None:
        return [html.Span(pgettext("task", "open"), className="cd-2 cd-small")]
    on = formats.day(local(task.done_at, zone).date(), today)
    return [html.Span(on, className="cd-mut cd-small cd-n", title=task.done_by)]
