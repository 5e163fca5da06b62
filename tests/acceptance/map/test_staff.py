"""People sign in, see to their accounts, and are shut out, on the page itself."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from pydantic import SecretStr
from pyotp.totp import TOTP

from api.testing.serving import serve
from kawamori.settings import Settings
from kawamori.staff import Role
from kawamori.storage.connections import connect
from kawamori.storage.staff.accounts import Author
from kawamori.storage.staff.passwords import set_password
from kawamori.testing.provider import provider
from kawamori.testing.staff import employ

if TYPE_CHECKING:
    from conftest import Headquarters
    from playwright.sync_api import Browser, Page

# Nothing here depends on the edition of the database.
pytestmark = [
    pytest.mark.parametrize("database", ["postgresql-18"], indirect=True),
    pytest.mark.without_map,
]

FIRST = "four herons on the weir"
OWN = "eleven pines behind a barn"
PEOPLE_KEY = "a2F3YW1vcmkta2F3YW1vcmkta2F3YW1vcmkta2F3YSE="
PHONE = {"width": 390, "height": 844}


class Town:
    """An API that goes by the time on the wall, and browsers on it."""

    def __init__(self, url: str, database: str, chromium: "Browser") -> None:
        self.url = url
        self._database = database
        self._browser = chromium

    def give_password(self, name: str, role: Role, *, must_change: bool) -> None:
        """Give somebody an account and a password."""
        with connect(self._database, name="tests") as connection:
            number = employ(connection, name, role)
            author, now = Author("葵", "commander"), datetime.now(UTC)
            set_password(connection, number, FIRST, author, now, must_change=must_change)

    def open(self, path: str = "/hq/", **more: object) -> "Page":
        """Open the page in a browser of its own."""
        context = self._browser.new_context(locale="ja-JP", **more)  # type: ignore[arg-type]
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.goto(f"{self.url}{path}")
        return page

    def sign_in(self, page: "Page", name: str, password: str) -> None:
        """Type a name and a password, and press."""
        page.get_by_label("氏名").fill(name)
        page.get_by_label("パスワード", exact=True).fill(password)
        page.get_by_role("button", name="サインイン", exact=True).click()


@pytest.fixture
def town(database: str, chromium: "Browser") -> Iterator[Town]:
    """Serve the page, with a provider of accounts beside it."""
    people = {"u-hana": {"name": "森 花子", "groups": ["bousai"]}}
    with provider(people) as issuer:
        settings = Settings(
            database_url=SecretStr(database),
            people_key=SecretStr(PEOPLE_KEY),
            oidc_issuer=issuer,
            oidc_client_id="kawamori",
            oidc_client_secret=SecretStr("between the two"),
            oidc_roles={"bousai": "operator"},
        )
        with serve(settings) as served:
            settings.public_url = served.url
            yield Town(served.url, database, chromium)
            for context in chromium.contexts:
                context.close()


def look(hq: "Headquarters", view: str, key: str = "aoi-commands-headquarters") -> "Page":
    """Open a view that has no map, signed in."""
    page = hq.open(f"/hq/?run=&view={view}#token={key}")
    page.locator("[data-link=live]").wait_for()
    return page


def is_in(page: "Page", name: str) -> None:
    expect(page.get_by_role("button", name=name, exact=True)).to_be_visible()


def test_a_first_password_is_changed_and_an_authenticator_set_up(town: Town) -> None:
    town.give_password("文", "operator", must_change=True)
    page = town.open(viewport=PHONE)
    town.sign_in(page, "文", "wrong and wrong")
    expect(page.get_by_role("alert")).to_contain_text("いずれかが違います")

    town.sign_in(page, "文", FIRST)
    page.get_by_label("現在のパスワード").fill(FIRST)
    page.get_by_label("新しいパスワード", exact=True).fill(OWN)
    page.get_by_label("新しいパスワード（確認）").fill(OWN)
    page.get_by_role("button", name="パスワードを変更する").click()
    is_in(page, "文")

    page.get_by_role("button", name="文", exact=True).click()
    page.get_by_role("button", name="認証アプリを登録する").click()
    picture = page.locator(".enrolment img")
    assert picture.evaluate("img => img.decode().then(() => img.naturalWidth)") > 100
    telephone = TOTP(page.locator("code.secret").inner_text())
    page.get_by_label("アプリに表示された6桁").fill(telephone.now())
    page.get_by_role("button", name="登録を終える").click()
    expect(page.locator(".recovery li")).to_have_count(10)
    recovery = page.locator(".recovery li").first.inner_text()
    page.get_by_role("button", name="すべての端末でサインアウト").click()

    town.sign_in(page, "文", OWN)
    page.get_by_label("確認コード").fill(recovery)
    page.get_by_role("button", name="サインイン", exact=True).click()
    is_in(page, "文")


def test_whoever_has_the_city_s_account_signs_in_with_it(town: Town) -> None:
    page = town.open()
    page.get_by_role("link", name="市のアカウントでサインイン").click()
    page.locator("button[value=u-hana], input[name=sub]").first.wait_for()
    known = page.locator("button[value=u-hana]")
    if known.count():
        known.click()
    else:
        page.locator("input[name=sub]").fill("u-hana")
        page.keyboard.press("Enter")

    is_in(page, "森 花子")
    assert page.url.startswith(f"{town.url}/hq/")


def test_a_commander_adds_somebody_who_comes_in_by_the_link_and_is_shut_out_at_once(
    hq: "Headquarters",
) -> None:
    page = look(hq, "staff")
    page.get_by_role("button", name="＋ 職員を加える").click()
    page.get_by_label("氏名").fill("森 花子")
    page.get_by_role("button", name="職員を加える", exact=True).click()
    link = page.locator(".once code").inner_text()
    hana = hq.open(link[link.index("/hq/") :])
    hana.locator("[data-link=live]").wait_for()
    is_in(hana, "森 花子")

    page.get_by_role("button", name=re.compile("^森 花子")).click()
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="アカウントを停止").click()

    expect(hana.get_by_label("パスワード")).to_be_visible()
    expect(page.locator("[data-staff='森 花子'] .wrong").first).to_contain_text("停止中")
    again = hq.open(link[link.index("/hq/") :])
    expect(again.get_by_role("alert")).to_contain_text("使用済み")


def test_the_audit_trail_is_read_and_filtered_by_those_who_command_alone(
    hq: "Headquarters",
) -> None:
    fumi = look(hq, "orders", key="fumi-operates-the-desk")
    expect(fumi.get_by_role("button", name="監査")).to_have_count(0)

    page = look(hq, "audit")
    expect(page.locator("tr[data-act=sign_in]")).to_have_count(2)
    page.get_by_label("人", exact=True).fill("文")
    page.get_by_role("button", name="絞り込む").click()

    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("tbody tr")).to_contain_text("staff/文")
