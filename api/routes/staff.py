"""Accounts: who may sign in, and as what; in the hands of those who command."""

from dataclasses import asdict
from datetime import timedelta
from http import HTTPStatus

from fastapi import APIRouter

from api.asked import Around, Database
from api.auth import Staffer
from api.desk import headquarters
from api.errors import answers
from api.people import Person
from api.schemas.staff import (
    AccountAsked,
    AccountShown,
    AccountWhole,
    ChangeShown,
    FirstPasswordAsked,
    KeyAsked,
    KeyMade,
    KeyShown,
    LinkMade,
    OfficeShown,
    RoleAsked,
    SessionShown,
    StaffShown,
)
from kawamori.errors import ConflictError
from kawamori.staff import LINK_LASTS
from kawamori.storage.connections import Connection
from kawamori.storage.staff.accounts import (
    Author,
    account_of,
    accounts,
    add_account,
    changes_of,
    restore_account,
    set_role,
    set_subject,
    withdraw_account,
)
from kawamori.storage.staff.codes import reset_codes
from kawamori.storage.staff.keys import keys_of, make_key, withdraw_key
from kawamori.storage.staff.leaving import sign_out_everywhere
from kawamori.storage.staff.links import make_link
from kawamori.storage.staff.offices import offices
from kawamori.storage.staff.passwords import set_password
from kawamori.storage.staff.sessions import sessions_of

router: APIRouter = headquarters()

_CONFLICT = answers(ConflictError)


@router.get("/hq/staff")
def staff(_person: Staffer, connection: Database) -> StaffShown:
    """List everybody, and the offices."""
    return StaffShown(
        accounts=[AccountShown(**asdict(each)) for each in accounts(connection)],
        offices=[OfficeShown(**asdict(each)) for each in offices(connection)],
    )


@router.post("/hq/staff", status_code=HTTPStatus.CREATED, responses=_CONFLICT)
def add(asked: AccountAsked, person: Staffer, connection: Database) -> AccountShown:
    """Make an account; nobody can sign in with it until there is a link or a password."""
    author = _author(person)
    with connection.transaction():
        made = add_account(connection, asked.name, asked.role, asked.office, author)
        if asked.subject:
            set_subject(connection, made.staff_id, asked.subject, author)
    return _shown(connection, made.staff_id)


@router.get("/hq/staff/{staff_id}")
def account(staff_id: int, _person: Staffer, connection: Database, around: Around) -> AccountWhole:
    """Return an account with its history, where it is signed in, and its keys."""
    sessions = [asdict(each) for each in sessions_of(connection, staff_id, around.wall())]
    for each in sessions:
        del each["session_hash"]
    return AccountWhole(
        account=_shown(connection, staff_id),
        changes=[ChangeShown(**asdict(each)) for each in changes_of(connection, staff_id)],
        sessions=[SessionShown(**each) for each in sessions],
        keys=[KeyShown(**asdict(each)) for each in keys_of(connection, staff_id)],
    )


@router.post("/hq/staff/{staff_id}/role", responses=_CONFLICT)
def give_role(
    staff_id: int, asked: RoleAsked, person: Staffer, connection: Database
) -> AccountShown:
    """Give somebody a role at an office; they are signed out."""
    set_role(connection, staff_id, asked.role, asked.office, _author(person))
    return _shown(connection, staff_id)


@router.post("/hq/staff/{staff_id}/withdraw", responses=_CONFLICT)
def withdraw(staff_id: int, person: Staffer, connection: Database, around: Around) -> AccountShown:
    """Shut somebody out at once."""
    withdraw_account(connection, staff_id, _author(person), around.wall())
    return _shown(connection, staff_id)


@router.post("/hq/staff/{staff_id}/restore", responses=_CONFLICT)
def restore(staff_id: int, person: Staffer, connection: Database) -> AccountShown:
    """Let somebody back in."""
    restore_account(connection, staff_id, _author(person))
    return _shown(connection, staff_id)


@router.post("/hq/staff/{staff_id}/password", responses=_CONFLICT)
def give_password(
    staff_id: int,
    asked: FirstPasswordAsked,
    person: Staffer,
    connection: Database,
    around: Around,
) -> AccountShown:
    """Set a password that is changed at the next sign-in."""
    password, now = asked.password.get_secret_value(), around.wall()
    set_password(connection, staff_id, password, _author(person), now, must_change=True)
    return _shown(connection, staff_id)


@router.post("/hq/staff/{staff_id}/totp-reset")
def reset_second_factor(staff_id: int, person: Staffer, connection: Database) -> AccountShown:
    """Take the second factor away, for a telephone that was lost."""
    reset_codes(connection, staff_id, _author(person))
    return _shown(connection, staff_id)


@router.post("/hq/staff/{staff_id}/sign-out")
def sign_somebody_out(staff_id: int, person: Staffer, connection: Database) -> AccountShown:
    """End every session of somebody."""
    shown = _shown(connection, staff_id)
    sign_out_everywhere(connection, person.person, person.role, staff_id, whom=shown.name)
    return shown


@router.post("/hq/staff/{staff_id}/link", status_code=HTTPStatus.CREATED, responses=_CONFLICT)
def give_link(staff_id: int, person: Staffer, connection: Database, around: Around) -> LinkMade:
    """Make a link that signs somebody in once."""
    now = around.wall()
    secret = make_link(connection, staff_id, _author(person), now)
    url = f"{around.settings.public_url.rstrip('/')}/hq/#link={secret}"
    return LinkMade(url=url, ends_at=now + LINK_LASTS)


@router.post("/hq/staff/{staff_id}/keys", status_code=HTTPStatus.CREATED, responses=_CONFLICT)
def give_key(
    staff_id: int, asked: KeyAsked, person: Staffer, connection: Database, around: Around
) -> KeyMade:
    """Make a key for a program, which acts as this person."""
    lasts = timedelta(days=asked.days)
    key = make_key(connection, staff_id, asked.label, _author(person), around.wall(), lasts=lasts)
    return KeyMade(key=key)


@router.post("/hq/staff/{staff_id}/keys/{key_id}/withdraw", status_code=HTTPStatus.NO_CONTENT)
def end_key(
    staff_id: int, key_id: int, person: Staffer, connection: Database, around: Around
) -> None:
    """Make a key worthless at once."""
    withdraw_key(connection, staff_id, key_id, _author(person), around.wall())


def _author(person: Person) -> Author:
    return Author(person.person, person.role)


def _shown(connection: Connection, staff_id: int) -> AccountShown:
    return AccountShown(**asdict(account_of(connection, staff_id)))
