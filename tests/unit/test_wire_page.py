"""The page for people who write devices names every topic and field there is, and no other."""

import re
import typing
from pathlib import Path

import msgspec
import pytest

from kawamori import wire
from kawamori.runs import Status

PAGE = (Path(__file__).parents[2] / "docs" / "wire.md").read_text(encoding="utf-8")
STRUCTS: list[type[msgspec.Struct]] = [
    wire.WireObservation,
    wire.DeviceStatus,
    wire.Stored,
    wire.StoredUpTo,
]


@pytest.mark.parametrize(
    "field", sorted({name for struct in STRUCTS for name in struct.__struct_fields__})
)
def test_every_field_is_on_the_page(field: str) -> None:
    assert f"`{field}`" in PAGE or f'"{field}":' in PAGE


def test_the_table_of_an_observation_has_its_fields_and_says_which_are_required() -> None:
    table = PAGE.split("## An observation")[1].split("##")[0]
    told = dict(re.findall(r"^\| `(\w+)` \| (\w*)", table, re.MULTILINE))
    required = wire.WireObservation.__struct_fields__[
        : -len(wire.WireObservation.__struct_defaults__)
    ]

    assert tuple(told) == wire.WireObservation.__struct_fields__
    assert tuple(name for name, note in told.items() if note == "required") == required


@pytest.mark.parametrize("status", Status)
def test_every_status_is_on_the_page(status: Status) -> None:
    assert f"`{status}`" in PAGE


@pytest.mark.parametrize(
    "leaf", ["observation", *typing.get_args(wire.DeviceTopic.__annotations__["leaf"])]
)
def test_every_topic_is_on_the_page(leaf: str) -> None:
    assert re.search(rf"^\| `{{status}}/v{wire.VERSION}/[^`]*/{leaf}` \|", PAGE, re.MULTILINE)


def test_the_example_of_a_watermark_can_be_read() -> None:
    example = re.search(r'`({"v":1,"stored".*?})`', PAGE)

    assert example
    assert wire.decode_stored(example[1].encode()).stored[0] == wire.StoredUpTo(3, 120)


def test_the_page_is_one_page() -> None:
    assert len(PAGE.splitlines()) <= 80
