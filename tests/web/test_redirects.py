"""Redirects: after sign-in people stay on this site."""

import pytest

from web.redirects import HOME, safe_path

FOREIGN = [
    "//evil.example", "///evil.example", "////evil.example", "/\\evil.example", "\\\\evil.example", "\\/evil.example",
    "/\\/evil.example", "http://evil.example", "https://evil.example", "HTTPS://evil.example", "https:evil.example",
    "https:/evil.example", "http:///evil.example", "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x",
    "vbscript:x", "mailto:a@b.c", "ftp://evil.example", "blob:https://evil.example", "evil.example", "www.evil.example/",
    "@evil.example", ":443/x", "?next=/x", "#x", " /x", "\t/x", "/x\n", "/\n/evil.example", "/\t/evil.example", "/\r/evil.example",
    "/ /evil.example", "/\u00a0/evil.example", "/\u2028/evil.example", "/x\x00", "/\x7f", "/\u202e/x", "/x\\..\\y",
    "/a\r\nSet-Cookie: x=1", "//evil.example/%2f..", "//google.com@evil.example", "/" + "x" * 2000, "", None, ".", "..", "../x",
    "http:\\\\evil.example", "//[::1]/", "//\\[", "/\ud800",
]  # fmt: skip
OURS = [
    "/",
    "/progress-board",
    "/progress-board?company=1,2&q=a%20b",
    "/opportunity/5#lines",
    "/x?next=//evil.example",
    "/a//b",
    "/%2f%2fevil",
]


@pytest.mark.parametrize("target", FOREIGN)
def test_no_target_leads_off_the_site(target: str | None) -> None:
    assert safe_path(target) == HOME


@pytest.mark.parametrize("target", OURS)
def test_paths_of_our_own_are_kept(target: str) -> None:
    assert safe_path(target) == target


def test_there_are_enough_of_them() -> None:
    assert len(FOREIGN) >= 40
