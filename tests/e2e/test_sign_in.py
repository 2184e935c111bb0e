"""Signing in, in a real browser: the page that strangers see, and every role behind it."""

import pytest
from playwright.sync_api import Page, expect

from domain.access import Role
from tests.e2e.accessibility import serious_violations
from tests.e2e.conftest import Visitors


def test_a_stranger_is_sent_to_the_sign_in_page(page: Page) -> None:
    page.goto("/progress-board")
    expect(page.get_by_role("heading", name="Sign in", exact=True)).to_be_visible()
    assert serious_violations(page) == []


@pytest.mark.parametrize("role", list(Role), ids=lambda role: role.value)
def test_every_role_comes_in(visit: Visitors, role: Role) -> None:
    page = visit(role)
    page.goto("/")
    expect(page.get_by_role("navigation").first).to_be_visible()
    assert "/sign-in" not in page.url
