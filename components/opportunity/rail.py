"""The rail: what is next, who it is with, and what else is known."""

from datetime import date
from typing import Any

from dash import html

from components import following, formats
from components.attributes import attributes
from components.language import gettext as _
from components.opportunity.next_steps import plan_tool, steps
from components.opportunity.tasks import tasks_of_stage
from components.opportunity.why import why
from components.opportunity.words import amount, country, facts, panel, place
from domain.detail import ContactCard, Detail, Header

MOST_STARS = 5
LINKED = ("https://", "http://")


def rail(detail: Detail, today: date) -> html.Aside:
    """Return the panels beside the lists."""
    panels = [_next_steps(detail, today)]
    if detail.chance:
        panels.append(why(detail.chance, detail.header.stated_percent))
    if detail.contact:
        panels.append(panel(_("Contact"), _contact(detail.contact)))
    follow = following.button("opportunity", detail.header.id, detail.follows)
    panels.append(panel(_("Details"), _details(detail.header, today), follow))
    return html.Aside(panels, className="cd-rail", **attributes(aria_label=_("Next steps and contact")))


def _next_steps(detail: Detail, today: date) -> html.Section:
    return panel(_("Next steps"), [*steps(detail, today), *tasks_of_stage(detail, today)], plan_tool(detail))


def _contact(contact: ContactCard) -> html.Dl:
    town = " ".join(part for part in (contact.postal_code, contact.city) if part)
    return facts(
        [
            (_("Company"), [_page(contact), f", {contact.type}" if contact.type else ""]),
            (_("Quality"), _stars(contact)),
            (_("Address"), place(contact.street, town, country(contact.country_code))),
            (_("Phone"), _link("tel:", contact.phone)),
            (_("Email"), _link("mailto:", contact.email)),
            (_("Website"), _website(contact.website)),
            (_("Person"), _person(contact)),
        ]
    )


def _page(contact: ContactCard) -> html.A:
    return html.A(contact.name, href=f"/contact/{contact.id}", **attributes(data_cd_nav="plain"))


def _person(contact: ContactCard) -> Any:
    if not contact.person:
        return None
    links = [_link("tel:", contact.person_phone), _link("mailto:", contact.person_email)]
    return [place(contact.person, contact.position), *(html.Div(link) for link in links if link)]


def _stars(contact: ContactCard) -> Any:
    if contact.stars is None:
        return _("not judged yet")
    label = _("{stars} of {most} stars", stars=contact.stars, most=MOST_STARS)
    stars = [
        html.I(className=f"bi bi-star-fill{' on' if number < contact.stars else ''}") for number in range(MOST_STARS)
    ]
    rating = html.Span(stars, className="cd-stars", role="img", title=label, **attributes(aria_label=label))
    return [rating, html.Span(f" {contact.quality}", className="cd-mut cd-small")] if contact.quality else rating


def _link(scheme: str, value: str | None) -> Any:
    if not value:
        return None
    address = "".join(value.split()) if scheme == "tel:" else value
    return html.A(value, href=f"{scheme}{address}")


def _website(address: str | None) -> Any:
    """Link an address of the web only; anything else that was typed there stays text."""
    if not address or not address.startswith(LINKED):
        return address
    return html.A(address.partition("://")[2].rstrip("/"), href=address, target="_blank", rel="noopener noreferrer")


def _details(header: Header, today: date) -> html.Dl:
    def money(minor: int | None) -> str:
        return amount(minor, header.currency) if minor is not None else ""

    def on(day: date | None) -> str:
        return formats.day(day, today) if day else ""

    return facts(
        [
            (_("Created"), on(header.created_on)),
            (_("Our company"), header.company),
            (_("Pipeline"), header.pipeline),
            (_("Team"), header.team),
            (_("Main agent"), header.main_agent),
            (_("Origin"), header.origin),
            (_("Campaign"), header.campaign),
            (_("Competitor"), header.competitor),
            (_("Delivery"), on(header.expected_delivery_on)),
            (_("Revenue"), money(header.expected_revenue_minor)),
            (_("Margin"), money(header.expected_margin_minor)),
        ]
    )
