"""Trees as plain lists: everything that the browser needs to draw them, and nothing else."""

import orjson
from dash import html

from components.attributes import attributes
from components.drawn import drawn


def test_elements_texts_attributes_and_styles_travel() -> None:
    tree = html.Td(
        ["a", html.I(className="n", style={"--w": "3%"}, hidden=True), None, 7],
        className="num",
        colSpan=2,
        **attributes(aria_label="A & B"),
    )
    assert drawn([tree]) == [
        [
            "td",
            {"class": "num", "colspan": 2, "aria-label": "A & B"},
            ["a", ["i", {"class": "n", "style": {"--w": "3%"}, "hidden": True}, []], "7"],
        ]
    ]
    assert orjson.dumps(drawn(tree))


def test_what_is_false_is_left_out() -> None:
    assert drawn(html.Div(hidden=False)) == ["div", {}, []]
