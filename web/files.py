"""Files: read whole before they are compressed, so that they are closed and their ETags still compare."""

from flask import Flask, Response, request

LARGEST_WHOLE = 16 * 1024 * 1024


def register(server: Flask) -> None:
    """Read asset files whole; after Dash is made, so that it happens before the compression."""
    server.after_request(_read_whole)


def _read_whole(response: Response) -> Response:
    is_file = response.direct_passthrough and request.path.startswith("/assets/")
    if is_file and (response.content_length or 0) <= LARGEST_WHOLE:
        response.direct_passthrough = False
        response.get_data()
    return response
