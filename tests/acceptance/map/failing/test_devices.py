"""What a device keeps for whoever works on it, and what it lets go of."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from api.testing.axe import serious_findings
from kawamori.storage.connections import Connection, connect
from kawamori.testing.town import Town

if TYPE_CHECKING:
    from conftest import City

pytestmark = [
    pytest.mark.parametrize("database_server", ["postgresql-18"], indirect=True),
    pytest.mark.without_map,
]

BACK_MS = 60_000
MINUTE = timedelta(minutes=1)


def test_a_session_that_ended_meanwhile_keeps_what_waits_and_shows_nothing_else(
    city: "City",
) -> None:
    page = city.look()
    city.wait_until_kept(page, "4.20")
    city.link.cut = True
    city.acknowledge(page)
    city.expect_kept(page)

    page.context.clear_cookies()
    city.link.cut = False

    waiting = page.get_by_text("この端末に未送信の操作が1件あります")
    expect(waiting).to_be_visible(timeout=BACK_MS)
    expect(page.locator(".row")).to_have_count(0)
    city.picture(page, "9-session-over")
    assert city.acknowledgements() == 0
    page.goto("about:blank")
    page.goto(f"{city.url}/hq/?run={city.way_in('文')}")
    city.expect_live(page)
    page.get_by_role("tab", name=re.compile("アラート")).click()
    city.expect_sent(page)


def test_whoever_signs_out_leaves_nothing_behind(city: "City") -> None:
    page = city.look()
    city.wait_until_kept(page, "4.20")
    page.get_by_role("button", name="サインアウト").click()
    page.locator("form").wait_for()

    city.link.cut = True
    page.reload()

    expect(page.get_by_text("サーバーに接続できません")).to_be_visible()
    expect(page.locator(".row")).to_have_count(0)


def test_what_was_refused_is_read_with_its_reason_and_dropped(city: "City") -> None:
    page, other = city.look("文"), city.look("葵")
    city.link.cut = True
    with page.expect_event("requestfailed", lambda asked: asked.method == "POST"):
        city.acknowledge(page)
    city.expect_kept(page)
    page.context.set_offline(offline=True)
    city.link.cut = False
    city.expect_live(other)
    city.acknowledge(other)
    expect(other.locator(".acknowledged")).to_contain_text("了解済 葵")

    page.context.set_offline(offline=False)

    refused = page.locator("[data-refused=true]")
    expect(refused).to_contain_text("受け付けられませんでした")
    expect(refused).to_contain_text("葵")
    city.picture(page, "10-refused")
    assert serious_findings(page) == []
    refused.get_by_role("button", name="破棄する").click()
    expect(page.locator(".unsent")).to_have_count(0)


def test_a_drill_is_a_drill_without_a_server_too(city: "City") -> None:
    with connect(city.server.url(), name="tests") as connection:
        _drill(connection)
    page = city.look(run="autumn")
    expect(page.locator(".drill")).to_contain_text("訓練")
    city.wait_until_kept(page, "2.50")

    city.link.cut = True
    page.reload()

    expect(page.locator(".lost")).to_contain_text("現在の状況ではありません")
    expect(page.locator(".drill")).to_contain_text("訓練")
    expect(page.locator(".row").first).to_contain_text("2.50 m")


def _drill(connection: Connection) -> None:
    town = Town(connection, datetime.now(UTC) - MINUTE)
    drill = town.start_drill("autumn")
    town.observe(2.5, 2.5, run_no=drill.run_no, every=MINUTE / 2)


def test_a_new_version_is_announced_and_taken_when_the_person_agrees(city: "City") -> None:
    page = city.look()
    old = page.evaluate("performance.getEntriesByType('resource').map(({ name }) => name)")
    assert any("/assets/index-" in name for name in old)

    _upgrade(city.web)
    city.kill()
    city.serve()

    notice = page.locator(".new-version")
    expect(notice).to_contain_text("この画面は古い版です")
    city.picture(page, "11-new-version")
    notice.get_by_role("button", name="新しい版に切り替える").click()
    page.locator("html[data-upgraded=yes]").wait_for()
    city.expect_live(page)
    expect(page.locator(".new-version")).to_have_count(0)


def _upgrade(web: Path) -> None:
    """Have the pages be of another build, which marks itself; every script has a new name."""
    build = (web / "build.json").read_text().split('"')[3]
    index = web / "index.html"
    index.write_text(index.read_text().replace("<html ", '<html data-upgraded="yes" '))
    scripts = list(web.glob("assets/*.js"))
    changes = {build: "a-newer-one", **{each.name: f"newer-{each.name}" for each in scripts}}
    for path in [index, web / "sw.js", web / "build.json", *scripts]:
        text = path.read_text()
        for old, new in changes.items():
            text = text.replace(old, new)
        path.write_text(text)
    for script in scripts:
        script.rename(script.with_name(changes[script.name]))
