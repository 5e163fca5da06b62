"""Accounts: added, changed and withdrawn, each change with who made it; none is ever deleted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from psycopg import errors
from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from kawamori.errors import ConflictError, InvalidError, NotAllowedError, NotFoundError
from kawamori.staff import BRANCH, COMMANDER, Account, Role, name_key, name_of
from kawamori.storage.acts import record_act
from kawamori.storage.connections import Connection
from kawamori.storage.staff.ending import end_everything, end_sessions

_SELECT = """
SELECT staff_id, name, role, office, added_at, withdrawn_at,
  password_hash IS NOT NULL AS has_password, totp_since IS NOT NULL AS has_totp,
  must_change, subject,
  (SELECT max(opened_at) FROM sessions s WHERE s.staff_id = staff.staff_id) AS signed_in_at
FROM staff
"""
_LIST = _SELECT + "ORDER BY withdrawn_at IS NOT NULL, office NULLS FIRST, name"
_BY_ID = _SELECT + "WHERE staff_id = %s"
_BY_NAME = _SELECT + "WHERE name_key = %s"
_BY_SUBJECT = _SELECT + "WHERE subject = %s"
_ADD = """
INSERT INTO staff (name, name_key, role, office) VALUES (%s, %s, %s, %s) RETURNING staff_id
"""
_SET_ROLE = "UPDATE staff SET role = %s, office = %s WHERE staff_id = %s"
_SET_SUBJECT = "UPDATE staff SET subject = %s WHERE staff_id = %s"
_WITHDRAW = "UPDATE staff SET withdrawn_at = %s WHERE staff_id = %s"
_RESTORE = "UPDATE staff SET withdrawn_at = NULL WHERE staff_id = %s"
_COMMANDERS = """
SELECT count(*) FROM staff WHERE role = 'commander' AND withdrawn_at IS NULL AND staff_id <> %s
"""
_LOCK = "SELECT pg_advisory_xact_lock(7719)"
_CHANGE = "INSERT INTO staff_changes (staff_id, author, change, details) VALUES (%s, %s, %s, %s)"
_CHANGES = """
SELECT changed_at, author, change, details FROM staff_changes WHERE staff_id = %s ORDER BY change_id
"""


@dataclass(frozen=True, slots=True)
class Author:
    """Who changes an account: a commander, or whoever types at the server."""

    person: str
    role: str


@dataclass(frozen=True, slots=True)
class Change:
    """One change of an account."""

    changed_at: datetime
    author: str
    change: str
    details: dict[str, object]


def add_account(
    connection: Connection, typed_name: str, role: Role, office: str | None, author: Author
) -> Account:
    """Store a person who may not sign in yet; ``ConflictError`` when the name is taken."""
    name = name_of(typed_name)
    _check_office(role, office)
    with connection.transaction():
        try:
            row = connection.execute(_ADD, (name, name_key(name), role, office)).fetchone()
        except errors.UniqueViolation:
            raise ConflictError(
                f"there is or was somebody called {name!r}: acts are kept under the name, so no "
                "name is given twice"
            ) from None
        except errors.ForeignKeyViolation:
            raise NotFoundError(_no_office(office)) from None
        assert row is not None  # noqa: S101 INSERT … RETURNING gives a row
        staff_id = int(row[0])
        record_change(connection, staff_id, name, author, "add", role=role, office=office)
    return account_of(connection, staff_id)


def accounts(connection: Connection) -> Sequence[Account]:
    """Return everybody, those at headquarters first, the withdrawn last."""
    with connection.cursor(row_factory=class_row(Account)) as cursor:
        return cursor.execute(_LIST).fetchall()


def account_of(connection: Connection, staff_id: int) -> Account:
    """Return an account by its number."""
    found = _find(connection, _BY_ID, staff_id)
    if found is None:
        raise NotFoundError(f"there is no account {staff_id}")
    return found


def account_named(connection: Connection, typed_name: str) -> Account:
    """Return whose name this is; ``NotFoundError`` when it is nobody's."""
    found = _find(connection, _BY_NAME, name_key(typed_name))
    if found is None:
        raise NotFoundError(f"nobody is called {typed_name!r}: `kawamori staff list` shows all")
    return found


def account_of_subject(connection: Connection, subject: str) -> Account | None:
    """Return whom the city's provider calls this."""
    return _find(connection, _BY_SUBJECT, subject)


