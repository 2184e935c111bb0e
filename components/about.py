"""About Caudal: which version this is, its licence, and whose work it carries."""

import re
from typing import Any

from dash import html

from components.language import gettext as _

ADDRESS = re.compile(r"(https?://[^\s,;)]+)")


def about(version: str, notice: str) -> html.Div:
    """Return the page from the version and the text of NOTICE, whose first paragraph is about Caudal itself."""
    own, introduction, *others = [part.strip() for part in notice.strip().split("\n\n")]
    holder = own.splitlines()[1].removeprefix("Copyright ").partition(". ")[0]
    facts = [(_("Version"), version), (_("Licence"), _("MIT License")), (_("Copyright"), holder)]
    what = _("Caudal shows how opportunities become orders and invoices, and what is likely to come.")
    return html.Div(
        [
            html.P(what, className="cd-about__say"),
            html.Dl([part for name, value in facts for part in (html.Dt(name), html.Dd(value))], className="cd-dl"),
            html.H2(_("Work of others")),
            html.P(introduction, lang="en", className="cd-mut"),
            *[_work(part) for part in others],
        ],
        className="cd-about",
    )


def _work(text: str) -> html.Section:
    """Return one attribution; licences are quoted as they are, in English."""
    name, *lines = text.splitlines()
    return html.Section([html.H3(name), html.P(_linked(" ".join(line.strip() for line in lines)))], lang="en")


def _linked(text: str) -> list[Any]:
    """Return the text with its addresses as links."""
    return [
        html.A(part, href=part, target="_blank", rel="noopener noreferrer") if ADDRESS.fullmatch(part) else part
        for part in ADDRESS.split(text)
    ]
