"""Whether a text is short enough for its channel, and ends with the code that proves it."""

from kawamori.messages.budget import (
    LETTER_UNITS,
    PUSH_BYTES,
    TITLE_UNITS,
    TWO_PARTS,
    VOICE_UNITS,
    ucs2_units,
    utf8_bytes,
)
from kawamori.messages.proof import PLACE, code_of, without_code
from kawamori.people import Channel


def fits(channel: Channel, text: str) -> bool:
    """Return whether a text is no longer than its channel carries."""
    title, _, rest = text.partition("\n")
    if channel is Channel.SMS:
        return ucs2_units(text) <= TWO_PARTS
    if channel is Channel.VOICE:
        return all(ucs2_units(line) <= VOICE_UNITS for line in text.split("\n"))
    if not rest or ucs2_units(title) > TITLE_UNITS:
        return False
    if channel is Channel.PUSH:
        return utf8_bytes(text) <= PUSH_BYTES
    return ucs2_units(text) <= LETTER_UNITS


def ends_with_code(channel: Channel, text: str) -> bool:
    """Return whether a text ends with its code, or with the place for one; a voice says none."""
    has_code = text.endswith(PLACE) or code_of(text) is not None
    return has_code is not (channel is Channel.VOICE)


def words_alone(text: str) -> str:
    """Return what a text says, without the code that it must end with."""
    assert text.endswith(PLACE) or code_of(text), text  # noqa: S101 it is a test's
    return without_code(text)
