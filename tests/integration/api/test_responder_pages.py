"""The responders' page is served by itself, and may ask for what no other page of ours may."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from api.errors import tell_errors
from api.responder_pages import add_responder_pages

Get = Callable[[str], httpx.Response]


def served(folder: Path) -> Get:
    """Return what asks for a path of a page that lies in a folder."""
    app = FastAPI()
    tell_errors(app)
    add_responder_pages(app, folder)

    async def ask(path: str) -> httpx.Response:
        at = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=at, base_url="http://kawamori.test") as client:
            return await client.get(path, follow_redirects=True)

    return lambda path: asyncio.run(ask(path))


@pytest.fixture
def get(tmp_path: Path) -> Get:
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("<title>一時職員</title>", encoding="utf-8")
    (tmp_path / "sw.js").write_text("/* worker */", encoding="utf-8")
    (tmp_path / "assets" / "index-1a2b.js").write_text("/* page */", encoding="utf-8")
    return served(tmp_path)


def test_the_page_may_ask_for_a_position_and_the_camera_of_itself_alone(get: Get) -> None:
    page = get("/responder")

    assert page.url.path == "/responder/"
    assert "一時職員" in page.text
    assert page.headers["permissions-policy"] == (
        "camera=(self), geolocation=(self), microphone=()"
    )


def test_a_new_build_is_seen_at_once_and_its_parts_are_kept(get: Get) -> None:
    assert get("/responder/").headers["cache-control"] == "no-cache"
    assert get("/responder/sw.js").headers["cache-control"] == "no-cache"
    assert "immutable" in get("/responder/assets/index-1a2b.js").headers["cache-control"]


def test_a_page_that_is_not_built_is_told(tmp_path: Path) -> None:
    answer = served(tmp_path)("/responder/")

    assert answer.status_code == httpx.codes.NOT_FOUND
    assert "make web" in answer.text
