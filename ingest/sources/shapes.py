"""Reading JSON that somebody else may change at any time: each step says what it expected."""

import json
import math
from datetime import datetime
from typing import Any

from kawamori.errors import InvalidError

TOLD = 80  # characters of a value in an error
FIRST_YEAR, LAST_YEAR = 1990, 2200  # of any time that a service can mean


def read_json(body: bytes, where: str) -> Any:
    """Return what an answer holds; ``InvalidError`` when it is no JSON."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise InvalidError(f"{where}: this is not JSON: {error}") from error


def an_object(value: object, where: str) -> dict[str, Any]:
    """Return an object; ``InvalidError`` for anything else."""
    if isinstance(value, dict):
        return value
    raise InvalidError(f"{where}: an object was expected, not {shown(value)}")


def a_list(value: object, where: str) -> list[Any]:
    """Return a list; ``InvalidError`` for anything else."""
    if isinstance(value, list):
        return value
    raise InvalidError(f"{where}: a list was expected, not {shown(value)}")


def a_text(value: object, where: str) -> str:
    """Return a text that says something; ``InvalidError`` for anything else."""
    if isinstance(value, str) and (plain := storable(value).strip()):
        return plain
    raise InvalidError(f"{where}: a text was expected, not {shown(value)}")


def a_number(value: object, where: str) -> float:
    """Return a finite number, given as one or as text; ``InvalidError`` for anything else."""
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        try:
            number = float(value)
        except (ValueError, OverflowError):
            number = math.nan
        if math.isfinite(number):
            return number
    raise InvalidError(f"{where}: a number was expected, not {shown(value)}")


def a_time(value: object, where: str) -> datetime:
    """Return a time with its offset; ``InvalidError`` for anything else."""
    try:
        at = datetime.fromisoformat(a_text(value, where))
    except ValueError:
        at = None
    if at is None or at.tzinfo is None or not FIRST_YEAR <= at.year <= LAST_YEAR:
        raise InvalidError(f"{where}: a time with its offset was expected, not {shown(value)}")
    return at


def storable(text: str) -> str:
    """Return a text without what the database can't hold: NUL, and halves of a pair."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()


def shown(value: object) -> str:
    """Return a value as an error shows it, shortened."""
    text = repr(value)
    return text if len(text) <= TOLD else f"{text[:TOLD]}…"
