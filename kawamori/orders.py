"""The mayor's orders: who may compose, release and lift one, and in which state it stands.

The program never issues an order by itself. One named person composes it, another
releases it; a policy says when one is enough, and that is written down with the order.
"""

import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum

from kawamori.calls import Hours
from kawamori.errors import ConflictError, InvalidError, NotAllowedError
from kawamori.messages.clocks import JST
from kawamori.messages.terms import order_term
from kawamori.people import Language
from kawamori.runs import Status

COMMANDER = "commander"
BRANCH = "branch"
DESK = frozenset({"operator", COMMANDER})
COMPOSERS = DESK | {BRANCH}  # a branch for its own district
AHEAD_AT_MOST = timedelta(minutes=5)  # of our clock
DECIDED_AT_MOST = timedelta(hours=24)  # before it is released: what is older is a slip of the pen
LONGEST_LINE, LONGEST_REASON = 200, 400
MOST_AREAS = 2000
_NOT_IN_A_LINE = frozenset({"Cc", "Cs", "Zl", "Zp"})


class OrderLevel(IntEnum):
    """The alert level (警戒レベル) of an order; another ladder than the gauge's."""

    ELDERLY = 3  # 高齢者等避難
    EVACUATION = 4  # 避難指示
    SAFETY = 5  # 緊急安全確保

    @property
    def name_ja(self) -> str:
        """Return what the order is called."""
        return order_term(self).text(Language.JA)

    @property
    def legal_basis(self) -> str:
        """Return the article of the 災害対策基本法 that lets the mayor say this."""
        return _LEGAL_BASES[self]


_LEGAL_BASES = {OrderLevel.ELDERLY: "56", OrderLevel.EVACUATION: "60-1", OrderLevel.SAFETY: "60-3"}


class State(StrEnum):
    """How an order stands; it stands for each of its areas until that is lifted or replaced."""

    DRAFT = "draft"
    WITHDRAWN = "withdrawn"  # a draft that nobody will release
    RELEASED = "released"
    REPLACED = "replaced"  # by newer orders, in every one of its areas
    LIFTED = "lifted"
    RETRACTED = "retracted"  # it should not have been sent


class Step(StrEnum):
    """What a person does with an order; each is a row that stays."""

    RELEASE = "release"
    WITHDRAW = "withdraw"
    LIFT = "lift"
    RETRACT = "retract"
    REPORT = "report"  # to the governor: 災害対策基本法 60条4項


_FROM = {
    Step.RELEASE: {State.DRAFT},
    Step.WITHDRAW: {State.DRAFT},
    Step.LIFT: {State.RELEASED},
    Step.RETRACT: {State.RELEASED},
    Step.REPORT: {State.RELEASED, State.REPLACED, State.LIFTED, State.RETRACTED},
}


_DEEDS = {Step.LIFT: " 解除", Step.RETRACT: " 取消"}


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, in what role, and what time it is in the run."""

    person: str
    role: str
    now: datetime

    def __post_init__(self) -> None:
        """Refuse what nobody stands for."""
        if not self.person.strip():
            raise InvalidError("an order is in the hands of a named person: say who")


@dataclass(frozen=True, slots=True)
class Draft:
    """An order as somebody composes it; ``replaces`` names the orders that it takes over from.

    Without ``decided_at`` the mayor's decision is taken to be that of the release.
    """

    level: OrderLevel
    area_ids: tuple[str, ...]
    reason: str
    shelter: str = ""
    url: str = ""
    decided_at: datetime | None = None
    replaces: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what would send nobody anywhere, and what no text could hold."""
        if not self.area_ids:
            raise InvalidError("an order is for somewhere: name its areas")
        if len(self.area_ids) > MOST_AREAS:
            raise InvalidError(f"{len(self.area_ids)} areas: {MOST_AREAS} at the most")
        for name, ids in (("areas", self.area_ids), ("replaces", self.replaces)):
            if len(set(ids)) != len(ids):
                raise InvalidError(f"{name}: one is named twice")
        if not self.reason.strip():
            raise InvalidError("an order has its reason: say why")
        for name, text, longest in (
            ("reason", self.reason, LONGEST_REASON),
            ("shelter", self.shelter, LONGEST_LINE),
            ("url", self.url, LONGEST_LINE),
        ):
            if len(text) > longest or not is_one_line(text):
                raise InvalidError(f"{name}: one line of at most {longest} characters")
        if self.url and not self.url.startswith(("https://", "http://")):
            raise InvalidError(f"url {self.url!r} does not begin with https://")


@dataclass(frozen=True, slots=True)
class OrderArea:
    """A place that an order is for, as it was called when the order was composed."""

    area_id: str
    name: str
    name_en: str = ""
    reading: str = ""
    population: int | None = None
    households: int | None = None


@dataclass(frozen=True, slots=True)
class City:
    """Who speaks: in Japanese, in Latin letters, and in kana to be said."""

    name: str
    name_en: str = ""
    reading: str = ""


@dataclass(frozen=True, slots=True)
class ReleasePolicy:
    """When the person who composed an order may release it too.

    At night, when the second may be asleep, for 緊急安全確保 alone; and at any time for a
    commander who says why nobody else is there.
    """

    night: Hours | None = None
    alone_with_reason: bool = True


