"""The store: the bytes of attached files, in the installation's folder, under random names that say nothing."""

import hashlib
import os
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from domain.attachment import HEAD_BYTES, MEGABYTE
from domain.errors import EmptyFile, FileTooLarge, NotFound

FOLDER: Final = "files"
PIECE_BYTES: Final = 65_536
KEY = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Kept:
    """What was stored: under which key, how large, its SHA-256 and its first bytes."""

    key: str
    size_bytes: int
    sha256: str
    head: bytes


def keep(folder: Path, stream: IO[bytes], most: int) -> Kept:
    """Write a stream to the disk piece by piece; `most` in bytes. Raises FileTooLarge, EmptyFile, and nothing stays."""
    key = secrets.token_hex(16)
    path = _place(folder, key)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = path.with_name(f"{key}.part")
    try:
        kept = _write(part, key, stream, most)
        part.rename(path)
    finally:
        part.unlink(missing_ok=True)
    return kept


def path_of(folder: Path, key: str) -> Path:
    """Return where a stored file is; raise NotFound for a key that is none, and for bytes that are gone."""
    if KEY.fullmatch(key) is None or not _place(folder, key).is_file():
        raise NotFound
    return _place(folder, key)


def discard(folder: Path, key: str) -> None:
    """Remove what was stored for nothing."""
    if KEY.fullmatch(key):
        _place(folder, key).unlink(missing_ok=True)


def _write(part: Path, key: str, stream: IO[bytes], most: int) -> Kept:
    size, digest, head = 0, hashlib.sha256(), b""
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        for piece in _pieces(stream):
            size += len(piece)
            if size > most:
                raise FileTooLarge(most=most // MEGABYTE)
            digest.update(piece)
            head += piece[: HEAD_BYTES - len(head)]
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    if size == 0:
        raise EmptyFile
    return Kept(key, size, digest.hexdigest(), head)


def _pieces(stream: IO[bytes]) -> Iterator[bytes]:
    while piece := stream.read(PIECE_BYTES):
        yield piece


def _place(folder: Path, key: str) -> Path:
    return folder / FOLDER / key[:2] / key
