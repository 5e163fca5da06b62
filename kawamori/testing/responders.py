"""Responders for tests: approved, covered, briefed and with a pass, as if all had been done."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from kawamori.people import PhoneNumber
from kawamori.responders.passes import PassAsked
from kawamori.responders.people import (
    BRIEFING,
    CONSENT,
    Category,
    EmergencyContact,
    Skill,
    Someone,
    Step,
)
from kawamori.storage.connections import Connection
from kawamori.storage.responders.passes import give_pass
from kawamori.storage.responders.registering import Enrolled, brief, store_responder
from kawamori.storage.responders.sealing import Asked
from kawamori.storage.responders.steps import By, Cover, check_skill, record_cover, step_responder

AOI = "Aoi"
BORN = date(1990, 4, 1)
EMERGENCY = EmergencyContact("川辺 花子", "090-7777-6666")
A_DAY = timedelta(days=1)


def wish(
    name: str = "川辺 太郎",
    *,
    skills: Sequence[str] = (),
    area: str | None = None,
    category: Category = Category.VOLUNTEER,
    born: date = BORN,
    certificate: str = "第12345号",
) -> Asked:
    """Return what somebody writes who registers."""
    return Asked(
        who=Someone(name, "かわべ たろう", born),
        emergency=EMERGENCY,
        category=category,
        language="ja",
        languages=("ja",),
        equipment=(),
        home_area=area,
        work_area=None,
        skills=tuple((skill, certificate) for skill in skills),
        consent=CONSENT,
    )


def signed_up(
    connection: Connection, people_key: bytes, number: str, asked: Asked, now: datetime
) -> Enrolled:
    """Store somebody who has shown that the number is theirs, and who waits to be approved."""
    with connection.transaction():
        return store_responder(connection, people_key, PhoneNumber.parse(number), asked, now)


def enrol(
    connection: Connection,
    people_key: bytes,
    *,
    name: str = "川辺 太郎",
    number: str = "090-1234-5678",
    skills: Sequence[str] = (Skill.GENERAL,),
    area: str | None = None,
    pass_until: datetime | None = None,
    now: datetime,
) -> Enrolled:
    """Store a responder who is fit for every task of these skills: number, and the phone's key.

    ``area`` is where they live. The pass is for the whole city and these skills, from ``now``
    (the wall's) on, for twelve hours unless said otherwise.
    """
    enrolled = signed_up(connection, people_key, number, wish(name, skills=skills, area=area), now)
    until = pass_until or now + timedelta(hours=12)
    make_fit(connection, enrolled.responder_id, skills, until, now)
    return enrolled


def make_fit(
    connection: Connection,
    responder_id: int,
    skills: Sequence[str],
    pass_until: datetime,
    now: datetime,
    area_ids: Sequence[str] = (),
) -> int:
    """Approve, check, cover and brief somebody, and return the pass that they are given."""
    by = By(AOI, "commander", now)
    step_responder(connection, responder_id, Step.APPROVE, by, "")
    for skill in skills:
        check_skill(connection, responder_id, Skill(skill), "第12345号", by)
    cover = Cover("登録によるボランティア", "任命 2026-1", "V-1", now - A_DAY, pass_until + A_DAY)
    record_cover(connection, responder_id, cover, by)
    brief(connection, responder_id, BRIEFING, now)
    wanted = [Skill(skill) for skill in skills] or [Skill.GENERAL]
    return give_pass(connection, responder_id, PassAsked(wanted, area_ids, now, pass_until), by)
