"""What a device's owner may set is written down."""

from pathlib import Path

import msgspec

from edge.config import Config
from edge.drivers import CommandOptions, FileOptions

PAGE = Path(__file__).parents[2] / "docs" / "edge.md"


def keys(table: type, prefix: str = "") -> list[str]:
    """Return the keys of a table and of the tables within, as a person would write them."""
    found = []
    for field in msgspec.structs.fields(table):
        inner = [each for each in _types(field.type) if issubclass(each, msgspec.Struct)]
        found += keys(inner[0], f"{prefix}{field.name}.") if inner else [prefix + field.name]
    return found


def test_every_key_of_the_configuration_is_on_the_page() -> None:
    page = PAGE.read_text()

    assert [key for key in keys(Config) if f"`{key}`" not in page] == []


def test_every_option_of_our_drivers_is_on_the_page() -> None:
    page = PAGE.read_text()

    options = keys(FileOptions) + keys(CommandOptions)
    assert [key for key in options if f"`{key}`" not in page] == []


def _types(annotation: object) -> list[type]:
    if isinstance(annotation, type):
        return [annotation]
    return [each for inner in getattr(annotation, "__args__", ()) for each in _types(inner)]
