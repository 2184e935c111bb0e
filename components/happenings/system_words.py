"""The words of what Caudal did by itself: imports, snapshots, forecasts, shared views, notices of rules."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from dash import html

from components import formats
from components.happenings.words import WHAT, WHO, Said, fitted
from components.language import explain, ngettext
from components.language import gettext as _
from domain.happening import Source, SystemNote
from domain.telling import Told, from_plain

TONES = {"success": "pos", "warning": "warn", "danger": "neg"}
ICONS = {"success": "check2-circle", "warning": "hourglass-split", "danger": "calendar-x"}


def noted(note: SystemNote) -> Said:
    """Say what happened by itself."""
    ways = {
        Source.IMPORT: _import,
        Source.SNAPSHOT: _snapshot,
        Source.FORECAST: _forecast,
        Source.VIEW: _view,
        Source.NOTICE: _notice,
    }
    return ways[note.source](note)


def _import(note: SystemNote) -> Said:
    failed = note.facts["status"] != "done"
    template = _("{what} stopped: nothing was changed", what=WHAT) if failed else _("{what} finished", what=WHAT)
    issues = _whole(note.facts["issues"])
    parts = [
        note.company,
        *([] if failed else [_records(note.facts["counts"])]),
        ngettext("{n} remark", "{n} remarks", issues) if issues else _("no remarks"),
    ]
    detail = " · ".join(part for part in parts if part)
    return Said("arrow-repeat", "neg" if failed else "", fitted(template, {WHAT: html.B(_("Import"))}), detail, "")


def _records(counts: object) -> str:
    records = counts.get("records", {}) if isinstance(counts, Mapping) else {}
    found = [each for each in records.values() if isinstance(each, Mapping)]
    return ngettext("{n} record", "{n} records", sum(_whole(value) for each in found for value in each.values()))


def _snapshot(note: SystemNote) -> Said:
    count = _whole(note.facts["count"])
    amount = formats.money(_whole(note.facts["net_minor"]), str(note.facts["currency"]), style="k")
    detail = (
        ngettext("{n} open opportunity", "{n} open opportunities", count) + " · " + _("{amount} net", amount=amount)
    )
    sentence = fitted(_("{what} of the pipeline saved", what=WHAT), {WHAT: html.B(_("Snapshot"))})
    return Said("camera", "", sentence, detail, f"/forecast/changes?since={note.facts['on']}")


def _forecast(note: SystemNote) -> Said:
    sentence = fitted(_("{what} updated", what=WHAT), {WHAT: html.B(_("Forecast"))})
    count = ngettext("{n} company", "{n} companies", _whole(note.facts["companies"]))
    cutoff = note.facts["cutoff_on"]
    known = _("with the months up to {month}", month=formats.month(cutoff)) if isinstance(cutoff, date) else ""
    return Said("graph-up-arrow", "", sentence, " · ".join(filter(None, (count, known))), "/forecast")


def _view(note: SystemNote) -> Said:
    sentence = _("{who} shared the view {what}", who=WHO, what=WHAT)
    drawn: dict[str, Any] = {WHO: html.B(note.who or ""), WHAT: f"“{note.facts['name']}”"}
    return Said(
        "bookmark", "", fitted(sentence, drawn), _("Visible to everybody in the company"), str(note.facts["path"])
    )


def _notice(note: SystemNote) -> Said:
    params = note.facts["params"]
    told = Told(str(note.facts["template"]), from_plain(params if isinstance(params, Mapping) else {}))
    severity = str(note.facts["severity"])
    return Said(ICONS.get(severity, "bell"), TONES.get(severity, ""), [explain(told)], "", str(note.facts["path"]))


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0
