"""Who may say what to our own broker: Mosquitto's password and access files."""

import base64
import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass, field

_ROUNDS = 101  # what mosquitto_passwd uses; these passwords are long and random


@dataclass(frozen=True, slots=True)
class Account:
    """One user of the broker; rules are such as ``write exercise/#``. No name is anybody."""

    name: str
    rules: Sequence[str]
    password: str = field(default="", repr=False)


def password_file(accounts: Sequence[Account]) -> str:
    """Return Mosquitto's password file: salted PBKDF2, as ``mosquitto_passwd`` makes it."""
    return "".join(f"{a.name}:{_hashed(a.password)}\n" for a in accounts if a.name)


def access_file(accounts: Sequence[Account]) -> str:
    """Return Mosquitto's access file; what no rule allows is refused, silently."""
    lines = []
    for account in sorted(accounts, key=lambda a: a.name):  # rules before any user are anybody's
        lines += [f"user {account.name}"] if account.name else []
        lines += [f"topic {rule}" for rule in account.rules]
    return "\n".join(lines) + "\n"


def _hashed(password: str) -> str:
    salt = os.urandom(12)
    key = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, _ROUNDS)
    parts = (base64.b64encode(part).decode() for part in (salt, key))
    return "$7$" + "$".join((str(_ROUNDS), *parts))
