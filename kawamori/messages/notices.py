"""A gauge's notices: that a water level was reached, in the threshold's official name.

They say nothing that only those entitled may say: no 警報, no 予報, no 警戒レベル, no order's
instruction. The decisive word comes first, because a phone shows only the beginning.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from kawamori.alerts import Kind
from kawamori.levels import GaugeLevel
from kawamori.messages.budget import ONE_PART, first_that_fits, ucs2_units
from kawamori.messages.clocks import clock, day, spoken_clock, spoken_metres
from kawamori.messages.marks import mark
from kawamori.messages.places import READS_KANJI, cut, listed, named, one_line, spoken
from kawamori.messages.proof import with_place
from kawamori.messages.terms import Term, gauge_term
from kawamori.messages.wording import wording
from kawamori.people import Language
from kawamori.runs import Status

MOST_IN_A_LETTER = 20  # stations; more than that nobody reads

_ADVICE = {
    GaugeLevel.NORMAL: "still",
    GaugeLevel.STANDBY: "away",
    GaugeLevel.CAUTION: "watch",
    GaugeLevel.EVACUATION: "check",
    GaugeLevel.DANGER: "check",
    GaugeLevel.OVERFLOW: "leave",
}


@dataclass(frozen=True, slots=True)
class Matter:
    """What a notice is about."""

    status: Status
    kind: Kind
    level: GaugeLevel
    station_name: str
    station_name_en: str
    river: str
    stage_m: float
    observed_at: datetime


@dataclass(frozen=True, slots=True)
class Notice:
    """Stations of one river in words; what the highest stands at is said of all of them."""

    matters: tuple[Matter, ...]

    @property
    def status(self) -> Status:
        """Return whether the river is real."""
        return self._highest.status

    @property
    def decisive(self) -> tuple[Term, ...]:
        """Return the threshold's name."""
        return (gauge_term(self._level),)

    def short(self, language: Language, room: int) -> str:
        """Return the notice in one part where it fits one; a name is cut last of all."""
        head, advice = self._said("gauge.", language), self._advice(language)
        away = wording(language).say("gauge.advice." + ("away" if self._level else "still"))
        full, shortened = (list(self._wheres(called, language)) for called in (_name, _cut_name))
        if len(self.matters) == 1:
            one_part = ONE_PART - ucs2_units(mark(self.status, language))
            for where in full:
                if ucs2_units(with_place(head + where + advice)) <= one_part:
                    return head + where + advice
        tries = []
        for wheres in (full, shortened):
            tries += [head + where + said for said in (advice, away, "") for where in wheres]
        return first_that_fits(tries, room)

    def titles(self, language: Language) -> Iterator[str]:
        """Yield the threshold and where it was reached."""
        for place in self._places(language):
            yield self._said("gauge.title.", language, place=place)

    def briefs(self, language: Language) -> Iterator[str]:
        """Yield where, how high and when, and what to do."""
        for called in (_name, _cut_name):
            for where in self._wheres(called, language):
                yield where + self._advice(language)

    def letters(self, language: Language) -> Iterator[str]:
        """Yield the notice with a few lines for each station."""
        say = wording(language).say
        head = self._said("gauge.", language).rstrip("：: ")
        tail = [self._advice(language), say("gauge.letter.nature")]
        if len(self.matters) > MOST_IN_A_LETTER:
            tail = [say("lists.more").strip(), "", *tail]
        for called in (_on_river, _cut_name):
            blocks = [
                _block(matter, called, language) for matter in self.matters[:MOST_IN_A_LETTER]
            ]
            yield "\n".join([head, "", *(line for block in blocks for line in block), *tail])

    def spoken(self, language: Language) -> Iterator[str]:
        """Yield the notice as a voice says it, with ever fewer stations."""
        say = wording(language).say
        head = self._said("gauge.voice.", language)
        if language in READS_KANJI:
            head += say("gauge.voice.of_river", river=spoken(cut(self._highest.river)))
        time = say("gauge.voice.time", clock=spoken_clock(self._latest, language))
        for shown in range(len(self.matters), 0, -1):
            for called in (_name, _cut_name):
                places = [_said_of(m, called, language) for m in self.matters[:shown]]
                yield head + "".join(places) + time + self._advice(language)

    @property
    def _highest(self) -> Matter:
        return max(self.matters, key=lambda m: (m.level, m.kind is not Kind.EASE))

    @property
    def _level(self) -> GaugeLevel:
        has_fallen = self._highest.kind is Kind.CLEAR
        return GaugeLevel.NORMAL if has_fallen else self._highest.level

    @property
    def _latest(self) -> datetime:
        return max(matter.observed_at for matter in self.matters)

    def _said(self, sentence: str, language: Language, **values: str) -> str:
        """Return a sentence that says in which direction the water went."""
        step = "eased" if self._highest.kind is Kind.EASE else "reached"
        (term,) = self.decisive
        is_spoken = sentence == "gauge.voice."
        text = term.text(language) if is_spoken else term.beside(language)
        step = step if self._level else "fallen"
        return wording(language).say(sentence + step, term=text, **values)

    def _advice(self, language: Language) -> str:
        return wording(language).say(f"gauge.advice.{_ADVICE[self._level]}")

    def _wheres(self, called: "_Called", language: Language) -> Iterator[str]:
        """Yield where, how high and when; first in full, then with less."""
        say, at = wording(language).say, clock(self._latest)
        places = [_place(matter, called, language) for matter in self.matters]
        if len(self.matters) == 1:
            if language in READS_KANJI and called is _name:
                places.insert(0, _place_on_river(self._highest, language))
            yield from (say("gauge.where", places=place, clock=at) for place in places)
            return
        several = self._several(cut(self._highest.river), language)
        for line in listed(places, language):
            yield say("gauge.gathered", several=several, places=line, clock=at)

    def _places(self, language: Language) -> Iterator[str]:
        """Yield what the place is called: with its river, without, and cut."""
        if len(self.matters) > 1:
            for river in (one_line(self._highest.river), cut(self._highest.river)):
                yield self._several(river, language)
            return
        if language in READS_KANJI:
            yield _on_river(self._highest, language)
        yield _name(self._highest, language)
        yield _cut_name(self._highest, language)

    def _several(self, river: str, language: Language) -> str:
        return wording(language).say("gauge.several", river=river, n=len(self.matters))


