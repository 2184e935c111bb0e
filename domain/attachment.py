"""Attachments: which files may be attached, how their content has to begin, and what they are called."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from typing import Final

from domain.errors import BadFileName, FileNotAllowed, FileNotWhatItSays

MEGABYTE: Final = 1_000_000
LARGEST: Final = 25 * MEGABYTE
LONGEST_NAME: Final = 200
HEAD_BYTES: Final = 8192  # what is looked at
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OFFICE: Final = "application/vnd.openxmlformats-officedocument"
OPEN: Final = "application/vnd.oasis.opendocument"
TEXT: Final = b""  # nothing but characters
# Extension → media type, and the bytes with which one of them begins.
KINDS: Final[dict[str, tuple[str, tuple[bytes, ...]]]] = {
    "pdf": ("application/pdf", (b"%PDF-",)),
    "png": ("image/png", (b"\x89PNG\r\n\x1a\n",)),
    "jpg": ("image/jpeg", (b"\xff\xd8\xff",)),
    "jpeg": ("image/jpeg", (b"\xff\xd8\xff",)),
    "gif": ("image/gif", (b"GIF87a", b"GIF89a")),
    "webp": ("image/webp", (b"RIFF",)),
    "tif": ("image/tiff", (b"II*\x00", b"MM\x00*")),
    "tiff": ("image/tiff", (b"II*\x00", b"MM\x00*")),
    "docx": (f"{OFFICE}.wordprocessingml.document", (ZIP,)),
    "xlsx": (f"{OFFICE}.spreadsheetml.sheet", (ZIP,)),
    "pptx": (f"{OFFICE}.presentationml.presentation", (ZIP,)),
    "odt": (f"{OPEN}.text", (ZIP,)),
    "ods": (f"{OPEN}.spreadsheet", (ZIP,)),
    "odp": (f"{OPEN}.presentation", (ZIP,)),
    "zip": ("application/zip", (ZIP,)),
    "doc": ("application/msword", (OLE,)),
    "xls": ("application/vnd.ms-excel", (OLE,)),
    "ppt": ("application/vnd.ms-powerpoint", (OLE,)),
    "msg": ("application/vnd.ms-outlook", (OLE,)),
    "dwg": ("image/vnd.dwg", (b"AC10",)),
    "txt": ("text/plain", (TEXT,)),
    "csv": ("text/csv", (TEXT,)),
    "eml": ("message/rfc822", (TEXT,)),
    "ics": ("text/calendar", (TEXT,)),
}  # fmt: skip
SHOWN_INLINE: Final = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
PDF: Final = "application/pdf"


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file as its last version is, with the versions that it replaced, the newest first."""

    id: int
    name: str
    media_type: str
    size_bytes: int
    at: datetime
    by: str
    type: str
    older: tuple["FileRow", ...] = ()


def clean_name(raw: str) -> str:
    """Return a name without folders and without characters that hide or turn round what it says.

    Raises BadFileName where nothing is left.
    """
    last = raw.replace("\\", "/").rpartition("/")[2]
    shown = "".join(letter for letter in last if unicodedata.category(letter)[0] != "C")
    name = " ".join(unicodedata.normalize("NFC", shown).split()).strip(". ")
    path = PurePosixPath(name)
    if not name or not path.suffix:
        raise BadFileName
    return path.stem[: LONGEST_NAME - len(path.suffix)] + path.suffix


def media_type_of(name: str, head: bytes) -> str:
    """Return the media type that a name promises and the content keeps; raise FileNotAllowed, FileNotWhatItSays."""
    kind = KINDS.get(PurePosixPath(name).suffix.removeprefix(".").lower())
    if kind is None:
        raise FileNotAllowed(name=name, allowed=", ".join(KINDS))
    media_type, beginnings = kind
    fits = any(_is_text(head) if beginning == TEXT else head.startswith(beginning) for beginning in beginnings)
    if not fits or (media_type == "image/webp" and head[8:12] != b"WEBP"):
        raise FileNotWhatItSays(name=name)
    return media_type


def _is_text(head: bytes) -> bool:
    return b"\x00" not in head and not head.startswith((b"%PDF-", ZIP, b"\x7fELF", b"MZ"))
