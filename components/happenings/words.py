"""The words of what happened: who did what to which opportunity, and the details in a second line."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from dash import html

from components import formats
from components.attributes import attributes
from components.language import gettext as _
from components.language import ngettext
from components.opportunity.log_words import changes, happened
from domain.happening import Happening, Topic

WHO, WHAT, STAGE = "\x01", "\x02", "\x03"  # stand in a translated sentence for what is drawn in their place
INVOICE: Final = "invoice"


@dataclass(frozen=True, slots=True)
class Said:
    """One row: its icon and tone, the sentence with the names in it drawn, the line below, and where it leads."""

    icon: str
    tone: str
    sentence: list[Any]
    detail: str
    href: str


def said(row: Happening, today: date) -> Said:
    """Say what somebody did."""
    event, subject = row.event, row.subject
    of_invoice = subject.entity == INVOICE
    href = f"/invoice/{subject.id}" if of_invoice else f"/opportunity/{subject.id}"
    words = (_invoices() if of_invoice else _deals()).get(
        event.verb, lambda: _("{who} changed {what}", who=WHO, what=WHAT)
    )
    sentence = _many(row) if row.count > 1 else _moved(row) or words()
    name = ", ".join(filter(None, (subject.contact, subject.number if of_invoice else subject.title)))
    link = html.A(name, href=href, **attributes(data_cd_nav="plain"))
    drawn = {WHO: html.B(who(row)), WHAT: link, STAGE: str(event.after.get("stage") or "")}
    icon, tone = _looks(row)
    return Said(icon, tone, fitted(sentence, drawn), "" if row.count > 1 else _detail(row, today), href)


def who(row: Happening) -> str:
    """Return who did it: a person, or Caudal itself."""
    return row.event.user or _("Caudal")


def fitted(sentence: str, drawn: Mapping[str, Any]) -> list[Any]:
    """Return a sentence with what is drawn in the places of its marks."""
    parts: list[Any] = []
    text = ""
    for sign in sentence:
        if sign in drawn:
            parts += [text, drawn[sign]] if text else [drawn[sign]]
            text = ""
        else:
            text += sign
    return [*parts, text] if text else parts


def topics() -> dict[Topic, str]:
    """Return what the parts of the page are called."""
    return {
        Topic.ALL: _("All"),
        Topic.NEW: _("New"),
        Topic.CLOSED: _("Won and lost"),
        Topic.RISK: _("At risk"),
        Topic.MOVED: _("Stages"),
        Topic.DOCUMENTS: _("Documents"),
        Topic.SYSTEM: _("System"),
    }


def _deals() -> dict[str, Callable[[], str]]:
    names = {"who": WHO, "what": WHAT}
    return {
        "create": lambda: _("{who} created {what}", **names),
        "duplicate": lambda: _("{who} created {what}", **names),
        "move": lambda: _("{who} moved {what}", **names),
        "move_to_stage": lambda: _("{who} moved {what}", **names),
        "win": lambda: _("{who} won {what}", **names),
        "lose": lambda: _("{who} lost {what}", **names),
        "cancel": lambda: _("{who} cancelled {what}", **names),
        "reopen": lambda: _("{who} reopened {what}", **names),
        "undo": lambda: _("{who} took back a change of {what}", **names),
        "create_quote": lambda: _("{who} made a quote for {what}", **names),
        "revise_quote": lambda: _("{who} revised the quote for {what}", **names),
        "send_quote": lambda: _("{who} sent the quote for {what}", **names),
        "accept_quote": lambda: _("The quote of {who} for {what} was accepted", **names),
        "reject_quote": lambda: _("The quote of {who} for {what} was rejected", **names),
        "expire_quote": lambda: _("The quote of {who} for {what} has expired", **names),
        "order_quote": lambda: _("{who} made an order of {what}", **names),
        "order": lambda: _("{who} made an order of {what}", **names),
        "plan_invoice": lambda: _("{who} planned the invoice of {what}", **names),
        "complete_task": lambda: _("{who} finished a task of {what}", **names),
        "attach_file": lambda: _("{who} attached a document to {what}", **names),
    }


def _invoices() -> dict[str, Callable[[], str]]:
    names = {"who": WHO, "what": WHAT}
    return {
        "create": lambda: _("{who} made the invoice {what}", **names),
        "issue": lambda: _("{who} issued the invoice {what}", **names),
        "cancel": lambda: _("{who} cancelled the invoice {what}", **names),
        "register_payment": lambda: _("{who} registered a payment of {what}", **names),
        "credit_invoice": lambda: _("{who} credited the invoice {what}", **names),
    }


def _moved(row: Happening) -> str:
    """Say where an opportunity was moved, when it changed its stage and is still open."""
    before, after = row.event.before.get("stage"), row.event.after.get("stage")
    if row.event.verb not in {"move", "move_to_stage"} or not after or before == after:
        return ""
    return _("{who} moved {what} to {stage}", who=WHO, what=WHAT, stage=STAGE)


def _many(row: Happening) -> str:
    if row.subject.entity == INVOICE:
        return ngettext("{who} changed {n} invoice at once", "{who} changed {n} invoices at once", row.count, who=WHO)
    return ngettext(
        "{who} changed {n} opportunity at once", "{who} changed {n} opportunities at once", row.count, who=WHO
    )


def _detail(row: Happening, today: date) -> str:
    event, subject = row.event, row.subject
    amount = formats.money(subject.net_minor, subject.currency, style="2")
    if subject.entity == INVOICE:
        return amount
    if event.verb == "win" and isinstance(event.before.get("stated_percent"), int):
        percent = formats.percent(int(str(event.before["stated_percent"])))
        return f"{percent} → {_('Won')} · {amount}"
    if event.verb == "lose":
        reason = event.after.get("closing_reason")
        return " · ".join([*([_("Reason: {reason}", reason=reason)] if reason else []), amount])
    told = changes(event, subject.currency, today)
    if event.verb in _deals():
        shown = amount if event.verb in {"create", "duplicate", "move", "move_to_stage"} else ""
        return " · ".join(filter(None, (_without_stage(told, event.verb), shown)))
    return " · ".join(filter(None, (happened(event), told)))


def _without_stage(told: str, verb: str) -> str:
    """Leave out of a move what its sentence says."""
    if verb not in {"move", "move_to_stage"}:
        return told
    return " · ".join(part for part in told.split(" · ") if not part.startswith(_("Stage") + " "))


def _looks(row: Happening) -> tuple[str, str]:
    """Return the icon of a change and its tone."""
    verb = row.event.verb
    if row.subject.entity == INVOICE:
        return ("cash-coin", "pos") if verb == "register_payment" else ("receipt", "")
    if verb in TONED:
        return TONED[verb]
    if _is_later(row):
        return "calendar-x", "neg"
    return ICONS.get(verb, "pencil"), ""


def _is_later(row: Happening) -> bool:
    before, after = row.event.before.get("expected_order_on"), row.event.after.get("expected_order_on")
    return bool(before and after and str(after) > str(before))


TONED: Final = {
    "win": ("trophy", "pos"), "lose": ("x-circle", "neg"), "cancel": ("slash-circle", ""),
    "accept_quote": ("check2-circle", "pos"), "reject_quote": ("x-circle", "neg"),
    "expire_quote": ("hourglass-bottom", "warn"),
}  # fmt: skip
ICONS: Final = {
    "create": "plus-lg", "duplicate": "copy", "move": "signpost-split", "move_to_stage": "signpost-split",
    "reopen": "arrow-counterclockwise", "undo": "arrow-90deg-left", "create_quote": "file-earmark-plus",
    "revise_quote": "files", "send_quote": "send", "order": "box-seam", "order_quote": "box-seam",
    "plan_invoice": "calendar2-week", "complete_task": "check2-square", "attach_file": "paperclip",
}  # fmt: skip
