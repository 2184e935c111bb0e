"""The way into the system that a record came from is an address of the web and of no host that the record names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.document import source_link


def test_the_id_is_put_into_the_pattern_and_quoted() -> None:
    assert (
        source_link("https://erp.example/orders/{id}", "SO 1/2?x=&#")
        == "https://erp.example/orders/SO%201%2F2%3Fx%3D%26%23"
    )
    assert source_link("http://erp.example/?order={id}&again={id}", "7") == "http://erp.example/?order=7&again=7"


@pytest.mark.parametrize(
    "pattern",
    [
        None,
        "",
        "https://erp.example/orders",
        "javascript:alert('{id}')",
        "data:text/html,{id}",
        "ftp://erp.example/{id}",
        "//erp.example/{id}",
        "/orders/{id}",
        "https://{id}.example/",
        "https://user:{id}@erp.example/",
        "https:///{id}",
        "https://[half/{id}",
        "https://erp.example/\n{id}",
        " https://erp.example/{id}",
    ],
)  # fmt: skip
def test_what_is_no_address_of_the_web_opens_nothing(pattern: str | None) -> None:
    assert source_link(pattern, "7") is None


@given(st.text(max_size=40))
def test_whatever_a_record_is_called_the_address_stays_on_its_host(record: str) -> None:
    try:
        link = source_link("https://erp.example/o/{id}", record)
    except UnicodeEncodeError:  # half of a pair, which no database holds
        return
    assert link is not None
    assert link.startswith("https://erp.example/o/")
    assert link.isascii()
    assert not set(link.removeprefix("https://erp.example/o/")) & set("/?#@:<>\"'")
