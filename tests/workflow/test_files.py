"""Attached files: stored under random names, versions by name, deleted and brought back, within reach only."""

import io
from pathlib import Path

import pytest
from sqlalchemy import select

from data.queries import files as queries
from data.schema.document import Document
from data.schema.log import Event
from data.session import Database
from domain.attachment import FileRow, clean_name, media_type_of
from domain.errors import (
    BadFileName,
    EmptyFile,
    FileNotAllowed,
    FileNotWhatItSays,
    FileTooLarge,
    MalformedInput,
    NotFound,
    NotOffered,
    NotPermitted,
)
from tests.world import NOW, World
from workflow import files as verbs
from workflow.files import About, Change, Upload


class Desk:
    """A person who attaches files to the record that a test is about."""

    def __init__(self, database: Database, world: World, folder: Path, login: str = "sales") -> None:
        self.database, self.folder, self.principal = database, folder, world.principal(login)
        self.about = About(opportunity_id=world.opportunities["press"])

    def attach(self, name: str = "offer.pdf", content: bytes = b"%PDF-1.7 one", type_id: int | None = None) -> Change:
        kept = verbs.keep(self.folder, io.BytesIO(content), 1000)
        upload = Upload(kept, name, media_type_of(name, kept.head), type_id)
        return self.database.run(lambda unit: verbs.attach(unit, self.principal, self.about, upload, now=NOW))

    def listed(self) -> tuple[FileRow, ...]:
        with self.database.read() as session:
            if self.about.opportunity_id:
                return queries.of_opportunity(session, self.principal, self.about.opportunity_id)
            return queries.of_contact(session, self.principal, self.about.contact_id or 0)

    def delete(self, document_id: int) -> Change:
        return self.database.run(lambda unit: verbs.delete(unit, self.principal, document_id, now=NOW))

    def restore(self, document_id: int) -> Change:
        return self.database.run(lambda unit: verbs.restore(unit, self.principal, document_id, now=NOW))


@pytest.fixture
def desk(database: Database, world: World, tmp_path: Path) -> Desk:
    return Desk(database, world, tmp_path)


def test_a_file_is_stored_under_a_name_that_says_nothing(desk: Desk, tmp_path: Path) -> None:
    made = desk.attach("Ünser Angebot.pdf")
    (row,) = desk.listed()
    assert (row.id, row.name, row.media_type, row.size_bytes, row.by) == (
        made.document_id, "Ünser Angebot.pdf", "application/pdf", 12, "Sara Vendi",
    )  # fmt: skip
    with desk.database.read() as session:
        key = session.get_one(Document, made.document_id).storage_key
    path = verbs.path_of(tmp_path, key)
    assert path.read_bytes() == b"%PDF-1.7 one"
    assert path.stat().st_mode & 0o077 == 0
    assert [file.name for file in (tmp_path / "files").rglob("*") if file.is_file()] == [key]


def test_the_same_name_is_the_next_version_and_the_same_content_none(desk: Desk) -> None:
    first = desk.attach()
    second = desk.attach("OFFER.PDF", b"%PDF-1.7 two")
    assert (second.replaces, desk.attach("offer.pdf", b"%PDF-1.7 two").repeated) == (True, True)
    (row,) = desk.listed()
    assert (row.id, [older.id for older in row.older]) == (second.document_id, [first.document_id])


def test_a_deleted_file_goes_with_its_versions_and_comes_back_with_them(desk: Desk) -> None:
    desk.attach()
    last = desk.attach(content=b"%PDF-1.7 two")
    desk.attach("note.txt", b"stays")
    desk.delete(last.document_id)
    assert [row.name for row in desk.listed()] == ["note.txt"]
    assert desk.delete(last.document_id).repeated
    with desk.database.read() as session, pytest.raises(NotFound):
        queries.document(session, desk.principal, last.document_id)
    desk.restore(last.document_id)
    assert desk.restore(last.document_id).repeated
    assert sorted((row.name, len(row.older)) for row in desk.listed()) == [("note.txt", 0), ("offer.pdf", 1)]


def test_what_is_shown_as_one_file_is_deleted_as_one(desk: Desk) -> None:
    desk.attach("Über.pdf")
    desk.attach("über.pdf", b"%PDF-1.7 two")
    desk.attach("ÜBER.PDF", b"%PDF-1.7 three")
    shown = desk.listed()
    desk.delete(shown[0].id)
    assert len(desk.listed()) == len(shown) - 1


