"""An order in words: the level and the order first, then where, and what to do.

A short message gives up the time first, then words, then areas by name (ほか n 地区), then
the link; the names of the city and of the first area are cut only when nothing else fits.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from kawamori.messages.budget import first_that_fits
from kawamori.messages.clocks import clock, day
from kawamori.messages.order_matter import OrderKind, OrderMatter
from kawamori.messages.places import LONGEST_CUT_NAME, cut, listed, named, one_line, spoken
from kawamori.messages.terms import Term, level_term, order_term
from kawamori.messages.wording import wording
from kawamori.people import Language
from kawamori.runs import Status

_SHORTEST_NAME = 4  # characters
_MOST_IN_A_LETTER = 150  # areas
_MENDS = {OrderKind.CORRECT, OrderKind.RETRACT}
_IN_FORCE = {OrderKind.ISSUE, OrderKind.CHANGE, OrderKind.CORRECT}


@dataclass(frozen=True, slots=True)
class OrderWords:
    """What is told of an order."""

    matter: OrderMatter

    @property
    def status(self) -> Status:
        """Return whether it is real."""
        return self.matter.status

    @property
    def decisive(self) -> tuple[Term, ...]:
        """Return the alert level and the order's name."""
        return level_term(self.matter.alert_level), order_term(self.matter.alert_level)

    def short(self, language: Language, room: int) -> str:
        """Return the order for a short message, with its link where there is room."""
        return first_that_fits(self._shorts(language), room)

    def titles(self, language: Language) -> Iterator[str]:
        """Yield the order and its areas."""
        for areas in self._areas(language):
            yield self._said("order.title", language, areas=areas)

    def briefs(self, language: Language) -> Iterator[str]:
        """Yield who says it, for where, and what to do."""
        shelter = f"\n{self._shelter(language)}" if self._has_shelter else ""
        action = self.action(language)
        for with_shelter, areas in product((shelter, ""), self._areas(language)):
            where = wording(language).say("order.where", city=self._city(language), areas=areas)
            yield f"{where}{self._note(language)}{action}".rstrip() + with_shelter

    def letters(self, language: Language) -> Iterator[str]:
        """Yield all there is to know, in lines; the reason in Japanese, as it was written."""
        say, m = wording(language).say, self.matter
        time = say("order.letter.time", day=day(m.decided_at, language), clock=clock(m.decided_at))
        note = self._note(language).strip() if m.kind in _MENDS else ""
        for areas in listed(self._names(language), language, "lists.more_areas", _MOST_IN_A_LETTER):
            lines = [
                self._said("order", language),
                note,
                self.action(language),
                "\n" + say("order.letter.sender", city=self._city(language)),
                say("order.letter.areas", areas=areas),
                time,
                self._shelter(language) if self._has_shelter else "",
                self._reason(language),
                one_line(m.url),
            ]
            yield "\n".join(line for line in lines if line)

    def spoken(self, language: Language) -> Iterator[str]:
        """Yield the order as a voice says it; areas by their reading where there is one."""
        say, m = wording(language).say, self.matter
        name = say(
            "order.voice.name",
            level=level_term(m.alert_level).text(language),
            order=order_term(m.alert_level).text(language),
        )
        head = say(f"order.voice.{self._step}", name=name)
        note = self._note(language) if m.kind in _MENDS else ""
        action = self.action(language)
        city = m.city_reading if language.is_japanese else ""
        city = spoken(city or self._city(language))
        names = [
            spoken((area.reading if language.is_japanese else "") or name)
            for area, name in zip(m.areas, self._names(language), strict=True)
        ]
        for places in listed(names, language, "lists.more_areas"):
            yield head + say("order.voice.areas", city=city, areas=places) + note + action

    @property
    def _step(self) -> str:
        """Return which of a language's sentences says what happened."""
        m = self.matter
        if m.kind is not OrderKind.CHANGE:
            return m.kind.value
        if m.previous_level in {None, m.alert_level}:
            return "areas_changed"
        return "raised" if m.alert_level > (m.previous_level or 0) else "changed"

    def _shorts(self, language: Language) -> Iterator[str]:
        note, action = self._note(language), self.action(language)
        brief = self._action("brief", language)
        less = [(note, brief)] if self.matter.kind in _MENDS else [("", action)]
        extras = ["".join(each) for each in [(note, action), *less, ("", brief)]]
        city, url = self._city(language), one_line(self.matter.url)
        *full, cut_areas, shortest = self._areas(language)
        for areas, link in [*product(full, [url]), *product(full, [""])]:
            for extra in extras:
                yield self._short(city, areas, extra, link, language)
        for place, areas, extra in [
            (city, full[-1], ""),
            (city, cut_areas, brief),
            (cut(city), cut_areas, brief),
            (cut(city), cut_areas, ""),
            (cut(city, _SHORTEST_NAME), shortest, ""),
        ]:
            yield self._short(place, areas, extra, "", language)

    def _short(self, city: str, areas: str, extra: str, url: str, language: Language) -> str:
        head = f"【{city}】{self._said('order', language)}"
        line = wording(language).say("order.areas", head=head, areas=areas)
        text = (line + extra).rstrip()
        return f"{text} {url}" if url else text

    def _said(self, table: str, language: Language, **values: str) -> str:
        """Return the order's name with what happened to it."""
        level, order = self.decisive
        name = wording(language).say(
            "order.name", level=level.text(language), order=order.beside(language)
        )
        return wording(language).say(f"{table}.{self._step}", name=name, **values)

    def _note(self, language: Language) -> str:
        return wording(language).say(
            f"order.note.{self._step}", clock=clock(self.matter.decided_at)
        )

    def action(self, language: Language) -> str:
        """Return what people are to do."""
        return self._action("action", language)

    def _action(self, table: str, language: Language) -> str:
        m = self.matter
        what = str(m.alert_level) if m.kind in _IN_FORCE else m.kind.value
        order = order_term(m.alert_level).text(language)
        return wording(language).say(f"order.{table}.{what}", order=order)

    @property
    def _has_shelter(self) -> bool:
        return self.matter.kind in _IN_FORCE and bool(self.matter.shelter.strip())

    def _shelter(self, language: Language) -> str:
        return wording(language).say("order.letter.shelter", shelter=one_line(self.matter.shelter))

    def _reason(self, language: Language) -> str:
        if language is not Language.JA or not self.matter.reason.strip():
            return ""
        return wording(language).say("order.letter.reason", reason=one_line(self.matter.reason))

    def _city(self, language: Language) -> str:
        return named(self.matter.city, self.matter.city_en, language)

    def _names(self, language: Language) -> list[str]:
        return [named(area.name, area.name_en, language) for area in self.matter.areas]

    def _areas(self, language: Language) -> Iterator[str]:
        """Yield all areas, then ever fewer, at the end one by a cut name, and by a shorter one."""
        names = self._names(language)
        yield from listed(names, language, "lists.more_areas")
        more = wording(language).say("lists.more_areas", n=len(names) - 1) if names[1:] else ""
        for longest in (LONGEST_CUT_NAME, _SHORTEST_NAME):
            yield cut(names[0], longest) + more
