"""People who may be called out: how willing each is, how long each takes, and what they write.

Every number of their habits is an assumption, written here. Nobody is average: willingness and
silence differ from one to the next, and at night more people sleep through it.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from kawamori.responders.callouts import Answer

DAY_S, HOUR_S = 86_400.0, 3600.0
_NIGHT_ENDS_S, _NIGHT_BEGINS_S = 6 * HOUR_S, 22 * HOUR_S
_SILENT = (4.05, 4.95)  # Beta, by day: 45 % never answer
_SILENT_AT_NIGHT = 0.5  # of those who answer by day
_WILLING = (2.0, 2.2)  # Beta, of those who answer
_UNCLEAR = 0.10  # of all answers
_LATER = 0.25  # of those who come
_DELAY_MEDIAN_S, _DELAY_SIGMA = 240.0, 1.0  # log-normal; between people, and from call to call
_SLOWNESS_SIGMA = 0.5
_SLOWER_AT_NIGHT = 1.5
_FARTHEST_M = 8000.0
_LANGUAGES: Mapping[str, float] = {
    "ja": 0.86,
    "en": 0.04,
    "zh": 0.03,
    "ko": 0.02,
    "pt": 0.03,
    "vi": 0.02,
}
_MINUTES = (15, 20, 30, 40, 60, 90)


@dataclass(frozen=True, slots=True)
class Reply:
    """What somebody writes, so long after they were asked, and what they mean by it."""

    delay_s: float
    text: str
    meaning: Answer


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with habits of their own."""

    person_id: int
    language: str
    distance_m: float
    silent: float
    willing: float
    slowness: float

    def reply(self, asked_at_s: float, rng: np.random.Generator) -> Reply | None:
        """Return their answer, if ever one comes; ``asked_at_s`` is counted from a midnight.

        They do not know whether enough others come: a yes may be late.
        """
        is_night = not _NIGHT_ENDS_S <= asked_at_s % DAY_S < _NIGHT_BEGINS_S
        answers = (1 - self.silent) * (_SILENT_AT_NIGHT if is_night else 1.0)
        # Every chance is drawn, whatever comes of it: so one answer never shifts another.
        wakes, sure, comes, soon = rng.random(4)
        spread = float(rng.lognormal(0.0, _DELAY_SIGMA))
        which, minutes = rng.random(), int(rng.choice(_MINUTES))
        if wakes >= answers:
            return None
        if sure < _UNCLEAR:
            meaning = Answer.UNCLEAR
        elif comes >= self.willing:
            meaning = Answer.NO
        else:
            meaning = Answer.LATER if soon < _LATER else Answer.YES
        pool = texts(meaning, self.language)
        text = pool[int(which * len(pool))].format(minutes=minutes)
        slower = _SLOWER_AT_NIGHT if is_night else 1.0
        return Reply(_DELAY_MEDIAN_S * self.slowness * slower * spread, text, meaning)


def make_people(n: int, seed: int) -> list[Person]:
    """Return people who live all over a city; the same for the same seed."""
    rng = np.random.default_rng(seed)
    languages = rng.choice(list(_LANGUAGES), n, p=list(_LANGUAGES.values()))
    distances = _FARTHEST_M * np.sqrt(rng.random(n))  # as many on every square kilometre
    silent, willing = rng.beta(*_SILENT, n), rng.beta(*_WILLING, n)
    slowness = rng.lognormal(0.0, _SLOWNESS_SIGMA, n)
    return [
        Person(
            person_id,
            str(languages[person_id]),
            float(distances[person_id]),
            float(silent[person_id]),
            float(willing[person_id]),
            float(slowness[person_id]),
        )
        for person_id in range(n)
    ]


def texts(meaning: Answer, language: str) -> Sequence[str]:
    """Return what people write who mean this."""
    pool: Sequence[str] = _texts()[meaning][language]
    return pool


@cache
def _texts() -> Mapping[str, Mapping[str, Sequence[str]]]:
    text = (files("simulators.responders") / "texts.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
