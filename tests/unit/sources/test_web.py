"""A service is asked politely: by name, only for what is new, later when it says so."""

import random
from collections.abc import Iterator
from contextlib import closing

import pytest

from ingest.sources import web as webs
from ingest.sources.pace import LONGEST_S, Pace
from ingest.sources.web import AskLaterError, Web
from kawamori.errors import InvalidError, NotFoundError, UnavailableError
from simulators.sources.server import Mishap, PublicSources

LIST = "/jma/flood/data/r8/flood_xml.json"


@pytest.fixture
def sources() -> Iterator[PublicSources]:
    with PublicSources().answering() as answering:
        yield answering


@pytest.fixture
def web() -> Iterator[Web]:
    with closing(Web("川辺市 Kawabe; bosai@kawabe.example")) as web:
        yield web


def test_a_service_is_told_which_city_asks_and_whom_to_write_to(
    sources: PublicSources, web: Web
) -> None:
    web.get(f"{sources.url}{LIST}")

    asked_by = sources.asked[0].headers["User-Agent"]
    assert asked_by.startswith("Kawamori/")
    assert "Kawabe; bosai@kawabe.example" in asked_by


def test_only_what_was_taken_is_not_asked_for_again(sources: PublicSources, web: Web) -> None:
    answer = web.get(f"{sources.url}{LIST}")
    again = web.get(f"{sources.url}{LIST}")
    assert answer is not None
    assert again is not None  # nobody has said that it is safe

    web.remember(answer)

    assert web.get(f"{sources.url}{LIST}") is None
    sources.jma.floods = [{}]
    assert web.get(f"{sources.url}{LIST}") is not None


def test_each_failure_has_its_name(sources: PublicSources, web: Web) -> None:
    with pytest.raises(NotFoundError, match="404"):
        web.get(f"{sources.url}/nowhere")
    with pytest.raises(UnavailableError, match="no connection"):
        web.get("http://127.0.0.1:9/")
    sources.mishaps["/jma"] = Mishap(500)
    with pytest.raises(UnavailableError, match="500"):
        web.get(f"{sources.url}{LIST}")
    sources.mishaps["/jma"] = Mishap(429, headers={"Retry-After": "90"})
    with pytest.raises(AskLaterError) as caught:
        web.get(f"{sources.url}{LIST}")
    assert caught.value.again_in_s == 90


def test_an_answer_without_end_is_not_read_to_its_end(
    sources: PublicSources, web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webs, "LARGEST", 1000)
    sources.mishaps["/jma"] = Mishap(200, b"x" * 100_000)

    with pytest.raises(InvalidError, match="more than 1000 bytes"):
        web.get(f"{sources.url}{LIST}")


def test_waits_are_never_shorter_than_the_interval_and_double_while_it_fails() -> None:
    pace = Pace(60, random.Random(1))

    assert 60 <= pace.after_success() <= 66
    assert 300 <= pace.after_success(fresh_for_s=300) <= 330
    waits = [pace.after_failure() for _ in range(10)]
    assert 60 <= waits[0] <= 66
    assert 120 <= waits[1] <= 132
    assert LONGEST_S <= waits[-1] <= LONGEST_S * 1.1
    assert pace.after_failure(again_in_s=7200) >= 7200
    assert 60 <= pace.after_success() <= 66
