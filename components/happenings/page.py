"""The Activity page: the bar that narrows it, and the days with what happened on each."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date
from dash import html

from components import formats, states
from components.attributes import attributes
from components.happenings.system_words import noted
from components.happenings.words import Said, said, topics
from components.icons import icon
from components.language import gettext as _
from components.language import ngettext
from components.popover import find_field, opens, popover
from domain.happening import MOST_ROWS, Feed, Happening, SystemNote, Topic, Wish

PATH = "/activity"
BODY = "activity-feed"  # children: the days
READ = "activity-read"  # n_clicks: everything is seen
PEOPLE, OWNERS, COMPANIES = "pop-activity-person", "pop-activity-owner", "pop-activity-company"
MANY = 10  # from here on a list has a field to find in it


@dataclass(frozen=True, slots=True)
class Choices:
    """Whom and what one can choose: ids and names of people, owners and companies."""

    people: Sequence[tuple[int, str]]
    owners: Sequence[tuple[int, str]]
    companies: Sequence[tuple[int, str]]


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page shows, to whom, when; `leads` tells whether the reader may open an address."""

    feed: Feed
    wish: Wish
    time_zone: str
    now: datetime
    leads: Callable[[str], bool]

    @property
    def today(self) -> date:
        """The day that it is for the reader."""
        return self.local(self.now).date()

    def local(self, at: datetime) -> datetime:
        """Return an instant on the reader's clock."""
        return at.astimezone(ZoneInfo(self.time_zone))


def href(wish: Wish) -> str:
    """Return the address of the page for a wish."""
    return f"{PATH}?{wish.to_query()}".removesuffix("?")


def bar(shown: Shown, choices: Choices) -> html.Div:
    """Return the bar; each choice is a link, so Back leads to the last one."""
    wish = shown.wish
    chips = [
        _chip(PEOPLE, _("Person"), _("Anyone"), {wish.person} if wish.person is not None else set(), choices.people),
        _chip(OWNERS, _("Owner"), _("Anyone"), wish.owner_ids, choices.owners),
        _chip(COMPANIES, _("Company"), _("All"), wish.company_ids, choices.companies),
    ]
    read = html.Button(
        _("Mark all read"), id=READ, type="button", className="btn btn-sm btn-ghost", disabled=not shown.feed.new_count
    )
    section = html.Section(
        [
            html.Div([_topics(shown), *(chip for chip in chips if chip is not None)], className="cd-filters__scroll"),
            html.Div(read, className="cd-filters__end"),
        ],
        className="cd-filters cd-actbar",
        **attributes(aria_label=_("Which part of it")),
    )
    pops = [
        _list(PEOPLE, _("Person"), _("Anyone"), choices.people, replace(wish, person=None), lambda id_: replace(wish, person=id_)),
        _list(OWNERS, _("Owner"), _("Anyone"), choices.owners, replace(wish, owner_ids=frozenset()), lambda id_: replace(wish, owner_ids=frozenset({id_}))),
        _list(COMPANIES, _("Company"), _("All"), choices.companies, replace(wish, company_ids=frozenset()), lambda id_: replace(wish, company_ids=frozenset({id_}))),
    ]  # fmt: skip
    return html.Div([section, *(pop for pop in pops if pop is not None)], className="cd-filterwrap")


def _topics(shown: Shown) -> html.Div:
    count = shown.feed.new_count
    links = []
    for topic, name in topics().items():
        here = {"aria_current": "true"} if topic is shown.wish.topic else {}
        label: list[Any] = [name]
        if topic is Topic.NEW and count:
            label.append(html.Span(formats.number(count), className="cd-mut cd-n"))
        address = href(replace(shown.wish, topic=topic))
        links.append(html.A(label, href=address, **attributes(data_cd_nav="plain", **here)))
    return html.Div(links, className="cd-seg", role="group", **attributes(aria_label=_("Part")))


def _chip(
    identity: str, title: str, everything: str, chosen: set[int] | frozenset[int], options: Sequence[tuple[int, str]]
) -> html.Div | None:
    if len(options) < 2:
        return None
    names = [name for id_, name in options if id_ in chosen]
    text = names[0] if len(names) == 1 else formats.number(len(chosen)) if chosen else everything
    button = html.Button(
        [
            html.Span(title, className="cd-chip__k"),
            html.Span(text, className="cd-chip__v"),
            icon("chevron-down", "cd-chip__c"),
        ],
        className="cd-chip__main",
        **opens(identity),
    )
    return html.Div(button, className=f"cd-chip{' is-set' if chosen else ''}")


def _list(
    identity: str,
    title: str,
    everything: str,
    options: Sequence[tuple[int, str]],
    without: Wish,
    chosen: Callable[[int], Wish],
) -> html.Div | None:
    if len(options) < 2:
        return None
    links = [
        html.A(name, href=href(wish), className="dropdown-item", **attributes(data_cd_nav="plain", data_cd_close="pop"))
        for name, wish in [(everything, without), *((name, chosen(id_)) for id_, name in options)]
    ]
    find = [find_field(_("Find in this list"))] if len(options) >= MANY else []
    return popover(identity, title, [*find, *links])


