"""Reading: what a form sends becomes the values of a row, or a sentence for each field that cannot."""

import unicodedata
from collections.abc import Callable, Mapping
from datetime import date

from domain.access import Role
from domain.errors import SalesError
from domain.lookups.description import LONGEST_TEXT, Field, Kind, Lookup
from domain.lookups.errors import FieldsWrong, Missing, NoDay, NoNumber, NotOffered, TooLong
from domain.lookups.sales import MOST_TASKS

Values = dict[str, object]
Raw = Mapping[str, object]
LARGEST = 10**9
MOST_CHOSEN = 500


def read_values(lookup: Lookup, raw: Raw, *, new: bool) -> Values:
    """Return a value for every field that the form has, of the type that is stored; raise FieldsWrong.

    What refers to other rows is only known to be an id, and what comes from a list of codes only to be a word.
    """
    values: Values = {}
    wrong: dict[str, SalesError] = {}
    for field in lookup.fields:
        if (field.new or field.fixed == "always") and not new:
            continue
        try:
            values[field.name] = _read(field, raw.get(field.name))
        except SalesError as refusal:
            wrong[field.name] = refusal
    if wrong:
        raise FieldsWrong(wrong)
    return values


def made_code(name: str, taken: Callable[[str], bool], longest: int) -> str:
    """Return a free code made from a name: its letters and digits in capitals, with a number when it is taken."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    words = "".join(letter if letter.isalnum() else " " for letter in plain).upper().split()
    stem = "_".join(words)[: longest - 4].rstrip("_") or "ROW"
    candidates = (stem if number == 1 else f"{stem}_{number}" for number in range(1, 1000))
    return next(code for code in candidates if not taken(code))


def _read(field: Field, value: object) -> object:
    readers: dict[Kind, Callable[[Field, object], object]] = {
        Kind.TEXT: _text,
        Kind.NUMBER: _number,
        Kind.FLAG: lambda _field, given: given is True,
        Kind.DAY: _day,
        Kind.CHOICE: _choice,
        Kind.REFERENCE: _reference,
        Kind.MANY: _many,
        Kind.TASKS: _tasks,
    }
    found = readers[field.kind](field, value)
    if found is None and field.required:
        raise Missing
    return found


def _text(field: Field, value: object) -> str | None:
    secret = field.name == "password"  # taken as it is typed
    text = str(value or "") if secret else " ".join(str(value or "").split())
    if len(text) > field.longest or not (text.isprintable() or secret):
        raise TooLong(length=field.longest)
    return text or None


def _number(field: Field, value: object) -> int | None:
    text = "" if value is None else str(value).strip().removesuffix("%").strip()
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) <= len(str(LARGEST))):
        raise NoNumber(least=field.least, most=field.most)
    if not field.least <= int(text) <= field.most:
        raise NoNumber(least=field.least, most=field.most)
    return int(text)


def _day(_field: Field, value: object) -> date | None:
    if not value:
        return None
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise NoDay from None


def _choice(field: Field, value: object) -> str | int | None:
    text = "" if value is None else str(value)
    if not text:
        return None
    if field.choices:
        found = next((choice.value for choice in field.choices if str(choice.value) == text), None)
        if found is None:
            raise NotOffered
        return found
    if field.source == "months":
        return _number(Field(field.name, field.label, least=1, most=12), text)
    if field.source == "roles":
        return _role(text)
    if len(text) > LONGEST_TEXT:
        raise NotOffered
    return text


def _reference(_field: Field, value: object) -> int | None:
    return None if value is None or value == "" else _id(value)


def _many(field: Field, value: object) -> list[int] | list[str]:
    chosen = value if isinstance(value, list) else []
    if len(chosen) > MOST_CHOSEN:
        raise NotOffered
    if field.source == "roles":
        return sorted({_role(str(one)) for one in chosen})
    return sorted({_id(one) for one in chosen})


def _tasks(_field: Field, value: object) -> list[Values]:
    """Return the tasks in their order; one without an id is new, one without a name is left out."""
    given = [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
    if len(given) > MOST_TASKS:
        raise NotOffered
    tasks: list[Values] = []
    for one in given:
        name = _text(Field("name", ""), one.get("name"))
        if name is not None:
            known = one.get("id")
            tasks.append(
                {
                    "id": None if known is None else _id(known),
                    "name": name,
                    "mandatory": one.get("mandatory") is True,
                    "active": one.get("active") is not False,
                }
            )
    return tasks


def _role(text: str) -> str:
    if text not in set(Role):
        raise NotOffered
    return text


def _id(value: object) -> int:
    text = str(value)
    if (
        isinstance(value, bool)
        or not (text.isascii() and text.isdecimal())
        or not 0 < len(text) <= 18
        or int(text) == 0
    ):
        raise NotOffered
    return int(text)
