"""Simulated people answer as people do, the same for the same seed, whichever way asks them."""

import numpy as np
import pytest

from kawamori.responders.callouts import COMING, Answer
from kawamori.responders.replies import read_reply
from simulators.responders.callouts import HORIZON_S, WAYS, line_of, play, replies_of
from simulators.responders.people import HOUR_S, make_people, texts

MIDDAY_S, MIDNIGHT_S = 12 * HOUR_S, 0.0
LANGUAGES = ("ja", "en", "zh", "ko", "pt", "vi")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("meant", Answer)
def test_what_they_write_is_read_as_they_mean_it(meant: Answer, language: str) -> None:
    read = {text: read_reply(text.format(minutes=40)) for text in texts(meant, language)}

    assert {text: reading.answer for text, reading in read.items()} == dict.fromkeys(read, meant)


def test_the_same_seed_makes_the_same_people_and_answers() -> None:
    people = make_people(50, seed=7)

    assert make_people(50, seed=7) == people != make_people(50, seed=8)
    assert replies_of(people, MIDDAY_S, 3) == replies_of(people, MIDDAY_S, 3)


def test_nearly_half_never_answer_by_day_and_more_at_night() -> None:
    people = make_people(4000, seed=1)

    silent = {
        hour_s: sum(reply is None for reply in replies_of(people, hour_s, 1).values())
        for hour_s in (MIDDAY_S, MIDNIGHT_S)
    }

    assert 0.40 < silent[MIDDAY_S] / len(people) < 0.50
    assert silent[MIDNIGHT_S] > silent[MIDDAY_S] * 1.3


def test_half_of_the_answers_take_four_minutes_and_a_few_over_an_hour() -> None:
    rng = np.random.default_rng(5)
    people = make_people(4000, seed=1)

    delays_s = [reply.delay_s for person in people if (reply := person.reply(MIDDAY_S, rng))]

    assert np.median(delays_s) == pytest.approx(240, rel=0.1)
    assert 0 < np.mean(np.array(delays_s) > HORIZON_S) < 0.05


@pytest.mark.parametrize("name", WAYS)
@pytest.mark.parametrize("seed", range(5))
def test_every_way_keeps_its_books(name: str, seed: int) -> None:
    people = make_people(200, seed)
    line, replies = line_of(people), replies_of(people, MIDDAY_S, seed)

    callout = play(WAYS[name](), 12, line, replies)

    came = sum(said in COMING for said in callout.said.values())
    assert callout.said.keys() <= callout.asked_at_s.keys()
    assert list(callout.asked_at_s) + callout.line == line
    assert (callout.coming, callout.sent_home) == (min(came, 12), max(came - 12, 0))
    assert (callout.filled_at_s is not None) == (callout.coming == 12)
    assert max(callout.asked_at_s.values()) <= (callout.filled_at_s or HORIZON_S)


def test_waves_disturb_fewer_than_everyone() -> None:
    people = make_people(200, 1)
    line, replies = line_of(people), replies_of(people, MIDDAY_S, 1)

    waves, everyone = (
        play(WAYS[way](), 12, line, replies) for way in ("waves", "everyone at once")
    )

    assert waves.coming == everyone.coming == 12
    assert len(waves.asked_at_s) < len(everyone.asked_at_s)
    assert waves.sent_home < everyone.sent_home
