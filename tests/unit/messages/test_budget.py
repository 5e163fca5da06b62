"""What a text takes as a short message is counted as operators count it."""

import pytest

from kawamori.messages import segments, ucs2_units
from kawamori.messages.budget import Encoding


@pytest.mark.parametrize(
    ("text", "encoding", "units", "parts"),
    [
        ("a" * 160, Encoding.GSM7, 160, 1),
        ("a" * 161, Encoding.GSM7, 161, 2),
        ("a" * 307, Encoding.GSM7, 307, 3),
        ("€" * 80, Encoding.GSM7, 160, 1),
        ("€" * 81, Encoding.GSM7, 162, 2),
        ("a" * 152 + "€" + "a" * 152, Encoding.GSM7, 306, 3),  # no character is torn in two
        ("水" * 70, Encoding.UCS2, 70, 1),
        ("水" * 71, Encoding.UCS2, 71, 2),
        ("水" * 134, Encoding.UCS2, 134, 2),
        ("水" * 135, Encoding.UCS2, 135, 3),
        ("水" * 201, Encoding.UCS2, 201, 3),
        ("水" * 66 + "🌊" + "水" * 66, Encoding.UCS2, 134, 3),
        ("a" * 70 + "１", Encoding.UCS2, 71, 2),  # one full-width digit makes all of it UCS-2
    ],
)
def test_a_text_is_charged_by_its_parts(
    text: str, encoding: Encoding, units: int, parts: int
) -> None:
    found = segments(text)

    assert (found.encoding, found.units, found.parts) == (encoding, units, parts)


def test_an_operator_that_carries_less_takes_more_parts() -> None:
    assert segments("水" * 132, ucs2_each=66).parts == 2
    assert segments("水" * 133, ucs2_each=66).parts == 3


def test_an_emoji_counts_as_two() -> None:
    assert ucs2_units("川🌊") == 3