def body(shown: Shown) -> list[Any]:
    """Return the days, the latest first, and the way to older ones."""
    if not shown.feed.rows:
        return [_nothing(shown)]
    days = [
        _day(day, list(rows), shown)
        for day, rows in groupby(shown.feed.rows, key=lambda row: shown.local(row.at).date())
    ]
    return [_summary(shown), *days, *_older(shown)]


def _summary(shown: Shown) -> html.P:
    """Say how much is new, and since when."""
    count = shown.feed.new_count
    since = _instant(shown.local(shown.feed.seen_at), shown.today)
    if not count:
        return html.P(_("Nothing new since {when}.", when=since), className="cd-hap__since")
    text = ngettext("{n} new since {when}.", "{n} new since {when}.", count, when=since)
    return html.P(text, className="cd-hap__since")


def _instant(at: datetime, today: date) -> str:
    if at.date() == today:
        return formats.clock_time(at)
    return f"{formats.day(at.date(), today)}, {formats.clock_time(at)}"


def _day(day: date, rows: Sequence[Happening | SystemNote], shown: Shown) -> html.Section:
    heading = f"activity-{day.isoformat()}"
    return html.Section(
        [
            html.H2(day_name(day, shown.today), id=heading),
            html.Ul([_row(row, shown) for row in rows]),
        ],
        **attributes(aria_labelledby=heading),
    )


def day_name(day: date, today: date) -> str:
    """Write a day as a heading: "Today, Thursday 18 June"."""
    pattern = "EEEE d MMMM" if day.year == today.year else "EEEE d MMMM y"
    written = format_date(day, pattern, formats.region())
    if day == today:
        return _("Today, {day}", day=written)
    return _("Yesterday, {day}", day=written) if (today - day).days == 1 else written[:1].upper() + written[1:]


def _row(row: Happening | SystemNote, shown: Shown) -> html.Li:
    words = said(row, shown.today) if isinstance(row, Happening) else noted(row)
    tone = f" cd-note__ic--{words.tone}" if words.tone else ""
    dot = [html.Span(className="cd-ev__dot", role="img", **attributes(aria_label=_("new")))] if row.is_new else []
    detail = [html.Span(words.detail, className="cd-mut cd-small")] if words.detail else []
    at = shown.local(row.at)
    return html.Li(
        [
            html.Span(icon(words.icon), className=f"cd-note__ic{tone}"),
            html.Div([html.P(words.sentence), *detail], className="cd-ev__t"),
            *_way(row, words, shown),
            html.Time(formats.clock_time(at), dateTime=at.isoformat(), className="cd-mut cd-small cd-n"),
            *dot,
        ],
        className="is-new" if row.is_new else "",
    )


def _way(row: Happening | SystemNote, words: Said, shown: Shown) -> list[html.Span]:
    """Return the button of a row: what one would do next, when the reader may."""
    if not words.href or not shown.leads(words.href) or (isinstance(row, Happening) and row.count > 1):
        return []
    compares = words.href.startswith("/forecast/changes")
    label = _("Compare with today") if compares else _("Open")
    name = (
        {"aria_label": _("Open {what}", what=row.subject.title or row.subject.number)}
        if isinstance(row, Happening)
        else {}
    )
    link = html.A(
        label,
        href=words.href,
        className="btn btn-sm btn-outline-secondary",
        **attributes(data_cd_nav="plain", **name),
    )
    return [html.Span(link, className="cd-ev__a")]


def _older(shown: Shown) -> list[html.P]:
    if not shown.feed.has_more:
        return []
    if shown.wish.rows < MOST_ROWS:
        longer = html.A(
            _("Show older"),
            href=href(shown.wish.longer()),
            className="btn btn-sm btn-outline-secondary",
            **attributes(data_cd_nav="plain"),
        )
        return [html.P(longer, className="cd-hap__older")]
    last = shown.local(shown.feed.rows[-1].at).date()
    older = html.A(
        _("Older than {day}", day=formats.long_day(last)),
        href=href(replace(shown.wish, until=last, rows=Wish().rows)),
        className="btn btn-sm btn-outline-secondary",
        **attributes(data_cd_nav="plain"),
    )
    return [html.P(older, className="cd-hap__older")]


def _nothing(shown: Shown) -> html.Div:
    if shown.wish.topic is Topic.NEW:
        since = _instant(shown.local(shown.feed.seen_at), shown.today)
        all_of_it = states.Way(_("Show all"), href=href(replace(shown.wish, topic=Topic.ALL)), style="primary")
        return states.elsewhere(_("You have seen everything"), _("Nothing new since {when}.", when=since), [all_of_it])
    if shown.wish.is_narrow:
        text = _("Nobody changed anything of this kind within a year.")
        return states.elsewhere(
            _("Nothing happened here"), text, [states.Way(_("Show all"), href=PATH, style="primary")]
        )
    return states.elsewhere(
        _("Nothing has happened yet"), _("What people do with opportunities shows up here, the latest first."), []
    )
