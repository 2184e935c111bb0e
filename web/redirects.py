"""Redirects: where somebody may be sent after signing in, never off this site."""

from urllib.parse import urlsplit

HOME = "/"
LONGEST_TARGET = 2000


def safe_path(target: str | None) -> str:
    """Return `target` when it is a plain path (with its query) on this site, else the home page."""
    if not target or len(target) > LONGEST_TARGET or not target.isprintable():
        return HOME
    # Browsers read a backslash as a slash and leave out blanks, tabs and line ends.
    if "\\" in target or any(letter.isspace() for letter in target):
        return HOME
    if not target.startswith("/") or target.startswith("//"):
        return HOME
    try:
        parts = urlsplit(target)
    except ValueError:
        return HOME
    return HOME if parts.scheme or parts.netloc else target
