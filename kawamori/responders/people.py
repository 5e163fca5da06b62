"""Who a temporary responder is: the category with its legal cover, skills, and how one stands."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from enum import StrEnum

from kawamori.errors import ConflictError, InvalidError

ADULT_AT = 18
CONSENT = "2026-11"  # the wording that is agreed to: docs/responders.md
BRIEFING = "2026-11"  # the safety briefing that is acknowledged: docs/responders.md
LONGEST_NAME, LONGEST_CERTIFICATE = 60, 120
_OLDEST = 100
_JAPAN = timezone(timedelta(hours=9))


class Skill(StrEnum):
    """What somebody can do, and can be called out for."""

    GENERAL = "general"
    BOAT = "boat"
    DRONE = "drone"
    NURSE = "nurse"
    FIRST_AID = "first_aid"
    HEAVY_MACHINERY = "heavy_machinery"
    DRIVER = "driver"
    INTERPRETER = "interpreter"
    SANDBAG = "sandbag"
    EVACUATION_GUIDE = "evacuation_guide"

    @property
    def is_checked(self) -> bool:
        """Whether somebody of the city looks at a certificate before it counts."""
        return self is not Skill.GENERAL


class Category(StrEnum):
    """As what somebody steps in: the law they act under, and who pays if they are hurt."""

    PART_TIME_OFFICIAL = "part_time_official"
    ORDERED_RESIDENT = "ordered_resident"
    FIRE_CORPS = "fire_corps"
    VOLUNTEER = "volunteer"

    @property
    def law(self) -> str:
        """Return the legal basis, in words."""
        return _LAW[self][0]

    @property
    def cover(self) -> str:
        """Return what covers them if they are hurt, in words."""
        return _LAW[self][1]

    @property
    def needs_insurance(self) -> bool:
        """Whether nothing but an insurance covers them, so that its reference has to be there."""
        return self is Category.VOLUNTEER


_LAW = {
    Category.PART_TIME_OFFICIAL: (
        "地方公務員法 第22条の2（会計年度任用職員）",
        "議会の議員その他非常勤の職員の公務災害補償等に関する条例",
    ),
    Category.ORDERED_RESIDENT: (
        "災害対策基本法 第65条（応急措置の業務への従事）",
        "災害対策基本法 第84条に基づく損害補償条例",
    ),
    Category.FIRE_CORPS: (
        "消防組織法 第18条（消防団）",
        "消防団員等公務災害補償等共済",
    ),
    Category.VOLUNTEER: (
        "登録によるボランティア",
        "ボランティア活動保険（社会福祉協議会）",
    ),
}


class State(StrEnum):
    """How a registration stands."""

    WAITING = "waiting"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    LEFT = "left"
    ERASED = "erased"


class Step(StrEnum):
    """What somebody at headquarters does with a registration."""

    APPROVE = "approve"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"


AFTER = {
    "register": State.WAITING,
    "approve": State.APPROVED,
    "refuse": State.REFUSED,
    "withdraw": State.WITHDRAWN,
    "leave": State.LEFT,
}
_FROM = {
    Step.APPROVE: (State.WAITING, State.REFUSED, State.WITHDRAWN),
    Step.REFUSE: (State.WAITING,),
    Step.WITHDRAW: (State.APPROVED,),
}


@dataclass(frozen=True, slots=True, repr=False)
class Someone:
    """Somebody's name, its reading and date of birth: sealed, and shown to few."""

    name: str
    reading: str
    born: date

    def __post_init__(self) -> None:
        """Refuse what is no name."""
        for text in (self.name, self.reading):
            if not text.strip() or len(text) > LONGEST_NAME or not text.isprintable():
                raise InvalidError(f"a name and its reading have 1 to {LONGEST_NAME} characters")

    def __repr__(self) -> str:
        """Return nothing of it."""
        return "Someone(…)"


@dataclass(frozen=True, slots=True, repr=False)
class EmergencyContact:
    """Whom to ring for somebody who was hurt: sealed by a key of its own purpose."""

    name: str
    number: str

    def __repr__(self) -> str:
        """Return nothing of it."""
        return "EmergencyContact(…)"


def day_in_japan(at: datetime) -> date:
    """Return the day that it is in Japan."""
    return at.astimezone(_JAPAN).date()


def adult_from(born: date) -> date:
    """Return the day somebody turns 18; who was born on 29 February does so on 1 March."""
    try:
        return born.replace(year=born.year + ADULT_AT)
    except ValueError:
        return date(born.year + ADULT_AT, 3, 1)


def check_born(born: date, now: datetime) -> None:
    """Refuse a date that is nobody's, and whoever is under 18: of them nothing is kept."""
    today = day_in_japan(now)
    if not today.year - _OLDEST <= born.year or born > today:
        raise InvalidError(f"a date of birth lies in the last {_OLDEST} years: look at it again")
    if adult_from(born) > today:
        raise InvalidError(f"responders are {ADULT_AT} or older: nothing is kept of this")


def check_consent(consent: str) -> None:
    """Refuse the agreement to a wording that is not the one in force."""
    if consent != CONSENT:
        raise InvalidError(f"consent {consent!r}: the wording in force is {CONSENT!r}; show that")


def check_briefing(version: str) -> None:
    """Refuse the acknowledgement of a briefing that is not the one in force."""
    if version != BRIEFING:
        raise InvalidError(f"briefing {version!r}: the one in force is {BRIEFING!r}; read that")


def check_step(state: State, step: Step, note: str) -> None:
    """Refuse a step that can't follow, and one that needs a reason and has none."""
    if state not in _FROM[step]:
        raise ConflictError(f"this registration is {state}: it can't be {AFTER[step]} now")
    if step is not Step.APPROVE and not note.strip():
        raise InvalidError(f"say why: {step} needs a note")


def check_cover(category: Category, insurance: str) -> None:
    """Refuse a volunteer's cover without its insurance."""
    if category.needs_insurance and not insurance.strip():
        raise InvalidError(f"a {category} is covered by {category.cover} alone: give its reference")
