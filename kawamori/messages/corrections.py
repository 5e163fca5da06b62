"""What is told when something that was sent was wrong: what it was, and how it is.

An order's own correction is one of its kinds (``OrderKind``). These are for gauge notices
and official information.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from kawamori.errors import InvalidError
from kawamori.messages.budget import first_that_fits
from kawamori.messages.clocks import clock, spoken_clock
from kawamori.messages.notices import Matter
from kawamori.messages.official import OfficialMatter, OfficialWords
from kawamori.messages.places import LONGEST_CUT_NAME, cut, named, one_line, spoken
from kawamori.messages.terms import Term, gauge_term
from kawamori.messages.wording import wording
from kawamori.messages.written import Texts, all_written
from kawamori.people import Language
from kawamori.runs import Status

LONGEST_REASON = 60  # characters: a text has room for no more
_SHORTEST_NAME = 4


class CorrectionKind(StrEnum):
    """What becomes of what was sent."""

    CORRECT = "correct"  # 訂正: something in it was wrong
    RETRACT = "retract"  # 取消: it should not have been sent


@dataclass(frozen=True, slots=True)
class CorrectionMatter:
    """What was wrong: the term and the place that were told of, and when.

    ``right`` (how it is) and ``because`` are in Japanese, as a person wrote them; they stand
    in Japanese, easy or not, which goes along with every other language.
    """

    status: Status
    kind: CorrectionKind
    terms: tuple[Term, ...]
    place: str
    sent_at: datetime
    place_en: str = ""
    right: str = ""
    because: str = ""

    def __post_init__(self) -> None:
        """Refuse a correction that does not say what is right, or is too long to be sent."""
        if self.kind is CorrectionKind.CORRECT and not self.right.strip():
            raise InvalidError("a correction says what is right")
        for name, text in (("right", self.right), ("because", self.because)):
            if len(text) > LONGEST_REASON:
                raise InvalidError(f"{name}: {LONGEST_REASON} characters at the most")


def correction_of_notice(
    matter: Matter, kind: CorrectionKind, *, right: str = "", because: str = ""
) -> CorrectionMatter:
    """Return what there is to say when a gauge's notice was wrong."""
    return CorrectionMatter(
        matter.status,
        kind,
        (gauge_term(matter.level),),
        matter.station_name,
        matter.observed_at,
        matter.station_name_en,
        right,
        because,
    )


def correction_of_official(
    matter: OfficialMatter, kind: CorrectionKind, *, right: str = "", because: str = ""
) -> CorrectionMatter:
    """Return what there is to say when official information was passed on wrongly."""
    terms, place = OfficialWords(matter).decisive, matter.places[0]
    return CorrectionMatter(matter.status, kind, terms, place, matter.issued_at, "", right, because)


def correction_texts(matter: CorrectionMatter) -> Texts:
    """Return the text for every channel in every language, as it is sent."""
    return all_written(CorrectionWords(matter))


@dataclass(frozen=True, slots=True)
class CorrectionWords:
    """訂正 or 取消 first, then what is meant by it."""

    matter: CorrectionMatter

    @property
    def status(self) -> Status:
        """Return whether it is real."""
        return self.matter.status

    @property
    def decisive(self) -> tuple[Term, ...]:
        """Return what was told of."""
        return self.matter.terms

    def short(self, language: Language, room: int) -> str:
        """Return what was wrong and, in Japanese, how it is."""
        after = wording(language).say("correction.after")
        more = self._right(language), self._because(language)
        tries = [
            self._said("correction", language, place) + extra
            for place in self._places(language)
            for extra in ("".join([*more, after]), "".join(more), more[0], "")
        ]
        return first_that_fits(tries, room).rstrip()

    def titles(self, language: Language) -> Iterator[str]:
        """Yield what is corrected."""
        for place in self._places(language):
            yield self._said("correction.title", language, place)

    def briefs(self, language: Language) -> Iterator[str]:
        """Yield what was wrong, how it is and why."""
        for place in self._places(language):
            yield "".join([self._said("correction", language, place), *self._rest(language)])

    def letters(self, language: Language) -> Iterator[str]:
        """Yield the same in lines."""
        for place in self._places(language):
            head = self._said("correction", language, place).strip()
            yield "\n".join(line for line in [head, *self._rest(language)] if line)

    def spoken(self, language: Language) -> Iterator[str]:
        """Yield the same as a voice says it."""
        m = self.matter
        for place in self._places(language):
            said = wording(language).say(
                f"correction.voice.{m.kind.value}",
                clock=spoken_clock(m.sent_at, language),
                term=spoken(m.terms[0].text(language)),
                place=spoken(place),
            )
            yield spoken("".join([said, *self._rest(language)]))

    def _said(self, table: str, language: Language, place: str) -> str:
        m = self.matter
        return wording(language).say(
            f"{table}.{m.kind.value}",
            clock=clock(m.sent_at),
            term=m.terms[0].beside(language),
            place=place,
        )

    def _rest(self, language: Language) -> list[str]:
        after = wording(language).say("correction.after")
        return [self._right(language), self._because(language), after]

    def _right(self, language: Language) -> str:
        return self._as_written("right", self.matter.right, language)

    def _because(self, language: Language) -> str:
        return self._as_written("because", self.matter.because, language)

    def _as_written(self, name: str, text: str, language: Language) -> str:
        if not language.is_japanese or not text.strip():
            return ""
        plain = one_line(text).rstrip("。")
        return wording(language).say(f"correction.{name}", **{name: plain}) + "。"

    def _places(self, language: Language) -> Iterator[str]:
        place = named(self.matter.place, self.matter.place_en, language)
        yield place
        yield cut(place, LONGEST_CUT_NAME)
        yield cut(place, _SHORTEST_NAME)
