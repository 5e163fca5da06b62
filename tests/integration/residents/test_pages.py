"""What the residents' pages say is what is confirmed, announced and open, a moment later."""

import re
from typing import TYPE_CHECKING

import pytest

from api.residents.rendering import folder_of
from kawamori.people import Language
from kawamori.storage.river.credits import set_credit
from kawamori.testing.waiting import until

if TYPE_CHECKING:
    from kawamori.testing.world import World
    from tests.integration.residents.conftest import Phone

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)


def text_of(page: str) -> str:
    """Return what a reader sees of a page, without its readings."""
    body = re.sub(r"<(style|rt|rp)[^>]*>.*?</\1>", "", page.partition("<body")[2], flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", body))


def test_a_level_that_is_confirmed_is_on_the_pages_a_moment_later(
    phone: "Phone", world: "World"
) -> None:
    world.assess(4, 4.12)
    world.raise_alert(4, public_level=4)
    until(lambda: phone.level() == 4)
    page = text_of(phone.get("/").text)
    assert "4.12 m" in page
    assert "氾濫危険水位に達しています" in page
    assert "直ちに川から離れ" in page


def test_what_is_not_confirmed_is_on_no_page(phone: "Phone", world: "World") -> None:
    world.assess(4, 3.987, public_level=1, public_stage_m=1.1)
    world.raise_alert(4, public_level=1)
    until(lambda: phone.level() == 1)
    for path in ("/", "/text/", "/en/", "/now.json", "/places.json"):
        assert "3.98" not in phone.get(path).text, path


def test_whose_readings_are_shown_is_said_on_every_page(phone: "Phone", world: "World") -> None:
    line = "出典：国土交通省「川の防災情報」"
    set_credit(world.connection, "kawabe-bridge", line)
    world.raise_alert(4, public_level=4)
    until(lambda: line in phone.get("/").text)
    for path in ("/text/", f"/{folder_of(Language.EASY)}", "/en/"):
        assert line in phone.get(path).text, path


def test_every_language_has_a_page_and_one_without_style_and_script(phone: "Phone") -> None:
    for language in Language:
        folder = folder_of(language)
        page, text = phone.get(f"/{folder}").text, phone.get(f"/{folder}text/").text
        assert f'<html lang="{language.html_tag}"' in page
        assert f'<html lang="{language.html_tag}"' in text
        assert "<script" not in text
        assert "<style" not in text
        for other in set(Language) - {language}:
            assert f'href="/{folder_of(other)}text/"' in text


def test_who_looks_at_nothing_new_is_sent_nothing(phone: "Phone") -> None:
    etag = phone.get("/now.json").headers["etag"]
    assert phone.get("/now.json", if_none_match=etag).status_code == 304


def test_a_page_may_run_our_own_script_and_nothing_else(phone: "Phone") -> None:
    page = phone.get("/").text
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]+)"', page)
    assert "default-src 'none'" in policy.replace("&#39;", "'")
    assert "unsafe" not in policy


def test_headquarters_has_no_page_here(phone: "Phone") -> None:
    for path in ("/hq/", "/hq/stations", "/hooks/twilio/status", "/docs", "/openapi.json"):
        assert phone.get(path).status_code == 404, path


def test_what_is_public_is_answered_here_too(phone: "Phone") -> None:
    assert phone.get("/public/stations").json()["features"]
    assert phone.get("/ready").json()["ready"]
