"""Language: which one the reader chose, and every sentence in it; English is the source and the fallback."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from typing import Protocol

from babel import negotiate_locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from domain.money import Money

SOURCE = "en"
LOCALES = {"en": "English", "es": "Español", "it": "Italiano"}
CATALOGUES = Path(__file__).resolve().parent.parent / "locales"

_chosen: ContextVar[str] = ContextVar("locale", default=SOURCE)


class Refusal(Protocol):
    """A domain error, or a notice: an English template and what fills it."""

    @property
    def template(self) -> str:
        """The sentence, in English."""

    @property
    def params(self) -> Mapping[str, object]:
        """What fills it."""


def locale() -> str:
    """Return the code of the language in use here: a key of LOCALES."""
    return _chosen.get()


def set_locale(code: str) -> None:
    """Choose the language for the rest of this request; an unknown code means English."""
    _chosen.set(code if code in LOCALES else SOURCE)


@contextmanager
def use_locale(code: str) -> Iterator[None]:
    """Choose the language for a block; an unknown code means English."""
    token = _chosen.set(code if code in LOCALES else SOURCE)
    try:
        yield
    finally:
        _chosen.reset(token)


def negotiate(preferred: Sequence[str]) -> str:
    """Return the first of the reader's languages ("it-CH", "es") that Caudal speaks, else English."""
    wanted = [code.strip().lower().replace("-", "_") for code in preferred]
    return negotiate_locale(wanted, list(LOCALES)) or SOURCE


def gettext(message: str, /, **params: object) -> str:
    """Translate a sentence, then fill its {names}."""
    return _filled(_catalogue(locale()).gettext(message), params)


def ngettext(singular: str, plural: str, n: int, /, **params: object) -> str:
    """Translate the form that fits `n`, then fill its {names}; {n} is the number itself unless given."""
    return _filled(_catalogue(locale()).ngettext(singular, plural, n), {"n": n, **params})


def pgettext(context: str, message: str, /, **params: object) -> str:
    """Translate a word whose meaning depends on where it stands, then fill its {names}."""
    return _filled(_catalogue(locale()).pgettext(context, message), params)


def explain(refusal: Refusal) -> str:
    """Say a domain error in the reader's language, with its days and amounts as they are written there."""
    params = {name: _written(value) for name, value in refusal.params.items()}
    return _filled(_catalogue(locale()).gettext(refusal.template), params)


def _written(value: object) -> object:
    from components import formats  # noqa: PLC0415  formats needs the language itself

    if isinstance(value, Money):
        return formats.money(value.minor, value.currency, style="2")
    return formats.long_day(value) if isinstance(value, date) else value


def _filled(message: str, params: dict[str, object]) -> str:
    return message.format_map(params) if params else message


@cache
def _catalogue(code: str) -> NullTranslations:
    """Compile a catalogue in memory; English has none, and a missing or half-finished one falls back to English."""
    path = CATALOGUES / code / "LC_MESSAGES" / "messages.po"
    if code == SOURCE or not path.is_file():
        return NullTranslations()
    compiled = BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale=code))
    compiled.seek(0)
    return GNUTranslations(compiled)
