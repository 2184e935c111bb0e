"""Typed inputs: annotations are enforced on JSON values."""

from datetime import date
from typing import Any

import msgspec
import pytest

from domain.board import BoardSort
from domain.errors import MalformedInput
from web.typed import typed


class Point(msgspec.Struct):
    x: int
    y: int | None = None


def echo(number: int, text: str | None, day: date, sort: BoardSort, point: Point, raw: object) -> tuple[Any, ...]:
    return number, text, day, sort, point, raw


GOOD: list[Any] = [1, None, "2026-07-15", "net", {"x": 1}, {"any": [1, None]}]


def test_values_arrive_as_their_types() -> None:
    assert typed(echo)(*GOOD) == (1, None, date(2026, 7, 15), BoardSort.NET, Point(1), {"any": [1, None]})


@pytest.mark.parametrize(
    ("place", "value"),
    [(0, "1"), (0, True), (0, None), (0, 1.5), (0, []), (1, 5), (1, ["a"]), (1, {}), (2, "yesterday"), (2, 20260715), (2, None),
     (3, "NET"), (3, ""), (3, {"select": 1}), (4, {}), (4, {"x": "1"}), (4, [1]), (4, None), (4, {"x": {"x": 1}})],
)  # fmt: skip
def test_anything_else_is_malformed(place: int, value: object) -> None:
    values = list(GOOD)
    values[place] = value
    with pytest.raises(MalformedInput):
        typed(echo)(*values)


@pytest.mark.parametrize("values", [[], GOOD[:-1], [*GOOD, 1]])
def test_too_few_and_too_many_are_malformed(values: list[object]) -> None:
    with pytest.raises(MalformedInput):
        typed(echo)(*values)


def test_every_parameter_needs_a_type() -> None:
    def careless(number, text: str) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001  what the test is about
        pass

    with pytest.raises(TypeError, match="careless needs a type for number"):
        typed(careless)


def test_lists_of_arguments_are_typed_one_by_one() -> None:
    def several(*numbers: int, **texts: str) -> tuple[object, ...]:
        return numbers, texts

    assert typed(several)(1, 2, a="b") == ((1, 2), {"a": "b"})
    with pytest.raises(MalformedInput):
        typed(several)(1, "2")
    with pytest.raises(MalformedInput):
        typed(several)(a=1)
