"""Languages: what is translated, and what happens when it is not."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from components import language
from domain.errors import BadDueDate, TooManyAttempts, TooMuch
from domain.money import Money

ITALIAN = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

msgid "Sign out"
msgstr "Esci"

msgid "Half done"
msgstr ""

#, fuzzy
msgid "Guessed"
msgstr "Indovinato"

msgid "Hello {name}"
msgstr "Ciao {name}"

msgid "{n} card"
msgid_plural "{n} cards"
msgstr[0] "{n} scheda"
msgstr[1] "{n} schede"

msgctxt "verb"
msgid "Open"
msgstr "Apri"

msgid "Too many sign-in attempts. Wait {seconds} seconds and try again."
msgstr "Troppi tentativi. Aspetta {seconds} secondi e riprova."
"""


@pytest.fixture(autouse=True)
def catalogues(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    folder = tmp_path / "it" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "messages.po").write_text(ITALIAN, encoding="utf-8")
    monkeypatch.setattr(language, "CATALOGUES", tmp_path)
    language._catalogue.cache_clear()
    yield
    language._catalogue.cache_clear()


def test_a_sentence_is_translated_and_filled() -> None:
    with language.use_locale("it"):
        assert language.gettext("Hello {name}", name="Ada") == "Ciao Ada"


def test_english_is_the_source_and_needs_no_catalogue() -> None:
    assert language.gettext("Hello {name}", name="Ada") == "Hello Ada"


@pytest.mark.parametrize("message", ["Half done", "Guessed", "Never seen"])
def test_what_is_not_translated_stays_english(message: str) -> None:
    with language.use_locale("it"):
        assert language.gettext(message) == message


def test_a_language_without_catalogue_stays_english() -> None:
    with language.use_locale("es"):
        assert language.gettext("Sign out") == "Sign out"


def test_an_unknown_language_means_english() -> None:
    with language.use_locale("tlh"):
        assert language.locale() == "en"


def test_the_form_fits_the_number() -> None:
    with language.use_locale("it"):
        assert [language.ngettext("{n} card", "{n} cards", n) for n in (1, 2)] == ["1 scheda", "2 schede"]
    assert [language.ngettext("{n} card", "{n} cards", n) for n in (1, 2)] == ["1 card", "2 cards"]


def test_a_word_is_translated_by_where_it_stands() -> None:
    with language.use_locale("it"):
        assert language.pgettext("verb", "Open") == "Apri"
        assert language.gettext("Open") == "Open"


def test_a_refusal_is_said_in_the_reader_s_language() -> None:
    refusal = TooManyAttempts(seconds=30)
    assert language.explain(refusal) == str(refusal)
    with language.use_locale("it"):
        assert language.explain(refusal) == "Troppi tentativi. Aspetta 30 secondi e riprova."


def test_days_and_amounts_in_a_refusal_are_written_as_the_reader_writes_them() -> None:
    assert language.explain(TooMuch(most=Money(123_456, "EUR"))).endswith("€1,234.56.")
    assert "24 July 2026" in language.explain(BadDueDate(first=date(2026, 7, 24)))
    with language.use_locale("it"):
        assert "1.234,56" in language.explain(TooMuch(most=Money(123_456, "EUR")))
        assert "24 luglio 2026" in language.explain(BadDueDate(first=date(2026, 7, 24)))


def test_the_block_gives_the_language_back() -> None:
    with language.use_locale("it"), language.use_locale("es"):
        assert language.locale() == "es"
    assert language.locale() == "en"


def test_set_locale_lasts_until_the_next_one() -> None:
    language.set_locale("it")
    assert language.locale() == "it"
    language.set_locale("xx")
    assert language.locale() == "en"


@pytest.mark.parametrize(
    ("preferred", "chosen"),
    [(["it-CH", "en"], "it"), (["de", "es-MX"], "es"), (["zh"], "en"), ([], "en"), (["EN_gb"], "en")],
)
def test_the_first_language_we_speak_is_taken(preferred: list[str], chosen: str) -> None:
    assert language.negotiate(preferred) == chosen


def test_braces_in_a_sentence_without_names_are_left_alone() -> None:
    assert language.gettext("50 % {of}") == "50 % {of}"
