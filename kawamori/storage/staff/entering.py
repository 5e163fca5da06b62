"""Signing in: by name and password and code, by a one-time link, or by the city's provider."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from kawamori.staff import Account, name_key
from kawamori.storage.acts import record_act
from kawamori.storage.connections import Connection
from kawamori.storage.staff.accounts import account_of
from kawamori.storage.staff.codes import CodeSeal, take_code
from kawamori.storage.staff.refusals import (
    MOST_BY_ADDRESS,
    MOST_BY_NAME,
    forget_refusals,
    is_worth_keeping,
    note_try,
    take_back,
)
from kawamori.storage.staff.sessions import open_session

NOBODY = "-"  # who is not known acts as nobody

_LOOK_UP = "SELECT staff_id, password_hash FROM staff WHERE name_key = %s AND withdrawn_at IS NULL"


class Answer(Enum):
    """What somebody who shows a name and a password is told."""

    REFUSED = "refused"
    LOCKED = "locked"
    CODE_WANTED = "code wanted"


@dataclass(frozen=True, slots=True)
class Visitor:
    """From where somebody asks, with what program, and when."""

    address: str | None
    agent: str
    now: datetime


@dataclass(frozen=True, slots=True)
class Try:
    """A try that is written down: whose it may be, and the hash to compare with."""

    name: str
    account: Account | None
    password_hash: str | None
    visitor: Visitor
    is_last: bool


def begin_try(connection: Connection, name: str, visitor: Visitor) -> Try | Answer:
    """Write a try down and return it; ``LOCKED`` where there were too many."""
    by_name, by_address = note_try(connection, name, visitor.address, visitor.now)
    if by_name > MOST_BY_NAME or by_address > MOST_BY_ADDRESS:
        return Answer.LOCKED
    row = connection.execute(_LOOK_UP, (name_key(name),)).fetchone()
    staff_id, password_hash = row or (None, None)
    account = account_of(connection, staff_id) if staff_id is not None else None
    is_last = by_name == MOST_BY_NAME or by_address == MOST_BY_ADDRESS
    return Try(name, account, password_hash, visitor, is_last)


def finish_try(
    connection: Connection,
    tried: Try,
    code: str,
    seal: Callable[[], CodeSeal],
    *,
    fits: bool,
) -> str | Answer:
    """Return a new session's secret, or what there is to say.

    ``fits`` is whether the password was right; it is compared while no connection is held.
    """
    account, now = tried.account, tried.visitor.now
    if account is None or not fits:
        return _refuse(connection, tried, "password")
    if account.has_totp:
        if not code:
            take_back(connection, tried.name, now)
            return Answer.CODE_WANTED
        if not take_code(connection, seal(), account.staff_id, code, now):
            return _refuse(connection, tried, "code")
    forget_refusals(connection, tried.name)
    return let_in(connection, account, tried.visitor, "password")


def let_in(connection: Connection, account: Account, visitor: Visitor, way: str) -> str:
    """Open a session for somebody who has shown who they are, and return its secret."""
    with connection.transaction():
        secret = open_session(
            connection,
            account.staff_id,
            visitor.now,
            way=way,
            address=visitor.address,
            agent=visitor.agent,
        )
        record_act(
            connection, account.name, account.role, "sign_in", f"staff/{account.name}", way=way
        )
    return secret


def record_refusal(connection: Connection, visitor: Visitor, way: str, because: str) -> None:
    """Keep that somebody unknown was not let in; of one address so many times and no more."""
    if is_worth_keeping(connection, way, visitor.address, visitor.now):
        record_act(connection, NOBODY, NOBODY, "refused_sign_in", "staff", way=way, because=because)


def _refuse(connection: Connection, tried: Try, wrong: str) -> Answer:
    """Keep a refusal, under a name only where it is somebody's: it may be a password."""
    account = tried.account
    person, role = (account.name, account.role) if account else (NOBODY, NOBODY)
    subject = f"staff/{account.name}" if account else "staff"
    record_act(connection, person, role, "refused_sign_in", subject, wrong=wrong)
    if tried.is_last:
        record_act(connection, person, role, "lock_out", subject)
    return Answer.REFUSED
