"""The envelope: whether what arrives is what the registered callback would be sent, before anything of it is used."""

import json
import math
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from dash._utils import clean_property_name, stringify_id

from domain.errors import MalformedInput

DEEPEST = 32
MOST_VALUES = 50_000
MOST_KEYS = 1_000
LONGEST_TEXT = 200_000
LONGEST_ID = 300
LARGEST_NUMBER = 2**63 - 1
ITEM_KEYS = {"id", "property", "value", "allow_optional"}
Body = Mapping[str, Any]
Item = Mapping[str, Any]


def check_shape(body: object) -> None:
    """Raise MalformedInput unless Dash can take the body apart: objects and lists where they belong."""
    _require(isinstance(body, dict))
    assert isinstance(body, dict)  # noqa: S101  the line above
    _require(isinstance(body.get("output"), str))
    for name in ("inputs", "state"):
        items = body.get(name) or []
        _require(isinstance(items, list) and len(items) <= MOST_KEYS)
        _require(all(_is_item(item) for entry in items for item in (entry if isinstance(entry, list) else [entry])))
    _require(_is_list_of_texts(body.get("changedPropIds", [])))


def check_values(body: Body) -> None:
    """Raise MalformedInput for values no text or number column can hold, and for those that are too deep or too many."""
    for count, (value, depth) in enumerate(_walk(body), start=1):
        _require(depth <= DEEPEST and count <= MOST_VALUES)
        if isinstance(value, str):
            _require(len(value) <= LONGEST_TEXT and "\x00" not in value and not _has_surrogate(value))
        elif isinstance(value, int | float):
            _require(math.isfinite(value) and abs(value) <= LARGEST_NUMBER)
        elif isinstance(value, dict):
            _require(len(value) <= MOST_KEYS)


def check_against(body: Body, callback: Mapping[str, Any]) -> None:
    """Raise MalformedInput unless inputs, state and outputs are those the callback was registered with."""
    matched: dict[str, object] = {}
    for name in ("inputs", "state"):
        _check_entries(body.get(name) or [], callback[name], matched)
    _check_entries(_outputs(body, callback), _registered_outputs(callback), matched)
    known = [(spec["id"], spec["property"]) for spec in callback["inputs"]]
    _require(all(_is_known(changed, known) for changed in body.get("changedPropIds", [])))


def _check_entries(entries: Any, specs: list[Any], matched: dict[str, object]) -> None:
    _require(isinstance(entries, list) and len(entries) == len(specs))
    for entry, spec in zip(entries, specs, strict=True):
        pattern = _pattern(spec["id"])
        if pattern is not None and _takes_many(pattern):
            _require(isinstance(entry, list) and len(entry) <= MOST_KEYS)
            items = entry
        else:
            items = [entry]
        for item in items:
            _require(_is_item(item) and item.keys() <= ITEM_KEYS)
            _require(clean_property_name(item["property"]) == clean_property_name(spec["property"]))
            _require(_fits(item["id"], spec["id"], pattern, matched))


def _outputs(body: Body, callback: Mapping[str, Any]) -> list[Any]:
    outputs = body.get("outputs")
    if callback.get("no_output"):
        _require(not outputs)
        return []
    _require(bool(outputs))
    is_several = isinstance(callback["output"], list | tuple)
    return outputs if is_several else [outputs]  # type: ignore[return-value]  # its shape is checked next


def _registered_outputs(callback: Mapping[str, Any]) -> list[Any]:
    if callback.get("no_output"):
        return []
    output = callback["output"]
    several = output if isinstance(output, list | tuple) else [output]
    return [{"id": one.component_id_str(), "property": one.component_property} for one in several]


@cache
def _pattern(spec_id: str) -> Mapping[str, Any] | None:
    """Return the parts of a dictionary id; a wildcard is a list of its name. None for plain ids."""
    if not spec_id.startswith("{"):
        return None
    parts: dict[str, Any] = json.loads(spec_id)
    return parts


def _takes_many(pattern: Mapping[str, Any]) -> bool:
    return any(part in (["ALL"], ["ALLSMALLER"]) for part in pattern.values())


def _fits(found: Any, spec_id: str, pattern: Mapping[str, Any] | None, matched: dict[str, object]) -> bool:
    if pattern is None:
        return isinstance(found, str) and found == spec_id
    if not isinstance(found, dict) or found.keys() != pattern.keys():
        return False
    return all(_part_fits(key, found[key], pattern[key], matched) for key in pattern)


def _part_fits(key: str, found: Any, wanted: Any, matched: dict[str, object]) -> bool:
    if not isinstance(wanted, list):
        return type(found) is type(wanted) and found == wanted
    if not isinstance(found, str | int | float) or len(str(found)) > LONGEST_ID:
        return False
    # What one MATCH stands for, every other one of the same request stands for too.
    return wanted != ["MATCH"] or matched.setdefault(key, found) == found


def _is_known(changed: str, known: list[tuple[str, str]]) -> bool:
    text, _, name = changed.rpartition(".")
    if not text.startswith("{"):
        return (text, name) in known
    try:
        found = json.loads(text)
    except ValueError:
        return False
    return any(name == wanted and _fits(found, spec_id, _pattern(spec_id), {}) for spec_id, wanted in known)


def _is_item(item: object) -> bool:
    if not isinstance(item, dict) or not isinstance(item.get("property"), str):
        return False
    found = item.get("id")
    if isinstance(found, dict):
        return len(stringify_id_safely(found)) <= LONGEST_ID
    return isinstance(found, str) and len(found) <= LONGEST_ID


def stringify_id_safely(found: Mapping[str, Any]) -> str:
    """Return a dictionary id as Dash writes it; one with parts of its own is as long as no id may be."""
    if any(isinstance(part, dict | list) for part in found.values()):
        return " " * (LONGEST_ID + 1)
    return str(stringify_id(found))


def _is_list_of_texts(value: object) -> bool:
    return (
        isinstance(value, list)
        and len(value) <= MOST_KEYS
        and all(isinstance(text, str) and len(text) <= 2 * LONGEST_ID for text in value)
    )


def _walk(root: object) -> Iterator[tuple[object, int]]:
    """Yield every key and value with its depth, without recursion."""
    waiting: list[tuple[object, int]] = [(root, 0)]
    while waiting:
        value, depth = waiting.pop()
        yield value, depth
        if isinstance(value, dict):
            waiting.extend((part, depth + 1) for pair in value.items() for part in pair)
        elif isinstance(value, list):
            waiting.extend((part, depth + 1) for part in value)


def _has_surrogate(text: str) -> bool:
    return any("\ud800" <= letter <= "\udfff" for letter in text) if not text.isascii() else False


def _require(condition: bool) -> None:  # noqa: FBT001  a condition is what it is about
    if not condition:
        raise MalformedInput
