"""Whoever was asked answers on their page, and for nobody else."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from api.testing.answering import answer_of, asked, on_page
from api.testing.responders import KEY, as_responder
from kawamori.testing.callouts import Desk

if TYPE_CHECKING:
    from api.testing.asking import Api
    from kawamori.testing.world import World

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)


@pytest.fixture
def desk(world: "World") -> Desk:
    return Desk(world.connection, KEY, wall=datetime.now(UTC) - timedelta(seconds=5))


def test_on_their_page_they_see_what_they_were_asked_and_answer(api: "Api", desk: Desk) -> None:
    who, callout_id = asked(desk, 2)
    key = desk.keys[who]

    [ask] = as_responder(api, key, "GET", "/responders/me/asks").raise_for_status().json()
    taken = on_page(api, desk, who, callout_id, answer="later", after_minutes=20).json()

    assert (ask["callout_id"], ask["place"], ask["answer"]) == (callout_id, "本町公民館", None)
    assert taken["outcome"] == "expected_later"
    assert "ごろの到着で受け付けました" in taken["text"]
    assert answer_of(desk, callout_id, who) == ("later", True)


def test_on_their_page_they_answer_in_words_that_can_be_read(api: "Api", desk: Desk) -> None:
    who, callout_id = asked(desk)

    answers = [
        on_page(api, desk, who, callout_id, answer="later"),
        on_page(api, desk, who, callout_id, answer="yes", after_minutes=5),
        on_page(api, desk, who, callout_id, answer="unclear"),
        on_page(api, desk, who, callout_id + 1, answer="yes"),
    ]

    assert [each.status_code for each in answers] == [400, 400, 400, 404]
    assert answer_of(desk, callout_id, who) == (None, False)


def test_nobody_answers_for_somebody_else_or_without_a_pass(api: "Api", desk: Desk) -> None:
    who, callout_id = asked(desk)
    other = desk.enrol()

    assert on_page(api, desk, other, callout_id, answer="yes").status_code == 404
    assert api.get("/responders/me/asks", who=None).status_code == 401
    desk.connection.execute("UPDATE responder_passes SET valid_until = now() - interval '1 s'")
    assert on_page(api, desk, who, callout_id, answer="yes").status_code == 403
