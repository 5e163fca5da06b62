"""The code that every text ends with, by which the page proves it genuine (照合番号).

It is the same for everybody who is told the same, and reads the same in every language:
``#K7Q4MX``. What is put into words before its code is drawn ends with a place of the same length.
"""

import re
import unicodedata
from collections.abc import Mapping
from typing import TypeVar

CHARACTERS = "23456789CDFGHJKLMNPQRTVWX"  # no vowels: no words; none that looks like another
CODE_LENGTH = 6
EXAMPLE = "K7Q4MX"
PLACE = "#" + "-" * CODE_LENGTH
PROOF_UNITS = len(PLACE) + 1  # with the space before it

_CODE = re.compile(f"[{CHARACTERS}]{{{CODE_LENGTH}}}")
_AT_THE_END = re.compile(f"#({_CODE.pattern})$")
_MARKED = re.compile(r"#\s?([0-9A-Z]{6})(?![0-9A-Z])", re.IGNORECASE | re.ASCII)
_LINKED = re.compile(r"/m/([0-9A-Z]{6})(?![0-9A-Z])", re.IGNORECASE | re.ASCII)
_BETWEEN = re.compile(r"[\s#-]+")
_MISTAKEN = str.maketrans("BSZI1", "852LL")  # not among ours: what was read as one of them
_FULL_STOP = "。"

Key = TypeVar("Key")


def with_place(text: str) -> str:
    """Return a text that ends with where its code goes, ``PROOF_UNITS`` longer at the most."""
    return f"{text}{'' if text.endswith(_FULL_STOP) else ' '}{PLACE}"


def with_code(texts: Mapping[Key, str], code: str | None) -> dict[Key, str]:
    """Return texts with their code, where they have a place for it; without one, without both."""
    if code is None:
        return {key: without_code(text) for key, text in texts.items()}
    return {
        key: f"{text.removesuffix(PLACE)}#{code}" if text.endswith(PLACE) else text
        for key, text in texts.items()
    }


def code_of(text: str) -> str | None:
    """Return the code that a text ends with."""
    found = _AT_THE_END.search(text)
    return found[1] if found else None


def without_code(text: str) -> str:
    """Return a text without its code, or the place for it, and what a letter says of it."""
    if not (text.endswith(PLACE) or code_of(text)):
        return text
    letter, _, last = text.rpartition("\n\n")
    if letter and "\n" in last:  # a letter's last paragraph says what the code under it is
        return letter
    return text[: -len(PLACE)].rstrip()


def read_code(typed: str) -> str | None:
    """Return the code that somebody typed, in whatever width and case; None where it is none."""
    plain = _BETWEEN.sub("", unicodedata.normalize("NFKC", typed)).upper().translate(_MISTAKEN)
    return plain if _CODE.fullmatch(plain) else None


def find_code(text: str) -> str | None:
    """Return the code in a message that somebody pasted, or in a link: the last that there is.

    The app finds the same; kawamori/testing/codes.json holds both to one table.
    """
    if typed := read_code(text):
        return typed
    plain = unicodedata.normalize("NFKC", text)
    for pattern in (_MARKED, _LINKED):
        if found := [code for each in pattern.findall(plain) if (code := read_code(each))]:
            return found[-1]
    return None