def role_at_keyboard(connection: Connection, typed_name: str) -> str:
    """Return the role of whom somebody at the server says they are; they answer for the name."""
    found = _find(connection, _BY_NAME, name_key(typed_name))
    if found is None or not found.is_active:
        raise NotAllowedError(
            f"nobody who works here is called {typed_name!r}: `kawamori staff list` shows who does"
        )
    return found.role


def set_role(
    connection: Connection, staff_id: int, role: Role, office: str | None, author: Author
) -> None:
    """Give somebody a role at an office; they are signed out everywhere.

    ``ConflictError`` where nobody would be left who commands.
    """
    _check_office(role, office)
    with connection.transaction():
        account = _locked(connection, staff_id)
        if role != COMMANDER:
            _keep_a_commander(connection, account)
        try:
            connection.execute(_SET_ROLE, (role, office, staff_id))
        except errors.ForeignKeyViolation:
            raise NotFoundError(_no_office(office)) from None
        end_sessions(connection, staff_id, "role")
        record_change(connection, staff_id, account.name, author, "role", role=role, office=office)


def set_subject(connection: Connection, staff_id: int, subject: str | None, author: Author) -> None:
    """Say whom the city's provider calls what; None: they do not come from there."""
    with connection.transaction():
        account = account_of(connection, staff_id)
        try:
            connection.execute(_SET_SUBJECT, (subject, staff_id))
        except errors.UniqueViolation:
            raise ConflictError(f"{subject!r} is somebody else's at the provider") from None
        end_sessions(connection, staff_id, "subject")
        record_change(connection, staff_id, account.name, author, "subject", subject=subject)


def withdraw_account(connection: Connection, staff_id: int, author: Author, now: datetime) -> None:
    """Shut somebody out at once: sessions, keys and links too; what they did stays."""
    with connection.transaction():
        account = _locked(connection, staff_id)
        if not account.is_active:
            raise ConflictError(f"{account.name}'s account is withdrawn already")
        _keep_a_commander(connection, account)
        connection.execute(_WITHDRAW, (now, staff_id))
        end_everything(connection, staff_id, now)
        record_change(connection, staff_id, account.name, author, "withdraw")


def restore_account(connection: Connection, staff_id: int, author: Author) -> None:
    """Let somebody back in, with the password that they had; their keys stay withdrawn."""
    with connection.transaction():
        account = _locked(connection, staff_id)
        if account.is_active:
            raise ConflictError(f"{account.name}'s account is not withdrawn")
        _check_office(account.role, account.office)
        connection.execute(_RESTORE, (staff_id,))
        record_change(connection, staff_id, account.name, author, "restore")


def changes_of(connection: Connection, staff_id: int) -> Sequence[Change]:
    """Return what was changed of an account, the oldest first."""
    with connection.cursor(row_factory=class_row(Change)) as cursor:
        return cursor.execute(_CHANGES, (staff_id,)).fetchall()


def record_change(
    connection: Connection,
    staff_id: int,
    name: str,
    author: Author,
    change: str,
    /,
    **details: object,
) -> None:
    """Append a change to the account's history, and to what its author did."""
    connection.execute(_CHANGE, (staff_id, author.person, change, Jsonb(details)))
    subject = f"staff/{name}"
    record_act(connection, author.person, author.role, f"{change}_staff", subject, **details)


def _find(connection: Connection, query: str, value: object) -> Account | None:
    with connection.cursor(row_factory=class_row(Account)) as cursor:
        return cursor.execute(query.encode(), (value,)).fetchone()


def _locked(connection: Connection, staff_id: int) -> Account:
    """Return an account while nobody else withdraws another: somebody must be left who commands."""
    connection.execute(_LOCK)
    return account_of(connection, staff_id)


def _keep_a_commander(connection: Connection, leaving: Account) -> None:
    if leaving.role != COMMANDER or not leaving.is_active:
        return
    row = connection.execute(_COMMANDERS, (leaving.staff_id,)).fetchone()
    if row is None or row[0] == 0:
        raise ConflictError(
            f"{leaving.name} is the last who commands: name another {COMMANDER} first"
        )


def _check_office(role: Role, office: str | None) -> None:
    if role == BRANCH and office is None:
        raise InvalidError("whoever sits at a branch has an office: name it")


def _no_office(office: str | None) -> str:
    return f"there is no office {office!r}: `kawamori staff offices` shows them"
