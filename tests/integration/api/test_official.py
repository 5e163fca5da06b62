"""Official information is entered by a named person, quoted, and no drill is taken for real."""

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from api.testing.asking import Api
    from kawamori.testing.world import World

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

JOINT = "気象庁・国土交通省"
FLOOD = {
    "name": "レベル3氾濫警報",
    "issuer": JOINT,
    "issued_at": "2026-09-01T12:00:00+09:00",
    "rivers": ["川辺川"],
    "source_url": "https://www.jma.go.jp/bosai/flood/",
}


def enter(api: "Api", **other: object) -> dict[str, Any]:
    answer = api.post("/hq/official", who="Fumi", json=FLOOD | other)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def shown(api: "Api", query: str = "") -> list[dict[str, Any]]:
    return list(api.get(f"/hq/official{query}").json()["official"])


def quoted(api: "Api") -> list[dict[str, Any]]:
    return list(api.get("/public/official", who=None).json()["official"])


def test_what_is_entered_is_shown_with_who_entered_it(api: "Api", world: "World") -> None:
    made = enter(api)

    assert shown(api) == [made]
    assert (made["name"], made["alert_level"], made["kind"]) == ("レベル3氾濫警報", 3, "flood")
    assert (made["entered_by"], made["control_status"]) == ("Fumi", "通常")
    assert (made["in_force"], made["counts"]) == (True, True)
    assert made["station_ids"] == ["kawabe-bridge"]
    assert world.acts() == [("Fumi", "operator", "enter_official", "official/1")]


def test_the_public_reads_who_announced_it_and_when(api: "Api") -> None:
    enter(api)

    [quote] = quoted(api)

    assert (quote["issuer"], quote["issued_at"]) == (JOINT, "2026-09-01T03:00:00Z")
    assert "entered_by" not in quote


def test_a_name_abolished_in_may_is_refused_with_the_new_one(api: "Api", world: "World") -> None:
    answer = api.post("/hq/official", json=FLOOD | {"name": "氾濫警戒情報"})

    assert answer.status_code == 400
    assert answer.json()["error"]["message"] == (
        "'氾濫警戒情報' is not announced since 2026-05-28: it is レベル3氾濫警報 now"
    )
    assert (shown(api, "?open=false"), world.acts()) == ([], [])


def test_a_lifting_is_a_row_of_its_own_and_ends_what_it_lifts(api: "Api", world: "World") -> None:
    made = enter(api)

    answer = api.post(f"/hq/official/{made['official_id']}/lift", json={})

    lifted = answer.json()
    assert answer.status_code == 201
    assert (lifted["supersedes"], lifted["entered_by"]) == (made["official_id"], "Aoi")
    assert lifted["lifted_at"] is not None
    assert (shown(api), quoted(api)) == ([], [])
    newest, first = shown(api, "?open=false")
    assert (newest["official_id"], first["superseded_by"]) == (lifted["official_id"],) * 2
    assert [act for _, _, act, _ in world.acts()] == ["enter_official", "lift_official"]


def test_what_was_lifted_is_not_lifted_again(api: "Api") -> None:
    made = enter(api)
    lifted = api.post(f"/hq/official/{made['official_id']}/lift", json={}).json()

    first = api.post(f"/hq/official/{made['official_id']}/lift", json={})
    second = api.post(f"/hq/official/{lifted['official_id']}/lift", json={})

    assert (first.status_code, second.status_code) == (409, 409)
    assert "corrected or lifted already" in first.json()["error"]["message"]
    assert api.post("/hq/official/99/lift", json={}).status_code == 404


def test_a_correction_supersedes_and_the_first_stays_readable(api: "Api") -> None:
    wrong = enter(api, name="flood_5")

    right = enter(api, supersedes=wrong["official_id"])

    assert shown(api) == [right]
    assert [row["name"] for row in shown(api, "?open=false")] == [
        "レベル3氾濫警報",
        "レベル5氾濫特別警報",
    ]


def test_a_newer_announcement_replaces_the_older_of_its_kind_and_river(api: "Api") -> None:
    enter(api, name="レベル4氾濫危険警報")
    lower = enter(api, name="レベル2氾濫注意報", issued_at="2026-09-01T15:00:00+09:00")
    rain = enter(api, name="レベル3大雨警報", issuer="気象庁", rivers=[], areas=["川辺市"])

    assert [row["official_id"] for row in shown(api)] == [
        rain["official_id"],
        lower["official_id"],
    ]


def test_a_drill_on_the_real_channel_is_kept_and_never_counts(api: "Api") -> None:
    real = enter(api)
    drill = enter(api, name="flood_5", control_status="訓練", issued_at="2026-09-01T15:00:00+09:00")

    assert (drill["in_force"], drill["counts"]) == (True, False)
    assert [quote["official_id"] for quote in quoted(api)] == [real["official_id"]]


def test_a_rehearsal_takes_nothing_that_is_real_and_shows_nothing_to_reality(
    api: "Api", world: "World"
) -> None:
    world.start_drill("drill")

    refused = api.post("/hq/official?run=drill", json=FLOOD | {"control_status": "通常"})
    made = api.post("/hq/official?run=drill", json=FLOOD).json()

    assert refused.status_code == 400
    assert "run drill is a rehearsal and takes 訓練" in refused.json()["error"]["message"]
    assert (made["control_status"], made["counts"]) == ("訓練", True)
    assert shown(api) == []
    assert [row["official_id"] for row in shown(api, "?run=drill")] == [made["official_id"]]


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"name": "大雨警報"}, "it is レベル3大雨警報 now"),
        ({"name": "暴風警報"}, "no official information with an alert level"),
        ({"rivers": []}, "name the rivers or the areas"),
        ({"valid_until": "2026-09-01T11:00:00+09:00"}, "which is not after its issue"),
        ({"issued_at": "2999-01-01T00:00:00Z"}, "is after now"),
        ({"issued_at": "2026-09-01T12:00:00"}, "issued_at"),
        ({"alert_level": 5}, "alert_level"),
        ({"issuer": " "}, "issuer"),
    ],
)
def test_what_does_not_fit_is_refused_in_words(
    api: "Api", wrong: dict[str, object], why: str
) -> None:
    answer = api.post("/hq/official", json=FLOOD | wrong)

    assert answer.status_code == 400
    assert why in answer.json()["error"]["message"]


@pytest.mark.parametrize(("who", "status"), [("Elena", 403), ("Daichi", 403), (None, 401)])
def test_only_the_commander_and_operators_enter_and_lift(
    api: "Api", world: "World", who: str | None, status: int
) -> None:
    made = enter(api)

    entered = api.post("/hq/official", who=who, json=FLOOD)
    lifted = api.post(f"/hq/official/{made['official_id']}/lift", who=who, json={})

    assert (entered.status_code, lifted.status_code) == (status, status)
    assert len(world.acts()) == 1


def test_what_is_announced_is_on_every_screen_at_once(api: "Api") -> None:
    with api.follow("/hq/stream") as hq, api.follow("/public/stream", who=None) as public:
        hq.until("clock")
        public.until("clock")
        enter(api)
        at_hq, at_home = hq.until("official"), public.until("official")

    assert [row["entered_by"] for row in at_hq["official"]] == ["Fumi"]
    assert [row["name"] for row in at_home["official"]] == ["レベル3氾濫警報"]
