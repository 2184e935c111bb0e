"""Words and small parts of the register: stars, links, places, and how sure a position is."""

from typing import Any

from dash import html

from components.attributes import attributes
from components.language import gettext as _

MOST_STARS = 5
LINKED = ("https://", "http://")


def stars(count: int | None, quality: str | None = None) -> Any:
    """Return the stars of a contact, None for one that nobody judged."""
    if count is None:
        return None
    label = _("{stars} of {most} stars", stars=count, most=MOST_STARS)
    title = f"{quality}: {label}" if quality else label
    # One element: the list shows fifty of them.
    return html.Span(className=f"cd-rating cd-rating--{count}", role="img", title=title, **attributes(aria_label=label))


def plain_link(text: Any, href: str, class_name: str = "") -> html.A:
    """Return a link to another page that leaves the filters behind."""
    return html.A(text, href=href, className=class_name or None, **attributes(data_cd_nav="plain"))


def reach(scheme: str, address: str | None) -> Any:
    """Return a phone number or a mail address as a link."""
    return html.A(address, href=f"{scheme}{address.replace(' ', '')}") if address else None


def website(address: str | None) -> Any:
    """Link an address of the web only; anything else that was typed there stays text."""
    if not address or not address.startswith(LINKED):
        return address
    return html.A(address.partition("://")[2].rstrip("/"), href=address, target="_blank", rel="noopener noreferrer")


def precision(kind: str, source: str | None) -> str:
    """Say how sure the position of a contact is."""
    if kind == "exact":
        return _("placed by hand") if source == "typed" else _("placed exactly")
    said = {
        "postal": _("placed at the postal code"),
        "city": _("placed in the middle of the town"),
        "region": _("placed in the middle of the region, the town was not found"),
        "country": _("placed in the middle of the country, neither town nor region was found"),
    }
    return said.get(kind, _("not placed yet"))


def address_kind(kind: str) -> str:
    """Return what a further address is for."""
    said = {
        "delivery": _("Delivery"), "invoice": _("Invoices"), "billing": _("Invoices"), "office": _("Office"),
        "plant": _("Plant"), "other": _("Other"),
    }  # fmt: skip
    return said.get(kind, kind.capitalize())
