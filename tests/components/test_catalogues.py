"""Catalogues: each language says everything that the code says, and nothing else."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo

from components.language import LOCALES, SOURCE
from tools import catalogues
from tools.catalogues import strings

LANGUAGES = [code for code in LOCALES if code != SOURCE]
MARKS = {"_", "gettext", "ngettext", "pgettext", "sentence"}
SPOKEN = (
    "domain",
    "data",
    "metrics",
    "forecasting",
    "workflow",
    "web",
    "components",
    "pages",
    "commands",
    "app.py",
    "manage.py",
)
STRAIGHT_QUOTES = re.compile("[\"“”]|(?<=[a-zà-ü])'(?=[a-zà-ü])", re.IGNORECASE)
# Words that are the same in that language; everything else that equals its English is forgotten.
SAME = {
    "es": {
        "Caudal", "Caudal, {name}", "Leads", "No", "Sector", "{n} d", "{count} d", "{count} min", "{days} d {hours} h", "{number} km",
        "rev. {number}", "{n} plan", "{n} ms", "Webhooks", "Tokens", "{basis}: {percent}", "{month}, {part}: {amount}",
    },
    "it": {
        "{basis}: {percent}", "{month}, {part}: {amount}", "Account", "App", "{n} ms", "Budget", "Caudal", "Caudal, {name}", "Copyright", "Email", "No", "Password", "Pipeline", "Team",
        "{count} min", "{number} km", "rev. {number}",
    },
}  # fmt: skip

pytestmark = pytest.mark.parametrize("code", LANGUAGES)


@cache
def template() -> Catalog:
    return catalogues.extract()


@cache
def read(code: str) -> Catalog:
    return catalogues.read(code)


def keys(catalogue: Catalog) -> set[tuple[str | None, object]]:
    return {(message.context, message.id) for message in catalogue if message.id}


def pairs(code: str) -> Iterator[tuple[Message, str, str]]:
    """Yield each translated form beside the English form that it stands for."""
    for message in read(code):
        if message.id:
            for source, said in zip(strings(message.id), strings(message.string), strict=True):
                yield message, source, said


def parts(text: str) -> set[str]:
    return set(re.findall(r"\{\w*\}", text))


def edges(text: str) -> tuple[str, str]:
    return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]


def stop(text: str) -> str:
    return text[-1] if text.endswith((".", "…", ":")) else ""


def test_a_catalogue_holds_exactly_the_sentences_of_the_code(code: str) -> None:
    missing, obsolete = keys(template()) - keys(read(code)), keys(read(code)) - keys(template())
    assert not missing, "python -m tools.catalogues, then translate"
    assert not obsolete, "python -m tools.catalogues"


def test_a_catalogue_is_stored_as_the_tool_writes_it(code: str) -> None:
    stored = catalogues.path(code).read_bytes()
    assert catalogues.written(catalogues.renewed(template(), code)) == stored, "python -m tools.catalogues"


def test_every_sentence_is_translated_and_none_is_a_guess(code: str) -> None:
    assert [message.id for message, _source, said in pairs(code) if not said.strip() or message.fuzzy] == []


def test_a_translation_is_not_the_english_again(code: str) -> None:
    same = {source for _message, source, said in pairs(code) if source == said}
    assert same == SAME[code]


def test_a_translation_fills_the_same_parts(code: str) -> None:
    assert [source for _message, source, said in pairs(code) if parts(source) != parts(said)] == []


def test_a_translation_begins_and_ends_with_the_same_spaces(code: str) -> None:
    assert [source for _message, source, said in pairs(code) if edges(source) != edges(said)] == []


def test_a_whole_sentence_stays_one_and_a_label_a_label(code: str) -> None:
    several_words = [(source, said) for _message, source, said in pairs(code) if " " in source]
    assert [source for source, said in several_words if stop(source) != stop(said)] == []


def test_signs_are_those_of_the_language(code: str) -> None:
    assert [said for _message, _source, said in pairs(code) if STRAIGHT_QUOTES.search(said)] == []
    assert [said for _message, _source, said in pairs(code) if "!" in said or " %" in said] == []


def test_a_catalogue_compiles_with_its_plural_forms(code: str) -> None:
    catalogue = read(code)
    assert catalogue.num_plurals == 2
    assert [message.id for message in catalogue if message.id for error in message.check(catalogue)] == []
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    assert compiled.getvalue()


def test_nothing_marked_is_out_of_the_extraction_s_sight(code: str) -> None:
    """Calls inside f-strings, for instance, are not found."""
    found = {form for message in template() if message.id for form in strings(message.id)}
    hidden = [
        f"{path}:{call.lineno}"
        for path in spoken_files()
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and not set(literals(call)) <= found
    ]
    assert hidden == []


def spoken_files() -> Iterator[Path]:
    for room in SPOKEN:
        path = catalogues.ROOT / room
        yield from [path] if path.is_file() else sorted(path.rglob("*.py"))


def literals(call: ast.Call) -> list[str]:
    """Return the sentences that a call marks, without the context of pgettext."""
    name = getattr(call.func, "id", getattr(call.func, "attr", ""))
    if name not in MARKS:
        return []
    given = call.args[1:2] if name == "pgettext" else call.args
    return [one.value for one in given if isinstance(one, ast.Constant) and isinstance(one.value, str)]
