"""How a list is described: its fields with their kinds and limits, and what may become of its rows."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

CODE, NAME, PARENT = "code", "name", "parent"
LONGEST_CODE, LONGEST_TEXT, LONGEST_NAME = 40, 200, 120


class Kind(StrEnum):
    """What a field holds, and with it how it is typed, checked and shown."""

    TEXT = "text"
    NUMBER = "number"
    FLAG = "flag"
    DAY = "day"
    CHOICE = "choice"  # one word of a fixed set
    REFERENCE = "reference"  # a row of another list
    MANY = "many"  # several rows of another list, or several words of a fixed set
    TASKS = "tasks"  # the ordered tasks of a stage


Source = Literal["", "currencies", "countries", "time_zones", "months", "roles"]
Fixed = Literal["", "always", "used"]
Display = Literal["", "code", "percent", "stars", "sign", "link", "colour"]


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a fixed set, and its word."""

    value: str | int
    label: str


@dataclass(frozen=True, slots=True)
class Field:
    """One field: `column` is where it is stored, `target` the list that it refers to, `source` who knows its choices.

    `fixed` says when it can no longer be changed: once the row is there, or once something uses it. `keeps` is a
    reference that settings live on: what it names cannot be retired before. `within` is the field that the row and
    what it refers to must have in common. `new` fields are asked only for a new row and stored nowhere.
    """

    name: str
    label: str
    kind: Kind = Kind.TEXT
    hint: str = ""
    required: bool = False
    longest: int = LONGEST_TEXT
    least: int = 0
    most: int = 0
    unit: str = ""
    choices: tuple[Choice, ...] = ()
    source: Source = ""
    target: str = ""
    fixed: Fixed = ""
    keeps: bool = False
    within: str = ""
    listed: bool = True
    display: Display = ""
    initial: str | int | bool | None = None
    new: bool = False


@dataclass(frozen=True, slots=True)
class Lookup:
    """One list; `table` is where it is stored and `key` its name in addresses.

    `title` and `one` name all and one of its rows, `about` says what they are for, `counted` what is counted beside
    each. `scope` is the field that codes are unique within. `retires` is the column that takes a row out of use.
    """

    key: str
    table: str
    title: str
    one: str
    about: str
    fields: tuple[Field, ...]
    counted: str = ""
    scope: str = ""
    retires: Literal["active", "active_to_on", ""] = "active"
    ordered: bool = True
    deletes: bool = True
    sorted_by: str = ""
    parent: str = ""
    owns: tuple[str, ...] = ()

    @property
    def naming(self) -> str:
        """The field that people call a row by."""
        return next(field.name for field in self.fields if field.name in {"description", "name", "display_name"})

    def field(self, name: str) -> Field:
        """Return a field by name; raise KeyError."""
        for field in self.fields:
            if field.name == name:
                return field
        raise KeyError(name)
