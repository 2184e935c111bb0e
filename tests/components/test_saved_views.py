"""Saved views: who sees which actions."""

from dataclasses import replace

from components import saved_views
from components.saved_views import SavedView
from tests.components.tree import attribute, by_id, of_class, parts, says

MINE = SavedView(1, "All open", "/progress-board", is_current=True, is_default=True, count="121")
PINNED = SavedView(2, "Closing in Q3", "/progress-board?period=2026-Q3", is_pinned=True)
SHARED = SavedView(3, "Germany", "/progress-board?company=3", owner="Anna Schreiber", is_shared=True)


def actions(view: SavedView) -> list[str]:
    buttons = [part for part in parts(saved_views.entries([view])) if attribute(part, "data-cd-view")]
    return [attribute(button, "data-cd-action") for button in buttons]


def test_mine_and_shared_views_stand_apart() -> None:
    listing = saved_views.entries([SHARED, MINE])
    assert says(listing).index("Mine") < says(listing).index("All open") < says(listing).index("Shared with me")
    assert "Anna Schreiber" in says(listing)


def test_what_is_done_is_offered_to_be_undone() -> None:
    assert actions(MINE) == ["pin", "undefault", "mail-week", "delete"]
    assert actions(PINNED) == ["unpin", "default", "mail-week", "delete"]
    mailed = [actions(replace(MINE, every=every))[2] for every in ("week", "month")]
    assert mailed == ["mail-month", "mail-never"]


def test_only_one_s_own_views_can_be_renamed_and_deleted() -> None:
    assert actions(SHARED) == ["pin", "default", "mail-week"]
    listing = saved_views.entries([MINE, SHARED])
    (pencil,) = [part for part in parts(listing) if attribute(part, "data-cd-rename")]
    told = ("data-cd-rename", "data-cd-id", "data-cd-store", "data-cd-key")
    assert [attribute(pencil, name) for name in told] == ["All open", "1", saved_views.ACTION, "action"]


def test_every_action_names_its_view() -> None:
    buttons = [part for part in parts(saved_views.entries([PINNED])) if attribute(part, "data-cd-view")]
    assert all("Closing in Q3" in attribute(button, "aria-label") for button in buttons)


def test_the_view_in_use_is_ticked() -> None:
    listing = saved_views.entries([MINE, PINNED])
    assert [says(row) for row in of_class(listing, "is-on") if attribute(row, "href")] == ["All open 121"]


def test_without_views_the_list_says_how_to_get_one() -> None:
    assert "No saved view yet" in says(saved_views.entries([]))


def test_sharing_is_offered_only_to_those_who_may() -> None:
    for may_share in (True, False):
        form = saved_views.save_button(may_share=may_share)
        by_id(form, saved_views.SHARED)
        (row,) = of_class(form, "cd-form-chk")
        assert attribute(row, "hidden") is not may_share
