"""Commanders see to the accounts; what is done to one, and by anybody, is kept and read."""

from typing import TYPE_CHECKING

import pytest

from kawamori.testing.staff import link_for

if TYPE_CHECKING:
    from api.testing.asking import Api
    from kawamori.testing.world import World

# Nothing here depends on the edition of the database.
pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

HANA = {"name": "森 花子", "role": "operator"}
PASSWORD = "four herons on the weir"  # noqa: S105 of nobody real


def add(api: "Api", **other: object) -> int:
    answer = api.post("/hq/staff", json=HANA | other)
    assert answer.status_code == 201, answer.text
    return int(answer.json()["staff_id"])


def test_somebody_is_added_signs_in_by_a_link_and_is_withdrawn(api: "Api", world: "World") -> None:
    staff_id = add(api)
    link = api.post(f"/hq/staff/{staff_id}/link").json()
    assert link["url"].startswith("http://kawamori.test/hq/#link=")
    with api.browser() as browser:
        browser.post("/hq/session/link", json={"link": link["url"].split("=")[1]})
        assert browser.get("/hq/me").json()["person"] == "森 花子"
        whole = api.get(f"/hq/staff/{staff_id}").json()
        assert [session["way"] for session in whole["sessions"]] == ["link"]

        withdrawn = api.post(f"/hq/staff/{staff_id}/withdraw").json()

        assert withdrawn["withdrawn_at"] is not None
        assert browser.get("/hq/me").status_code == 401
    assert api.post(f"/hq/staff/{staff_id}/link").status_code == 409
    changes = api.get(f"/hq/staff/{staff_id}").json()["changes"]
    assert [(each["author"], each["change"]) for each in changes] == [
        ("Aoi", "add"),
        ("Aoi", "link"),
        ("Aoi", "withdraw"),
    ]
    assert ("Aoi", "commander", "withdraw_staff", "staff/森 花子") in world.acts()


@pytest.mark.parametrize(
    ("asked", "status", "words"),
    [
        ({"name": "ＡＯＩ"}, 409, "there is or was somebody called 'AOI'"),
        ({"name": " "}, 400, "is no name"),
        ({"role": "mayor"}, 400, "role"),
        ({"role": "branch"}, 400, "whoever sits at a branch has an office"),
        ({"office": "minami"}, 404, "there is no office 'minami'"),
    ],
)
def test_who_can_not_be_is_not_added(
    api: "Api", asked: dict[str, str], status: int, words: str
) -> None:
    before = len(api.get("/hq/staff").json()["accounts"])

    answer = api.post("/hq/staff", json=HANA | asked)

    assert (answer.status_code, words in answer.json()["error"]["message"]) == (status, True)
    assert len(api.get("/hq/staff").json()["accounts"]) == before


def test_a_role_and_an_office_are_given_and_a_password_to_be_changed(api: "Api") -> None:
    staff_id = add(api)

    moved = api.post(f"/hq/staff/{staff_id}/role", json={"role": "branch", "office": "kita"})
    api.post(f"/hq/staff/{staff_id}/password", json={"password": PASSWORD})
    with api.browser() as browser:
        browser.post("/hq/session", json={"name": "森花子", "password": PASSWORD})
        me = browser.get("/hq/me").json()

    assert moved.json()["office"] == "kita"
    assert (me["role"], me["office_name"], me["must_change"]) == ("branch", "北支所", True)
    assert me["district"] == ["minato"]


def test_a_key_acts_as_its_person_until_it_is_withdrawn(api: "Api") -> None:
    staff_id = add(api)
    made = api.post(f"/hq/staff/{staff_id}/keys", json={"label": "rain radar", "days": 30})
    shown = {"Authorization": f"Bearer {made.json()['key']}"}
    asked = api.ask("GET", "/hq/me", who=None, headers=shown)
    keys = api.get(f"/hq/staff/{staff_id}").json()["keys"]

    api.post(f"/hq/staff/{staff_id}/keys/{keys[0]['key_id']}/withdraw")

    assert asked.json()["person"] == "森 花子"
    assert [key["label"] for key in keys] == ["rain radar"]
    assert api.ask("GET", "/hq/me", who=None, headers=shown).status_code == 401


def test_the_audit_trail_says_who_did_what_from_where_and_is_filtered(
    api: "Api", world: "World"
) -> None:
    alert_id = world.raise_alert(3)
    api.post(f"/hq/alerts/{alert_id}/acknowledge", who="Elena")
    api.post("/hq/session", who=None, json={"name": "Fumi", "password": "wrong"})
    link = {"link": link_for(world.connection, "Fumi")}
    with api.browser() as browser:
        browser.post("/hq/session/link", json=link)
        browser.delete("/hq/session")

    found = api.get("/hq/acts").json()
    of_elena = api.get("/hq/acts?person=Elena").json()["acts"]
    of_fumi = api.get("/hq/acts?subject=staff/Fumi").json()["acts"]
    older = api.get(f"/hq/acts?limit=1&before={found['acts'][0]['act_id']}").json()["acts"]

    assert [each["act"] for each in of_fumi] == ["sign_out", "sign_in", "refused_sign_in"]
    assert [(a["act"], a["role"], a["office"], a["address"], a["subject"]) for a in of_elena] == [
        ("acknowledge", "branch", "kita", "127.0.0.1", f"alert/{alert_id}")
    ]
    assert older == [found["acts"][1]]
    assert set(found["kinds"]) == {"acknowledge", "refused_sign_in", "sign_in", "sign_out"}


def test_the_audit_trail_goes_into_a_spreadsheet_and_that_is_an_act(api: "Api") -> None:
    add(api, name="=cmd|' /C calc'!A0")

    first = api.get("/hq/acts.csv")
    again = api.get("/hq/acts.csv?act=export_acts")

    assert first.headers["content-type"] == "text/csv; charset=utf-8"
    assert "add_staff,staff/=cmd" in first.text
    assert "Aoi,commander,,127.0.0.1,export_acts,acts" in again.text
