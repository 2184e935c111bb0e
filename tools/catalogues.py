"""Catalogues: bring locales/ up to date; new sentences come in untranslated, those that are gone leave."""

from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

from components.language import CATALOGUES, LOCALES, SOURCE

ROOT = CATALOGUES.parent
KEYWORDS = {**DEFAULT_KEYWORDS, "sentence": None}
# No dates and no names of machines: the same sentences make the same file.
HEADER = """# Caudal in {language}. After changing a sentence: python -m tools.catalogues
msgid ""
msgstr ""
"Project-Id-Version: Caudal\\n"
"Language: {code}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plural_forms}\\n"

"""


def main() -> None:
    """Rewrite every catalogue and tell what is left to translate."""
    template = extract()
    for code in LOCALES:
        if code == SOURCE:
            continue
        catalogue = renewed(template, code)
        path(code).parent.mkdir(parents=True, exist_ok=True)
        path(code).write_bytes(written(catalogue))
        missing = [message.id for message in catalogue if message.id and not all(strings(message.string))]
        print(f"{LOCALES[code]}: {len(catalogue)} sentences, {len(missing)} to translate", *missing, sep="\n  ")


def path(code: str) -> Path:
    """Return where a language's catalogue is."""
    return CATALOGUES / code / "LC_MESSAGES" / "messages.po"


def strings(value: str | list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    """Return the text of a message, or all its plural forms."""
    return (value or "",) if value is None or isinstance(value, str) else tuple(value)


def extract() -> Catalog:
    """Return every sentence of the code, by babel.cfg, with the files it stands in."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]  # Babel leaves it untyped
    template = Catalog()
    for name, _line, message, comments, context in extract_from_dir(ROOT, methods, options, KEYWORDS):
        template.add(message, None, [(Path(name).as_posix(), 0)], auto_comments=comments, context=context)
    return template


def read(code: str) -> Catalog:
    """Return a language's catalogue as it is stored, an empty one where there is none yet."""
    if not path(code).is_file():
        return Catalog(locale=code)
    with path(code).open("rb") as file:
        return read_po(file, locale=code)


def renewed(template: Catalog, code: str) -> Catalog:
    """Return the template with what a language's catalogue already translates."""
    known, catalogue = read(code), Catalog(locale=code)
    for message in template:
        if message.id:
            found = known.get(message.id, message.context)
            # A sentence that has got a plural since then is translated anew.
            kept = found.string if found and isinstance(found.id, str) == isinstance(message.id, str) else None
            catalogue.add(message.id, kept, message.locations, message.flags, context=message.context)
    return catalogue


def written(catalogue: Catalog) -> bytes:
    """Return a catalogue as a file, under a header that stays the same."""
    body = BytesIO()
    write_po(body, catalogue, width=120, omit_header=True, sort_by_file=True, include_lineno=False)
    code = str(catalogue.locale)
    head = HEADER.format(language=LOCALES[code], code=code, plural_forms=catalogue.plural_forms)
    return head.encode() + body.getvalue()


if __name__ == "__main__":
    main()
