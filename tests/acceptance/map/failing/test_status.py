"""The status page says whether the system can be trusted now."""

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from api.testing.axe import serious_findings
from kawamori.storage.connections import connect

if TYPE_CHECKING:
    from conftest import City

pytestmark = [
    pytest.mark.parametrize("database_server", ["postgresql-18"], indirect=True),
    pytest.mark.without_map,
]


def test_the_status_page_says_first_whether_to_trust(city: "City") -> None:
    page = city.look()
    page.get_by_role("button", name="状態", exact=True).click()

    line = page.locator(".trust")
    expect(line).to_have_attribute("data-trust", "no")  # neither ingest nor alerting runs here
    rows = page.locator(".status tbody tr[data-part=program]")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text("異常")
    expect(page.locator("tr[data-part=database]")).to_contain_text("正常")
    assert serious_findings(page) == []
    city.picture(page, "12-status")
    with (
        connect(city.server.url(), name="ingest"),
        connect(city.server.url(), name="alerting"),
        connect(city.server.url(), name="tests") as connection,
    ):
        connection.execute("SELECT pg_advisory_lock(7702, 0)")
        page.get_by_role("button", name="いま確かめる").click()
        expect(line).not_to_have_attribute("data-trust", "no")

        city.link.cut = True
        expect(line).to_have_attribute("data-trust", "no")
        expect(page.locator("tr[data-part=link]")).to_contain_text("異常")
        city.picture(page, "13-status-offline")
