"""Who is named in a note: by login or name, case aside, the longest handle, never inside a mail address."""

import pytest

from domain.mentioning import MOST, mentioned

HANDLES = {"sara": 1, "Sara Vendi": 1, "sara.b": 2, "Sara Vendi Neri": 3, "o-neil": 4, "Élodie": 5}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Ask @sara.", [1]),
        ("Ask @sara.b, then @SARA!", [2, 1]),
        ("@Sara Vendi and @sara: the same", [1]),
        ("(@sara vendi neri)", [3]),
        ("@o-neil @o-neill @o", [4]),
        ("@élodie?", [5]),
        ("write to sara@sara.com, me@sara", []),
        ("@@sara @ sara @nobody", []),
        ("", []),
    ],
)
def test_who_is_named(text: str, found: list[int]) -> None:
    assert mentioned(text, HANDLES) == found


def test_a_note_names_so_many_at_most() -> None:
    handles = {f"p{number}": number for number in range(100)}
    assert mentioned(" ".join(f"@p{number}" for number in range(100)), handles) == list(range(MOST))
