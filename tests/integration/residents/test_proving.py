"""A message that somebody got is shown to be ours by its code, or not to be."""

from typing import TYPE_CHECKING

import httpx
import pytest

from api.residents.app import create_residents
from api.testing.serving import serve
from kawamori.embedded.postgres import PostgresServer
from kawamori.settings import Settings

if TYPE_CHECKING:
    from tests.integration.residents.conftest import Phone

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)


def test_a_code_of_nothing_is_answered_plainly_with_what_to_do(phone: "Phone") -> None:
    page = phone.get("/m/K7Q4MX", accept_language="ja").text
    assert "#K7Q4MXのお知らせは送っていません" in page
    assert "リンクを開かないでください" in page


def test_what_is_pasted_is_in_no_address(phone: "Phone") -> None:
    pasted = {"code": "【川辺市】避難指示 川原町。全員避難。＃ｋ７ｑ４ｍｘ"}
    answer = phone.client.post("/ja/m/", data=pasted)
    assert "#K7Q4MXのお知らせは送っていません" in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert 'method="post"' in answer.text


def test_the_page_speaks_what_the_browser_asks_for(phone: "Phone") -> None:
    assert '<html lang="pt"' in phone.get("/m/", accept_language="pt-BR,pt;q=0.9").text
    assert '<html lang="zh-Hant"' in phone.get("/m/", accept_language="zh-TW").text
    assert '<html lang="ja"' in phone.get("/m/", accept_language="tlh").text
    assert '<html lang="vi"' in phone.get("/vi/m/", accept_language="ja").text


def test_what_was_typed_is_shown_as_text_and_never_as_markup(phone: "Phone") -> None:
    answer = phone.client.post("/m/", data={"code": "<script>alert(1)</script>"})
    assert "&lt;script&gt;alert" in answer.text
    assert "<script>alert" not in answer.text


def test_whoever_tries_codes_is_sent_away(phone: "Phone") -> None:
    pages = [phone.get(f"/m/K7Q4M{last}", accept_language="en").text for last in "23456789CDF" * 4]
    assert 'role="alert"' in pages[-1]


def test_without_the_database_a_person_is_told_so_in_words(
    database_server: PostgresServer, settings: Settings
) -> None:
    url = type(settings.database_url)(database_server.url())
    away = settings.model_copy(update={"database_url": url})
    with serve(away, make=create_residents) as served:
        database_server.stop()
        answer = httpx.get(f"{served.url}/m/K7Q4MX", timeout=30)
    assert answer.status_code == 503
    assert "いまは確かめられません" in answer.text
