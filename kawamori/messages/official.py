"""Official information as it is passed on to residents: quoted by its name, with its source."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from kawamori.errors import InvalidError
from kawamori.messages.budget import first_that_fits
from kawamori.messages.clocks import clock, day, spoken_clock
from kawamori.messages.places import cut, listed, one_line, spoken
from kawamori.messages.terms import Term, hazard_term, official_term
from kawamori.messages.wording import wording
from kawamori.messages.written import Texts, all_written
from kawamori.official import Kind, OfficialName
from kawamori.people import Language
from kawamori.runs import Status


@dataclass(frozen=True, slots=True)
class OfficialMatter:
    """What was announced by whom, for which rivers or areas; ``issued_at``, or when lifted."""

    status: Status
    name: OfficialName
    issuer: str
    issued_at: datetime
    places: tuple[str, ...]
    is_lifted: bool = False
    url: str = ""

    def __post_init__(self) -> None:
        """Refuse what nobody could trace to whoever announced it."""
        if not self.issuer.strip():
            raise InvalidError("official information is quoted with its issuer")
        if not (self.places and all(place.strip() for place in self.places)):
            raise InvalidError(f"{self.name.ja}: name the rivers or the areas that it covers")


def official_texts(matter: OfficialMatter) -> Texts:
    """Return the text for every channel in every language, as it is sent."""
    return all_written(OfficialWords(matter))


@dataclass(frozen=True, slots=True)
class OfficialWords:
    """A quotation: its name is the issuer's own, and so is the level in it."""

    matter: OfficialMatter

    @property
    def status(self) -> Status:
        """Return whether it is real."""
        return self.matter.status

    @property
    def decisive(self) -> tuple[Term, ...]:
        """Return the name and the hazard in it."""
        name = self.matter.name
        if name.kind is Kind.EARLY_NOTICE:
            return (official_term(name.kind, name.alert_level),)
        return official_term(name.kind, name.alert_level), hazard_term(name.kind)

    def short(self, language: Language, room: int) -> str:
        """Return the quotation with its source, and its link where there is room."""
        advice, url = wording(language).say("official.advice"), one_line(self.matter.url)
        *lines, last = self._lines(language)
        tries = [f"{line}{advice} {url}" for line in lines if url]
        tries += [f"{line}{advice}" for line in lines]
        return first_that_fits([*tries, last.rstrip()], room)

    def titles(self, language: Language) -> Iterator[str]:
        """Yield the name and who announced it."""
        for issuer in (one_line(self.matter.issuer), cut(self.matter.issuer)):
            yield self._said("official.title", language, issuer=issuer)

    def briefs(self, language: Language) -> Iterator[str]:
        """Yield the quotation with its source, and whose orders to look for."""
        for line in self._lines(language):
            yield line + wording(language).say("official.advice")

    def letters(self, language: Language) -> Iterator[str]:
        """Yield the quotation, when it was announced, and that it is one."""
        say, m = wording(language).say, self.matter
        time = say("order.letter.time", day=day(m.issued_at, language), clock=clock(m.issued_at))
        lines = [say("official.advice"), "", time, self._quoted(language), one_line(m.url)]
        for line in self._lines(language):
            yield "\n".join([line.strip(), *lines]).rstrip()

    def spoken(self, language: Language) -> Iterator[str]:
        """Yield the quotation as a voice says it."""
        m, advice = self.matter, wording(language).say("official.advice")
        name, *_ = self.decisive
        for shorter in (False, True):
            issuer = spoken(cut(m.issuer) if shorter else m.issuer)
            for places in listed([spoken(p) for p in self._names(shorter=shorter)], language):
                said = wording(language).say(
                    f"official.voice.{self._step}",
                    term=spoken(name.text(language)),
                    issuer=issuer,
                    clock=spoken_clock(m.issued_at, language),
                    places=places,
                )
                yield said + advice

    @property
    def _step(self) -> str:
        return "lift" if self.matter.is_lifted else "issue"

    def _said(self, table: str, language: Language, **values: str) -> str:
        term = self.decisive[0].beside(language)
        return wording(language).say(f"{table}.{self._step}", term=term, **values)

    def _lines(self, language: Language) -> Iterator[str]:
        """Yield what was announced, by whom, when and where; cut at the end."""
        m = self.matter
        for shorter in (False, True):
            issuer = cut(m.issuer) if shorter else one_line(m.issuer)
            for places in listed(self._names(shorter=shorter), language):
                yield self._said(
                    "official", language, issuer=issuer, clock=clock(m.issued_at), places=places
                )

    def _names(self, *, shorter: bool) -> list[str]:
        return [cut(place) if shorter else one_line(place) for place in self.matter.places]

    def _quoted(self, language: Language) -> str:
        return wording(language).say("official.quoted", issuer=one_line(self.matter.issuer))
