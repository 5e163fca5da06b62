"""Who works here: what an account is, what its name may be, and which passwords are refused."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Literal, get_args

from kawamori.errors import InvalidError

Role = Literal["commander", "operator", "branch", "viewer"]
ROLES: tuple[Role, ...] = get_args(Role)
COMMANDER: Role = "commander"
BRANCH: Role = "branch"

LONGEST_NAME = 60
SHORTEST_PASSWORD, LONGEST_PASSWORD = 12, 200
SHIFT = timedelta(hours=12)  # the longest that anybody stays signed in
LINK_LASTS = timedelta(minutes=15)
KEY_LASTS = timedelta(days=365)
_SHORTEST_UNIT = 5  # "abcd" three times over is four letters, not twelve
_AROUND = re.compile(r"^[\W\d_]+|[\W\d_]+$")


@dataclass(frozen=True, slots=True)
class Account:
    """One named person's account, without anything that is secret."""

    staff_id: int
    name: str
    role: Role
    office: str | None
    added_at: datetime
    withdrawn_at: datetime | None
    has_password: bool
    has_totp: bool
    must_change: bool
    subject: str | None
    signed_in_at: datetime | None

    @property
    def is_active(self) -> bool:
        """Whether this person may sign in."""
        return self.withdrawn_at is None


def name_of(typed: str) -> str:
    """Return a person's name as it is stored; ``InvalidError`` where it can't be one."""
    name = " ".join(unicodedata.normalize("NFKC", typed).split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise InvalidError(f"{typed!r} is no name: write 1 to {LONGEST_NAME} characters")
    return name


def name_key(typed: str) -> str:
    """Return a name as names are compared: width, case and blanks make no difference."""
    return "".join(unicodedata.normalize("NFKC", typed).casefold().split())


def role_of(text: str) -> Role:
    """Return a role by its name."""
    for role in ROLES:
        if role == text:
            return role
    raise InvalidError(f"{text!r} is no role: there is {', '.join(ROLES)}")


def check_password(password: str, name: str) -> None:
    """Raise ``InvalidError`` unless this is a password that few would guess.

    Length alone counts: no digits or signs are asked for. Refused are the commonest, also
    with digits and signs around them, a few letters over and over, and the person's name.
    """
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise InvalidError(
            f"the password has {len(password)} characters: "
            f"it needs {SHORTEST_PASSWORD} to {LONGEST_PASSWORD}"
        )
    plain = unicodedata.normalize("NFKC", password).casefold()
    core = _AROUND.sub("", plain)
    if plain in _commonest() or core in _commonest() or not core:
        raise InvalidError("the password is among the commonest: take four words that nobody links")
    if any(len(set(part)) < _SHORTEST_UNIT for part in (plain, core)) or _is_run(plain):
        raise InvalidError("the password repeats itself: take four words that nobody links")
    if core == name_key(name) or "kawamori" in core or name_key(name) == plain:
        raise InvalidError("the password is a name: take four words that nobody links")


def _is_run(text: str) -> bool:
    """Return whether a text is one unit over and over."""
    return text in (text + text)[1:-1]


@cache
def _commonest() -> frozenset[str]:
    text = (files("kawamori") / "common-passwords.txt").read_text(encoding="ascii")
    return frozenset(text.split())
