"""Headquarters looks at its devices: the worst first, at a desk and on a telephone."""

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect
from pydantic import SecretStr

from api.testing.axe import serious_findings
from api.testing.serving import serve
from kawamori.settings import Settings
from kawamori.storage.connections import Connection, connect
from kawamori.storage.fleet.certificates import Made, add_certificate
from kawamori.storage.fleet.devices import register_device
from kawamori.testing.staff import employ, link_for
from kawamori.testing.world import World

# Nothing here depends on the edition of the database.
pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

DESK: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
HOUR = timedelta(hours=1)
BUILT = os.environ.get("KAWAMORI_WEB_DIR")  # pages that were built elsewhere than in web/dist
PICTURES = os.environ.get("PICTURES")


def told(connection: Connection, device_id: str, at: datetime, **more: Any) -> None:
    payload = json.dumps({"v": 1, "online": True, "boot": 4, "version": "0.1.0", **more})
    connection.execute(
        "INSERT INTO device_statuses VALUES (0, %s, %s, true, 4, %s)", (device_id, at, payload)
    )


def lay_out(connection: Connection) -> None:
    """Put a good, a weak and a strange device on the bank."""
    World(connection).settle()
    now = datetime.now(UTC)
    for device_id, station_id in (("kawabe-bridge-1", "kawabe-bridge"), ("otaki-1", "otaki")):
        register_device(
            connection,
            device_id,
            [station_id],
            what="電波式水位計",
            battery_floor_v=11.7,
            author="葵",
        )
        digest = device_id.encode().hex().ljust(64, "0")
        made = Made(digest[:16], digest, now - HOUR, now + timedelta(days=900))
        add_certificate(connection, device_id, made, author="葵")
    for hours in range(8 * 24):
        told(connection, "otaki-1", now - hours * HOUR, battery_v=11.9 + hours / 240)
    told(connection, "kawabe-bridge-1", now, battery_v=12.9, signal_dbm=-80, temperature_c=21.5)
    told(connection, "nobody-knows-1", now)
    register_device(
        connection, "radio-1", [], what="無線の中継器", battery_floor_v=None, author="葵"
    )
    since = (now - HOUR).isoformat()
    fault = {"kind": "dark", "said": "the brightest parts reach 3% of white", "since": since}
    heard = {"station_id": "otaki", "heard_at": since, "battery_percent": 14}
    nodes = {"a84041ffff000001": heard, "a84041ffff000002": {"station_id": "kawabe-bridge"}}
    told(connection, "radio-1", now, faults={"otaki/waterline": fault}, nodes=nodes)


@pytest.fixture
def page(database: str, chromium: Browser) -> Iterator[Page]:
    """Open the view as an operator, at a desk."""
    settings = Settings(
        database_url=SecretStr(database),
        public_url="http://127.0.0.1",
        web_dir=Path(BUILT) if BUILT else None,
    )
    with connect(database, name="tests") as connection, serve(settings) as served:
        lay_out(connection)
        employ(connection, "文", "operator")
        context = chromium.new_context(locale="ja-JP", viewport=DESK)
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.goto(f"{served.url}/hq/?run=&view=fleet#link={link_for(connection, '文')}")
        page.locator("[data-device]").first.wait_for()
        yield page
        context.close()


def picture(page: Page, name: str) -> None:
    """Keep what is on screen, if somebody wants pictures."""
    if PICTURES:
        Path(PICTURES).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(PICTURES) / f"{name}.png")


def test_the_worst_device_is_on_top_and_an_interval_waits_to_be_followed(page: Page) -> None:
    cards = page.locator("[data-device]")
    names = [each.get_attribute("data-device") for each in cards.all()]

    assert names == ["radio-1", "nobody-knows-1", "otaki-1", "kawabe-bridge-1"]
    for said in (
        "測れていないセンサーがあります",
        "映像が暗すぎます",
        "まだ届いていません",
        "14 %",
    ):
        expect(cards.nth(0)).to_contain_text(said)
    expect(cards.nth(1)).to_contain_text("登録されていない機器です")
    expect(cards.nth(2)).to_contain_text("電池がもたないおそれがあります")
    expect(cards.nth(3)).to_contain_text("正常")
    picture(page, "fleet-desk")
    assert serious_findings(page) == []

    card = cards.nth(3)
    card.get_by_text("測定間隔を変える").click()
    card.get_by_label("間隔（秒、10〜86400）").fill("60")
    card.get_by_role("button", name="機器へ送る").click()
    waiting = page.locator("[data-device=kawabe-bridge-1]")
    expect(waiting).to_contain_text("設定の反映待ちです")
    expect(waiting).to_contain_text("kawabe-bridge/stage 60秒ごと")


def test_a_stolen_device_is_shut_out_from_a_telephone_in_english(page: Page) -> None:
    page.set_viewport_size(PHONE)
    page.get_by_role("button", name="English").click()
    card = page.locator("[data-device=kawabe-bridge-1]")
    page.on("dialog", lambda dialog: dialog.accept())

    card.get_by_text("Revoke its keys").click()
    card.get_by_label("Reason").fill("stolen from the bridge")
    card.get_by_role("button", name="Revoke", exact=True).click()

    expect(card).to_contain_text("The broker does not know yet that its keys are revoked")
    expect(card).to_contain_text("revoked by 文: stolen from the bridge")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    picture(page, "fleet-phone")
    assert serious_findings(page) == []
