"""Decoding: from the bytes of a file to text, in the encoding that makes the most plausible letters."""

import codecs
from typing import Final

TRIED: Final = ("cp1252", "mac_roman")
NAMES: Final = {"utf-8-sig": "UTF-8", "utf-16": "UTF-16", "cp1252": "Windows-1252", "mac_roman": "Mac Roman"}
_LETTERS: Final = frozenset("àáâãäåæçèéêëìíîïñòóôõöøœùúûüýÿßšžğışÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØŒÙÚÛÜÝŠŽ")
_MARKS: Final = frozenset("€£§°ºª«»¿¡·…–—‘’“”„•™®©½¼¾²³\u00a0")


class NotDecodable(Exception):
    """The bytes are no text in the encoding; the argument says where."""


def decode(content: bytes, declared: str | None) -> tuple[str, str]:
    """Return the text and the name of its encoding; raise NotDecodable.

    Without a declared encoding: a byte order mark decides, then UTF-8 if the bytes are valid, then whichever of
    Windows-1252 and Mac Roman puts letters where letters belong.
    """
    if declared:
        return _declared(content, declared)
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _declared(content, "utf-16")
    try:
        return content.decode("utf-8-sig"), "utf-8-sig"
    except UnicodeDecodeError:
        pass
    readings = {}
    for encoding in TRIED:
        try:
            readings[encoding] = content.decode(encoding)
        except UnicodeDecodeError:
            continue
    best = max(readings, key=lambda encoding: plausibility(readings[encoding]))
    return readings[best], best


def plausibility(text: str) -> int:
    """Return how much the characters beyond ASCII look like writing: letters inside words count for, signs there against."""
    score = 0
    for place, letter in enumerate(text):
        if letter < "\x80":
            continue
        before = text[place - 1 : place]
        after = text[place + 1 : place + 2]
        in_word = before.isalpha() or after.isalpha()
        if letter in _LETTERS:
            capital_inside = letter.isupper() and before.isalpha() and before.islower()
            score += -2 if capital_inside else 1 + in_word
        elif letter in _MARKS:
            score += -2 if before.isalpha() and after.isalpha() and letter not in "’·" else 1
        else:
            score -= 3
    return score


def _declared(content: bytes, encoding: str) -> tuple[str, str]:
    name = "utf-8-sig" if codecs.lookup(encoding).name == "utf-8" else encoding
    try:
        return content.decode(name), name
    except UnicodeDecodeError as error:
        row = content[: error.start].count(b"\n") + 1
        found = content[error.start : error.start + 1].hex().upper()
        raise NotDecodable(
            f"line {row} holds the byte {found}, which is not {NAMES.get(name, name)}; save the file as {NAMES.get(name, name)}"
        ) from None
    except UnicodeError:
        raise NotDecodable(f"the file is not {NAMES.get(name, name)}") from None
