"""That a height of one's own was reached (自分で決めた高さ): a number, and whose it is.

It is no threshold of anybody's: it says what the gauge shows, that this is automatic, and nothing
of what to do. None of the official words is in it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from kawamori.messages.budget import ONE_PART, first_that_fits, ucs2_units
from kawamori.messages.clocks import clock, day, spoken_clock, spoken_metres
from kawamori.messages.marks import mark
from kawamori.messages.places import READS_KANJI, cut, named, one_line, spoken
from kawamori.messages.proof import with_place
from kawamori.messages.terms import Term
from kawamori.messages.wording import wording
from kawamori.messages.written import Texts, all_written
from kawamori.people import Language
from kawamori.runs import Status


@dataclass(frozen=True, slots=True)
class OwnMatter:
    """Whose height was reached where; ``mark_m`` is their own, ``stage_m`` what the gauge shows."""

    status: Status
    mark_m: float
    station_name: str
    station_name_en: str
    river: str
    stage_m: float
    observed_at: datetime


def own_texts(matter: OwnMatter) -> Texts:
    """Return the text for every channel in every language."""
    return all_written(_Own(matter))


@dataclass(frozen=True, slots=True)
class _Own:
    matter: OwnMatter

    @property
    def status(self) -> Status:
        """Return whether the river is real."""
        return self.matter.status

    @property
    def decisive(self) -> tuple[Term, ...]:
        """Return no term: nothing official is said here."""
        return ()

    def short(self, language: Language, room: int) -> str:
        """Return it in one part where it fits one; a name is cut last of all."""
        say = wording(language).say
        head, nature = say("own.reached", mark=_metres(self.matter.mark_m)), say("own.nature")
        one_part = ONE_PART - ucs2_units(mark(self.status, language))
        wheres = list(self._wheres(language))
        for where in wheres[:-1]:
            if ucs2_units(with_place(head + where + nature)) <= one_part:
                return head + where + nature
        return first_that_fits(
            [head + where + said for said in (nature, "") for where in wheres], room
        )

    def titles(self, language: Language) -> Iterator[str]:
        """Yield the height, and where it was reached."""
        for place in self._places(language):
            yield wording(language).say("own.title", mark=_metres(self.matter.mark_m), place=place)

    def briefs(self, language: Language) -> Iterator[str]:
        """Yield where, how high and when, and that nobody has looked at it."""
        for where in self._wheres(language):
            yield where + wording(language).say("own.nature")

    def letters(self, language: Language) -> Iterator[str]:
        """Yield the same in lines."""
        say, at = wording(language).say, self.matter.observed_at
        head = say("own.reached", mark=_metres(self.matter.mark_m)).rstrip("：: ")
        for place in self._places(language):
            yield "\n".join(
                [
                    head,
                    "",
                    say("gauge.letter.station", place=place),
                    say("gauge.letter.stage", stage=_metres(self.matter.stage_m)),
                    say("gauge.letter.time", day=day(at, language), clock=clock(at)),
                    "",
                    say("own.nature").strip(),
                ]
            )

    def spoken(self, language: Language) -> Iterator[str]:
        """Yield it as a voice says it."""
        say, m = wording(language).say, self.matter
        head = say("own.voice.reached", mark=spoken_metres(m.mark_m, language))
        if language in READS_KANJI:
            head += say("gauge.voice.of_river", river=spoken(cut(m.river)))
        time = say("gauge.voice.time", clock=spoken_clock(m.observed_at, language))
        name, stage = self._name(language), spoken_metres(m.stage_m, language)
        for called in (name, cut(name)):
            place = say("gauge.voice.place", place=spoken(called), stage=stage)
            yield head + place + time + say("own.nature")

    def _name(self, language: Language) -> str:
        return named(self.matter.station_name, self.matter.station_name_en, language)

    def _places(self, language: Language) -> Iterator[str]:
        """Yield what the place is called: with its river, without, and cut."""
        name = self._name(language)
        if language in READS_KANJI:
            river = one_line(self.matter.river)
            yield wording(language).say("gauge.place_of_river", place=name, river=river)
        yield name
        yield cut(name)

    def _wheres(self, language: Language) -> Iterator[str]:
        """Yield where, how high and when; first in full, then with less."""
        say, name, at = wording(language).say, self._name(language), clock(self.matter.observed_at)
        stage, river = _metres(self.matter.stage_m), one_line(self.matter.river)
        places = [say("gauge.place", place=each, stage=stage) for each in (name, cut(name))]
        if language in READS_KANJI:
            places.insert(0, say("gauge.place_on_river", place=name, river=river, stage=stage))
        yield from (say("gauge.where", places=place, clock=at) for place in places)


def _metres(stage_m: float) -> str:
    return f"{stage_m:.2f}"
