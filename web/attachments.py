"""Attachments: files go up and down past Dash: streamed, checked by their content, served so that nothing in them runs."""

from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, jsonify, request, send_file

from components.language import gettext as _
from data.queries import files as queries
from data.schema.document import Document
from domain import clock
from domain.access import Permission
from domain.attachment import MEGABYTE, PDF, SHOWN_INLINE, clean_name, media_type_of
from domain.errors import FileTooLarge, MalformedInput, NotFound
from web import session
from web.opportunity.reading import number_in
from web.routes import needs
from workflow import files as verbs
from workflow.files import About, Change, Upload

doors = Blueprint("attachments", __name__)

LARGEST_ID = 2**63 - 1
# Nothing of a file runs, loads or sends anything; it has no origin of its own.
INERT = "sandbox; default-src 'none'; frame-ancestors 'none'"
# A browser's own viewer of PDFs does not start in a sandbox; it runs nothing of ours.
PDF_VIEWER = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'none'"


@doors.post("/files")
@needs(Permission.CHANGE_OPPORTUNITIES)
def upload() -> Response:
    """Store the body as a file of an opportunity or a contact, and say which version it is."""
    principal, settings = session.principal(), session.settings()
    principal.require(Permission.CHANGE_OPPORTUNITIES)
    about, name = _about(), clean_name(request.args.get("name", ""))
    kind = request.args.get("type", "")
    type_id = number_in(kind) if kind else None
    with session.database().read() as reading:  # before anything is stored
        verbs.holder(reading, principal, about)
    if (request.content_length or 0) > settings.largest_file:
        raise FileTooLarge(most=settings.largest_file // MEGABYTE)
    request.max_content_length = settings.largest_file + MEGABYTE  # what has no length is counted as it is read
    kept = verbs.keep(settings.folder, request.stream, settings.largest_file)
    try:
        made = Upload(kept, name, media_type_of(name, kept.head), type_id)
        change = session.database().run(lambda writing: verbs.attach(writing, principal, about, made, now=clock.now()))
    except BaseException:
        verbs.discard(settings.folder, kept.key)
        raise
    if change.repeated:
        verbs.discard(settings.folder, kept.key)
    return jsonify({"id": change.document_id, "name": change.name, "said": _said(change)})


@doors.get("/files/<int:document_id>")
@needs(Permission.SEE_PIPELINE)
def download(document_id: int) -> Response:
    """Answer with a file to be kept, never to be shown."""
    found = _document(document_id)
    return _sent(found, INERT, inline=False)


@doors.get("/files/<int:document_id>/view")
@needs(Permission.SEE_PIPELINE)
def view(document_id: int) -> Response:
    """Answer with an image or a PDF to be looked at; raise NotFound for anything else."""
    found = _document(document_id)
    if found.media_type == PDF:
        return _sent(found, PDF_VIEWER, inline=True)
    if found.media_type not in SHOWN_INLINE:
        raise NotFound
    return _sent(found, INERT, inline=True)


@doors.post("/files/<int:document_id>/delete")
@needs(Permission.CHANGE_OPPORTUNITIES)
def delete(document_id: int) -> Response:
    """Hide a file with its versions."""
    return _changed(document_id, verbs.delete)


@doors.post("/files/<int:document_id>/restore")
@needs(Permission.CHANGE_OPPORTUNITIES)
def restore(document_id: int) -> Response:
    """Bring a hidden file back."""
    return _changed(document_id, verbs.restore)


def _changed(document_id: int, verb: Any) -> Response:
    principal = session.principal()
    principal.require(Permission.CHANGE_OPPORTUNITIES)
    number = _number(document_id)
    change = session.database().run(lambda writing: verb(writing, principal, number, now=clock.now()))
    return jsonify({"id": change.document_id, "name": change.name})


def _about() -> About:
    known = {name: request.args[name] for name in ("opportunity", "contact") if name in request.args}
    if len(known) != 1:
        raise MalformedInput
    ids = {f"{name}_id": number_in(text) for name, text in known.items()}
    return About(**ids)


def _number(document_id: int) -> int:
    if document_id > LARGEST_ID:
        raise NotFound
    return document_id


def _document(document_id: int) -> Document:
    principal = session.principal()
    principal.require(Permission.SEE_PIPELINE)
    with session.database().read() as reading:
        found = queries.document(reading, principal, _number(document_id))
        reading.expunge(found)
    return found


def _sent(found: Document, policy: str, *, inline: bool) -> Response:
    path = verbs.path_of(session.settings().folder, found.storage_key)
    response = send_file(
        path, mimetype=found.media_type, as_attachment=not inline, download_name=found.file_name, conditional=False,
        etag=False,
    )  # fmt: skip
    response.headers["Content-Security-Policy"] = policy
    response.status_code = HTTPStatus.OK
    return response


def _said(change: Change) -> str:
    if change.repeated:
        return _("“{name}” is attached already with this content.", name=change.name)
    if change.replaces:
        return _("“{name}” is attached as a new version.", name=change.name)
    return _("“{name}” is attached.", name=change.name)
