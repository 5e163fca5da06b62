"""What was answered so far, silence too, says how many the next wave asks."""

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from kawamori.responders.callouts import Answer
from kawamori.responders.waves import Share, wave_size
from kawamori.testing.callouts import Desk

if TYPE_CHECKING:
    from kawamori.testing.world import World

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

KEY = b"nobody-registers-with-real-ones!"
FIRST = wave_size(1, 0, Share())
LONG = timedelta(minutes=20)  # longer than anybody's silence says nothing


@pytest.fixture
def desk(world: "World") -> Desk:
    return Desk(world.connection, KEY)


def test_a_first_wave_goes_by_what_is_thought_before_anybody_answers(desk: Desk) -> None:
    for _ in range(FIRST + 1):
        desk.enrol()
    desk.call_out()

    assert desk.work() == FIRST


@pytest.mark.parametrize("answer", [Answer.NO, None])
def test_the_next_wave_is_larger_after_noes_and_silence(desk: Desk, answer: Answer | None) -> None:
    for _ in range(40):
        desk.enrol()
    callout_id = desk.call_out()
    desk.work()
    for who in desk.asks(callout_id):
        if answer:
            desk.answer(callout_id, who, answer)

    assert desk.work(LONG) == wave_size(1, 0, Share().heard(0, FIRST)) > FIRST