_Called = Callable[[Matter, Language], str]


def _name(matter: Matter, language: Language) -> str:
    return named(matter.station_name, matter.station_name_en, language)


def _cut_name(matter: Matter, language: Language) -> str:
    return cut(_name(matter, language))


def _on_river(matter: Matter, language: Language) -> str:
    name, river = _name(matter, language), one_line(matter.river)
    return wording(language).say("gauge.place_of_river", place=name, river=river)


def _place(matter: Matter, called: _Called, language: Language) -> str:
    name, stage = called(matter, language), f"{matter.stage_m:.2f}"
    return wording(language).say("gauge.place", place=name, stage=stage)


def _place_on_river(matter: Matter, language: Language) -> str:
    name, river, stage = _name(matter, language), one_line(matter.river), f"{matter.stage_m:.2f}"
    return wording(language).say("gauge.place_on_river", place=name, river=river, stage=stage)


def _block(matter: Matter, called: _Called, language: Language) -> list[str]:
    """Return the lines of a letter about one station."""
    say, at = wording(language).say, matter.observed_at
    return [
        say("gauge.letter.station", place=called(matter, language)),
        say("gauge.letter.stage", stage=f"{matter.stage_m:.2f}"),
        say("gauge.letter.time", day=day(at, language), clock=clock(at)),
        "",
    ]


def _said_of(matter: Matter, called: _Called, language: Language) -> str:
    stage = spoken_metres(matter.stage_m, language)
    name = spoken(called(matter, language))
    return wording(language).say("gauge.voice.place", place=name, stage=stage)
