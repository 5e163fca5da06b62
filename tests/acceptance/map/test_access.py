"""Every view can be used by those who don't see it, hear it or point at it: axe finds no harm."""

from typing import TYPE_CHECKING

import pytest

from api.testing.axe import serious_findings

if TYPE_CHECKING:
    from conftest import Headquarters

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_view_is_without_serious_findings(hq: "Headquarters", scheme: str) -> None:
    hq.stand(kawabe_bridge=4.2)
    page = hq.look(scheme=scheme)
    page.locator(".row").first.click()
    found = {"station": serious_findings(page)}

    for button in page.locator(".views button").all():
        button.click()
        page.locator("main:not(.floor-message)").wait_for()
        found[button.inner_text()] = serious_findings(page)

    assert {view: each for view, each in found.items() if each} == {}
    assert len(found) > 2
