"""Accounts as those who administer them see them, and what everybody did."""

from typing import Literal

from pydantic import AwareDatetime, Field, SecretStr

from api.schemas.geojson import Strict
from api.schemas.hq import Role

Way = Literal["password", "link", "provider"]


class AccountShown(Strict):
    """One person's account, without anything that is secret."""

    staff_id: int
    name: str
    role: Role
    office: str | None = Field(description="An office's slug; null: headquarters")
    added_at: AwareDatetime
    withdrawn_at: AwareDatetime | None
    has_password: bool
    has_totp: bool
    must_change: bool
    subject: str | None = Field(description="Who they are to the city's provider")
    signed_in_at: AwareDatetime | None


class OfficeShown(Strict):
    """An office besides headquarters, and its districts."""

    slug: str
    name: str
    reading: str
    area_ids: list[str]


class StaffShown(Strict):
    """Everybody, and where they may sit."""

    accounts: list[AccountShown]
    offices: list[OfficeShown]


class ChangeShown(Strict):
    """One change of an account."""

    changed_at: AwareDatetime
    author: str
    change: str
    details: dict[str, object]


class SessionShown(Strict):
    """One place where somebody is signed in."""

    opened_at: AwareDatetime
    used_at: AwareDatetime
    ends_at: AwareDatetime
    way: Way
    address: str | None
    agent: str


class KeyShown(Strict):
    """A program's key, without its secret."""

    key_id: int
    label: str
    made_at: AwareDatetime
    ends_at: AwareDatetime
    used_at: AwareDatetime | None


class AccountWhole(Strict):
    """An account with its history, where it is signed in, and its keys."""

    account: AccountShown
    changes: list[ChangeShown]
    sessions: list[SessionShown]
    keys: list[KeyShown]


class AccountAsked(Strict):
    """Somebody who is to work here."""

    name: str = Field(max_length=200)
    role: Role
    office: str | None = None
    subject: str | None = Field(default=None, max_length=255)


class RoleAsked(Strict):
    """A role at an office."""

    role: Role
    office: str | None = None


class FirstPasswordAsked(Strict):
    """A password that its owner changes before all else."""

    password: SecretStr = Field(max_length=400)


class KeyAsked(Strict):
    """A key for a program."""

    label: str = Field(max_length=100, description="What for")
    days: int = Field(default=365, ge=1, le=1095)


class LinkMade(Strict):
    """A link that signs somebody in once; shown this once."""

    url: str
    ends_at: AwareDatetime


class KeyMade(Strict):
    """A program's key; shown this once."""

    key: str


class ActShown(Strict):
    """What somebody did."""

    act_id: int
    acted_at: AwareDatetime
    person: str
    role: str
    office: str | None
    address: str | None = Field(description="From where, as far as it is known")
    act: str
    subject: str
    details: dict[str, object]


class ActsShown(Strict):
    """Acts, the newest first, and every kind of act that there was."""

    acts: list[ActShown]
    kinds: list[str]
