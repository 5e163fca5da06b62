"""Whom the city's provider vouches for: the account of the subject, or one by their groups."""

from dataclasses import dataclass

from kawamori.errors import NotAllowedError
from kawamori.staff import Account, Role
from kawamori.storage.connections import Connection
from kawamori.storage.staff.accounts import (
    Author,
    account_of,
    account_of_subject,
    add_account,
    set_role,
    set_subject,
)

_PROVIDER = Author("the city's provider", "provider")


@dataclass(frozen=True, slots=True)
class Vouched:
    """What the provider says of somebody; no role: groups say nothing here, the account does."""

    subject: str
    name: str
    role: Role | None
    office: str | None


def account_vouched_for(connection: Connection, vouched: Vouched) -> Account:
    """Return whose account it is; ``NotAllowedError`` when there is none, or it is withdrawn.

    Where groups give the role, an account is made at the first sign-in and follows the groups
    at every one; the name of somebody who is here already is not taken over.
    """
    with connection.transaction():
        account = account_of_subject(connection, vouched.subject)
        if account is None and vouched.role is not None:
            account = add_account(connection, vouched.name, vouched.role, vouched.office, _PROVIDER)
            set_subject(connection, account.staff_id, vouched.subject, _PROVIDER)
        if account is None:
            raise NotAllowedError(f"nobody here is {vouched.subject!r} at the provider")
        if not account.is_active:
            raise NotAllowedError(f"{account.name}'s account is withdrawn")
        if vouched.role is not None and (vouched.role, vouched.office) != (
            account.role,
            account.office,
        ):
            set_role(connection, account.staff_id, vouched.role, vouched.office, _PROVIDER)
        return account_of(connection, account.staff_id)
