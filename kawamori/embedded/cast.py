"""Who plays headquarters in a demo: four accounts with passwords that everybody may know."""

from datetime import datetime
from typing import NamedTuple

from kawamori.staff import BRANCH, COMMANDER, Role
from kawamori.storage.connections import Connection
from kawamori.storage.staff.accounts import Author, add_account
from kawamori.storage.staff.offices import Office, save_office
from kawamori.storage.staff.passwords import set_password

_DEMO = Author("the demo", "server")
_UPSTREAM = ["otaki", "sekishita", "sugitani", "takinosawa", "momiji"]
_BRANCH = Office("kita", "北支所", "きたししょ", _UPSTREAM)


class Actor(NamedTuple):
    """One of the demo's people."""

    name: str
    role: Role
    password: str


CAST = (
    Actor("葵", COMMANDER, "demo-aoi-commands"),
    Actor("文", "operator", "demo-fumi-operates"),
    Actor("恵令奈", BRANCH, "demo-elena-branches"),
    Actor("大地", "viewer", "demo-daichi-looks-on"),
)


def employ_cast(connection: Connection, now: datetime) -> int:
    """Give everybody their account, in a database that is a demo's own; return who commands."""
    save_office(connection, _BRANCH, _DEMO)
    numbers = {}
    for actor in CAST:
        office = _BRANCH.slug if actor.role == BRANCH else None
        made = add_account(connection, actor.name, actor.role, office, _DEMO)
        numbers[actor.role] = made.staff_id
        set_password(connection, made.staff_id, actor.password, _DEMO, now, must_change=False)
    return numbers[COMMANDER]
