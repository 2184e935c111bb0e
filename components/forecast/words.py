"""Words of the record and the analysis: what the three kinds of probability are called, and shares."""

from components import formats
from components.language import gettext as _

PERCENT = 100


def basis_name(basis: str) -> str:
    """Return what a kind of probability is called: stated, stage, model, or the value that the gate fell back to."""
    names = {
        "stated": _("Stated"),
        "stage": _("Stage norm"),
        "model": _("Model"),
        "corrected": _("Stated, corrected"),
        "base": _("Base rate"),
        "bayes": _("Naive Bayes"),
    }
    return names.get(basis, basis)


def method_name(method: str) -> str:
    """Return what a method of the league is called."""
    names = {
        "blend": _("Caudal: chain and history blended"),
        "chain": _("Chain: pipeline, orders, new business"),
        "recipe": _("History alone"),
        "run_rate": _("Run rate of six months"),
        "seasonal_naive": _("Same month of last year"),
        "stated_weighted": _("Stated chances and dates"),
    }
    return names.get(method, method)


def share(value: float, digits: int = 0) -> str:
    """Write a share in percent."""
    return formats.percent(PERCENT * value, digits)


def signed_share(value: float) -> str:
    """Write a share in percent with its sign."""
    return formats.percent(PERCENT * value, 1, signed=True)


def months_ahead(first: int, last: int) -> str:
    """Write how far ahead: "1 month", "2–3 months"."""
    if first == last == 1:
        return _("1 month")
    return _("{first}–{last} months", first=first, last=last) if first != last else _("{n} months", n=last)