def test_the_log_of_the_opportunity_tells_of_every_file(desk: Desk) -> None:
    made = desk.attach()
    desk.attach(content=b"%PDF-1.7 two")
    desk.delete(made.document_id)
    query = select(Event).where(Event.entity == "opportunity", Event.entity_id == desk.about.opportunity_id)
    with desk.database.read() as session:
        told = session.scalars(query.order_by(Event.id.desc()).limit(3)).all()
        assert [event.verb for event in told] == ["delete_file", "replace_file", "attach_file"]
        assert {(event.after or {})["file"] for event in told} == {"offer.pdf"}


def test_a_contact_has_files_of_its_own(desk: Desk, world: World) -> None:
    desk.attach()
    desk.about = About(contact_id=world.contacts["Officine Alfa"])
    desk.attach("card.png", b"\x89PNG\r\n\x1a\n")
    assert [row.name for row in desk.listed()] == ["card.png"]


def test_what_is_out_of_reach_stays_so(desk: Desk, world: World, tmp_path: Path) -> None:
    made = desk.attach()
    for login, error in (
        ("other_team", NotFound),
        ("foreign", NotFound),
        ("colleague", NotPermitted),
        ("analyst", NotPermitted),
    ):
        other = Desk(desk.database, world, tmp_path, login)
        for act in (other.attach, lambda other=other: other.delete(made.document_id)):
            with pytest.raises(error):
                act()
        assert len(other.listed()) == (1 if error is NotPermitted else 0)
    foreign = Desk(desk.database, world, tmp_path, "foreign")
    foreign.about = About(contact_id=world.contacts["Officine Alfa"])
    with pytest.raises(NotFound):
        foreign.attach()


def test_what_cannot_be_attached_is_said(desk: Desk) -> None:
    with pytest.raises(NotOffered):
        desk.attach(type_id=10**6)
    desk.about = About()
    with pytest.raises(MalformedInput):
        desk.attach()
    with pytest.raises(NotFound):
        desk.delete(10**6)


@pytest.mark.parametrize(("content", "error"), [(b"x" * 1001, FileTooLarge), (b"", EmptyFile)])
def test_nothing_stays_of_what_is_too_large_or_empty(tmp_path: Path, content: bytes, error: type[Exception]) -> None:
    with pytest.raises(error):
        verbs.keep(tmp_path, io.BytesIO(content), 1000)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


@pytest.mark.parametrize("key", ["../../secret_key", "", "a" * 31, "A" * 32, "/etc/passwd", "a" * 32])
def test_no_key_leads_out_of_the_folder(tmp_path: Path, key: str) -> None:
    (tmp_path / "secret_key").write_text("secret")
    with pytest.raises(NotFound):
        verbs.path_of(tmp_path, key)
    verbs.discard(tmp_path, key)
    assert (tmp_path / "secret_key").exists()


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("offer.pdf", "offer.pdf"), ("../../etc/offer.pdf", "offer.pdf"), ("C:\\Users\\me\\offer.pdf", "offer.pdf"),
        (" a \t b\r\n.pdf", "a b.pdf"), ("invoice\u202efdp.txt", "invoicefdp.txt"), ("a\x00b.txt", "ab.txt"),
        ("..hidden.txt", "hidden.txt"), (f"{'x' * 300}.pdf", f"{'x' * 196}.pdf"),
    ],
)  # fmt: skip
def test_a_name_keeps_nothing_that_misleads(raw: str, name: str) -> None:
    assert clean_name(raw) == name


@pytest.mark.parametrize("raw", ["", "..", "/", "offer", ".pdf", "\u202e"])
def test_a_name_without_an_ending_is_none(raw: str) -> None:
    with pytest.raises(BadFileName):
        clean_name(raw)


@pytest.mark.parametrize(
    ("name", "head", "error"),
    [
        ("page.html", b"<html>", FileNotAllowed), ("drawing.svg", b"<svg>", FileNotAllowed),
        ("run.exe", b"MZ", FileNotAllowed), ("photo.png", b"<script>", FileNotWhatItSays),
        ("offer.pdf", b"MZ\x90", FileNotWhatItSays), ("book.xlsx", b"\xd0\xcf\x11\xe0", FileNotWhatItSays),
        ("list.csv", b"a;b\x00", FileNotWhatItSays), ("note.txt", b"MZ\x90", FileNotWhatItSays),
        ("photo.webp", b"RIFF1234WAVE", FileNotWhatItSays), ("offer.pdf.exe", b"%PDF-", FileNotAllowed),
    ],
)  # fmt: skip
def test_a_content_has_to_be_what_the_name_promises(name: str, head: bytes, error: type[Exception]) -> None:
    with pytest.raises(error):
        media_type_of(name, head)