def check_composer(actor: Actor) -> None:
    """Raise ``NotAllowedError`` unless this person's role composes orders."""
    if actor.role not in COMPOSERS:
        may = ", ".join(sorted(COMPOSERS))
        raise NotAllowedError(f"{actor.role} {actor.person} may not compose an order: {may} may")


def check_district(actor: Actor, district: Collection[str], area_ids: Sequence[str]) -> None:
    """Raise ``NotAllowedError`` where a branch speaks for an area that is not of its district."""
    if actor.role != BRANCH:
        return
    if others := [area_id for area_id in area_ids if area_id not in district]:
        own = ", ".join(sorted(district)) or "nothing: name its areas first"
        raise NotAllowedError(
            f"branch {actor.person} may not compose an order for {others[0]}: its district is {own}"
        )


def check_desk(actor: Actor, deed: str) -> None:
    """Raise ``NotAllowedError`` unless this person sits at headquarters' desk."""
    if actor.role not in DESK:
        may = ", ".join(sorted(DESK))
        raise NotAllowedError(f"{actor.role} {actor.person} may not {deed}: {may} may")


def check_commander(actor: Actor, step: Step) -> None:
    """Raise ``NotAllowedError`` unless a commander does this."""
    if actor.role != COMMANDER:
        raise NotAllowedError(
            f"{actor.role} {actor.person} may not {step} an order: a {COMMANDER} may"
        )


def check_step(step: Step, state: State) -> None:
    """Raise ``ConflictError`` unless an order in this state lets this be done."""
    if state not in _FROM[step]:
        wanted = " or ".join(sorted(_FROM[step]))
        raise ConflictError(f"the order is {state}: to {step} it, it would have to be {wanted}")


def why_alone(
    level: OrderLevel, composed_by: str, actor: Actor, policy: ReleasePolicy, because: str
) -> str:
    """Return why one person is enough for this release; nothing where there are two.

    ``NotAllowedError`` where a second person is needed.
    """
    check_commander(actor, Step.RELEASE)
    if actor.person.strip() != composed_by.strip():
        return ""
    if because.strip() and policy.alone_with_reason:
        return because.strip()
    if not needs_another(level, composed_by, actor, policy):
        return f"夜間（{policy.night}）の{level.name_ja}"
    otherwise = ", or say why nobody else is there" if policy.alone_with_reason else ""
    raise NotAllowedError(
        f"{actor.person} composed this order: another {COMMANDER} releases it{otherwise}"
    )


def needs_another(level: OrderLevel, composed_by: str, actor: Actor, policy: ReleasePolicy) -> bool:
    """Return whether this person composed the order, and no rule lets them release it as it is."""
    if actor.person.strip() != composed_by.strip():
        return False
    clock = actor.now.astimezone(JST).time()
    is_night = policy.night is not None and policy.night.include(clock)
    return not (is_night and level is OrderLevel.SAFETY)


def is_one_line(text: str) -> bool:
    """Return whether a text has no break and no control character; a wide blank is a blank."""
    return not any(unicodedata.category(character) in _NOT_IN_A_LINE for character in text)


def total(counts: Sequence[int | None]) -> int | None:
    """Return the sum; None where one of the counts is not known."""
    known = [count for count in counts if count is not None]
    return sum(known) if len(known) == len(counts) else None


def place(areas: Sequence[OrderArea]) -> str:
    """Return what an order's areas are called together."""
    more = f"ほか{len(areas) - 1}地区" if len(areas) > 1 else ""
    return f"{areas[0].name}{more}"


def phrase(level: OrderLevel, areas: Sequence[OrderArea], step: Step) -> str:
    """Return what a person types so that an order goes live: 「避難指示 川辺一丁目」."""
    return f"{level.name_ja} {place(areas)}{_DEEDS.get(step, '')}"


def check_phrase(status: Status, wanted: str, typed: str) -> None:
    """Raise ``InvalidError`` unless what goes out for real was typed by a person.

    A rehearsal asks for nothing; blanks and the width of characters are no fault.
    """
    if status is Status.ACTUAL and _plain(typed) != _plain(wanted):
        raise InvalidError(f"this goes to residents, for real: type 「{wanted}」 to release it")


def check_decided(decided_at: datetime, now: datetime) -> None:
    """Raise ``InvalidError`` unless this can be when the mayor decided."""
    if not now - DECIDED_AT_MOST <= decided_at <= now + AHEAD_AT_MOST:
        raise InvalidError(
            f"decided_at {decided_at.isoformat()} is not within the "
            f"{DECIDED_AT_MOST // timedelta(hours=1)} hours before now, {now.isoformat()}"
        )


def check_after(field: str, at: datetime, earliest: datetime, now: datetime) -> None:
    """Raise ``InvalidError`` unless a moment lies between the release and now."""
    if not earliest <= at <= now + AHEAD_AT_MOST:
        raise InvalidError(
            f"{field} {at.isoformat()} is not between {earliest.isoformat()}, when the order was "
            f"announced, and now, {now.isoformat()}"
        )


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).strip("「」 \u3000").split())
