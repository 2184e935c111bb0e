"""Movement: what changed the pipeline since a day, one row for each opportunity, so that everything adds up."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from domain.errors import sentence
from metrics.frames import total
from metrics.metric import Metric, Unit

if TYPE_CHECKING:
    import pandas as pd


class Cause(StrEnum):
    """What happened to an opportunity, the weightiest first."""

    WON = "won"
    LOST = "lost"
    CANCELLED = "cancelled"
    REOPENED = "reopened"
    NEW = "new"
    MOVED_OUT = "moved_out"  # its date left the period that is looked at
    MOVED_IN = "moved_in"
    AMOUNT_UP = "amount_up"
    AMOUNT_DOWN = "amount_down"
    SURER = "surer"
    LESS_SURE = "less_sure"
    PUSHED = "pushed"
    PULLED = "pulled"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Movements:
    """The largest changes, and all others together: `total_minor` = Σ largest + `rest_minor`."""

    largest: tuple[tuple[int, Cause, int], ...]  # opportunity id, cause, effect in minor units
    rest_count: int
    rest_up: int
    rest_down: int
    rest_minor: int
    total_minor: int
    causes: dict[Cause, int]  # how many opportunities, by cause


class Movement(Metric):
    """The change of won + weighted, told opportunity by opportunity."""

    slug = "movement"
    label = sentence("What moved")
    unit = Unit.MONEY
    formula = sentence("Σ (won + weighted now) − Σ (won + weighted then)")
    meaning = sentence(
        "the change since a day of net × stated probability, where won counts in full and lost nothing, by opportunity"
    )

    @staticmethod
    def compute(touched: "pd.DataFrame", total_minor: int, shown: int) -> Movements:
        """Return the `shown` largest effects and the rest, from rows as `effects` wants them.

        `total_minor` is the whole change, converted once; the rest is what the shown ones leave of it.
        """
        if touched.empty:
            return Movements((), 0, 0, 0, total_minor, total_minor, {})
        rows = effects(touched)
        causes = dict(Counter(Cause(cause) for cause in rows["cause"]))
        rows = rows.assign(size=rows["effect_minor"].abs()).sort_values(
            ["size", "opportunity_id"], ascending=[False, True]
        )
        first = rows[rows["effect_minor"] != 0].head(shown)
        rest = rows.drop(first.index)
        columns = (first["opportunity_id"], first["cause"], first["effect_minor"])
        largest = tuple((int(key), Cause(cause), int(effect)) for key, cause, effect in zip(*columns, strict=True))
        return Movements(
            largest,
            len(rest),
            int((rest["effect_minor"] > 0).sum()),
            int((rest["effect_minor"] < 0).sum()),
            total_minor - total(first["effect_minor"]),
            total_minor,
            causes,
        )


def effects(touched: "pd.DataFrame") -> "pd.DataFrame":
    """Return the rows with `effect_minor` and `cause`.

    Wants `opportunity_id`, and for both ends, `_then` and `_now`: `outcome` ("" before it existed), `net`, `stated`
    (percent), `expected` (date or None), `counted` (whether it was in the period) and `weighted_minor` (0 where it did
    not count).
    """
    effect = touched["weighted_now_minor"] - touched["weighted_then_minor"]
    causes = [_cause(row) for row in touched.to_dict("records")]
    return touched.assign(effect_minor=effect, cause=causes)


def _cause(row: Mapping[Any, Any]) -> Cause:
    then, now = str(row["outcome_then"]), str(row["outcome_now"])
    if then != now:
        if now == "open":
            return Cause.REOPENED if then else Cause.NEW
        return {"won": Cause.WON, "lost": Cause.LOST}.get(now, Cause.CANCELLED)
    if row["counted_then"] != row["counted_now"]:
        return Cause.MOVED_IN if row["counted_now"] else Cause.MOVED_OUT
    for name, more, less in (("net", Cause.AMOUNT_UP, Cause.AMOUNT_DOWN), ("stated", Cause.SURER, Cause.LESS_SURE)):
        if difference := int(row[f"{name}_now"]) - int(row[f"{name}_then"]):
            return more if difference > 0 else less
    return _dated(row["expected_then"], row["expected_now"])


def _dated(then: object, now: object) -> Cause:
    """Tell a date that was put off from one that came nearer; dates are compared as ISO text, "" is none."""
    if then == now:
        return Cause.OTHER
    return Cause.PUSHED if (str(now or "9999") > str(then or "9999")) else Cause.PULLED
