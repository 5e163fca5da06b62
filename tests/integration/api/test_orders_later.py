"""What becomes of an order: changed, replaced, lifted, taken back, reported, on every screen."""

import io
from typing import TYPE_CHECKING

import pypdf
import pytest

from api.testing.ordering import ORDER, PHRASE, announced, compose, do, preview, refused, shown
from kawamori.testing.areas import settle_districts

if TYPE_CHECKING:
    from api.testing.asking import Api
    from kawamori.testing.world import World

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)


@pytest.fixture(autouse=True)
def districts(world: "World") -> None:
    settle_districts(world.connection)


def test_a_change_names_what_it_replaces_and_the_rest_stands_on(api: "Api", world: "World") -> None:
    first = do(api, compose(api, alert_level=3), "release", phrase="高齢者等避難 川原町ほか1地区")
    unnamed = api.post("/hq/orders", json=ORDER | {"areas": ["minato", "hama"]})

    draft = compose(api, areas=["minato", "hama"], replaces=[first["order_id"]])
    second = do(api, draft, "release", phrase="避難指示 港町ほか1地区")

    assert unnamed.status_code == 409
    assert "高齢者等避難, stands in 港町" in unnamed.json()["error"]["message"]
    now = {order["order_id"]: order for order in shown(api)}
    stands = {a["area_id"]: a["stands"] for a in now[first["order_id"]]["areas"]}
    assert stands == {"kawara": True, "minato": False}
    assert now[first["order_id"]]["replaced_by"] == [second["order_id"]]
    assert [kind for _, kind, _, _ in world.messages()] == ["issue", "change"]
    assert len({thread for *_, thread in world.messages()}) == 1
    assert [(o["name"], [a["area_id"] for a in o["areas"]]) for o in announced(api)] == [
        ("避難指示", ["minato", "hama"]),
        ("高齢者等避難", ["kawara"]),
    ]


def test_what_was_replaced_in_all_its_areas_is_over(api: "Api") -> None:
    first = do(api, compose(api, alert_level=3), "release", phrase="高齢者等避難 川原町ほか1地区")
    do(api, compose(api, replaces=[first["order_id"]]), "release", phrase=PHRASE)

    assert [o["state"] for o in shown(api, "?open=false")] == ["released", "replaced"]
    assert refused(api, first, "lift", phrase="x")[0] == 409


def test_two_drafts_for_one_place_are_not_both_released(api: "Api", world: "World") -> None:
    one, other = compose(api), compose(api, areas=["minato"])
    do(api, one, "release", phrase=PHRASE)

    status, why = refused(api, other, "release", phrase="避難指示 港町")

    assert (status, len(world.messages())) == (409, 1)
    assert "stands in 港町: name it among those that are replaced" in why


def test_an_order_is_released_once(api: "Api", world: "World") -> None:
    draft = compose(api)
    do(api, draft, "release", phrase=PHRASE)

    assert refused(api, draft, "release", phrase=PHRASE)[0] == 409
    assert refused(api, draft, "withdraw", who="Fumi")[0] == 409
    assert len(world.messages()) == 1


def test_a_part_is_lifted_and_then_the_rest_each_with_its_name_typed(
    api: "Api", world: "World"
) -> None:
    order = do(api, compose(api), "release", phrase=PHRASE)

    untyped = refused(api, order, "lift", phrase=PHRASE)
    part = do(api, order, "lift", areas=["minato"], phrase="避難指示 港町 解除")
    again = refused(api, order, "lift", areas=["minato"], phrase="避難指示 港町 解除")
    whole = do(api, order, "lift", phrase="避難指示 川原町 解除", note="水位が下がった")

    assert (untyped[0], again[0]) == (400, 409)
    assert (part["state"], part["lifted_at"]) == ("released", None)
    assert (whole["state"], whole["steps"][-1]["note"]) == ("lifted", "水位が下がった")
    assert [kind for _, kind, _, _ in world.messages()] == ["issue", "lift", "lift"]
    assert [bool(o["lifted_at"]) for o in announced(api)] == [True, True]
    query = "SELECT message_id, array_agg(area_id ORDER BY area_id) FROM message_areas GROUP BY 1"
    told = [areas for _, areas in sorted(world.connection.execute(query))]
    assert told == [["kawara", "minato"], ["minato"], ["kawara"]]


def test_a_lifting_is_previewed_with_what_still_speaks_against_it(
    api: "Api", world: "World"
) -> None:
    query = "INSERT INTO area_stations (area_id, station_id, added_by) VALUES (%s, %s, 'test')"
    world.connection.execute(query, ("minato", "kawabe-bridge"))
    order = do(api, compose(api), "release", phrase=PHRASE)
    flood = {"issuer": "気象庁", "issued_at": "2026-09-01T12:00:00+09:00", "rivers": ["川辺川"]}
    api.post("/hq/official", json={"name": "flood_4", **flood})

    part = preview(api, order, "preview-lifting?area=kawara")
    whole = preview(api, order, "preview-lifting")

    assert (part["kind"], part["phrase"]) == ("lift", "避難指示 川原町 解除")
    assert "official_is_higher" not in [w["code"] for w in part["warnings"]]
    assert "official_is_higher" in [w["code"] for w in whole["warnings"]]


def test_what_should_not_have_been_sent_is_taken_back_and_what_stood_before_stands_again(
    api: "Api", world: "World"
) -> None:
    first = do(api, compose(api, alert_level=3), "release", phrase="高齢者等避難 川原町ほか1地区")
    wrong = do(api, compose(api, replaces=[first["order_id"]]), "release", phrase=PHRASE)
    said = {"phrase": f"{PHRASE} 取消", "because": "宛先の地区を誤った"}

    found = preview(api, wrong, "preview-retraction")
    untyped = refused(api, wrong, "retract", **said | {"phrase": PHRASE})
    unsaid = refused(api, wrong, "retract", **said | {"because": " "})
    operator = refused(api, wrong, "retract", who="Fumi", **said)
    done = do(api, wrong, "retract", **said)
    again = refused(api, wrong, "retract", **said)

    assert found["phrase"] == said["phrase"]
    assert (untyped[0], unsaid[0], operator[0], again[0]) == (400, 400, 403, 409)
    assert (done["state"], done["steps"][-1]["note"]) == ("retracted", "宛先の地区を誤った")
    assert [o["name"] for o in announced(api)] == ["高齢者等避難"]
    kinds = [kind for _, kind, _, _ in world.messages()]
    assert kinds == ["issue", "change", "retract", "issue"]  # the last: what stands again
    told = done["steps"][-1]["message_id"]
    given = [each["body"] for each in done["hand_offs"] if each["message_id"] == told]
    assert len(given) == 3
    assert "取消" in "".join(given)


def test_the_report_to_the_prefecture_is_of_the_release_and_then_of_the_lifting(
    api: "Api",
) -> None:
    draft = compose(api)
    early = refused(api, draft, "report", who="Fumi")
    do(api, draft, "release", phrase=PHRASE)

    reported = do(api, draft, "report", who="Fumi", note="県防災課 電話")
    twice = refused(api, draft, "report", who="Fumi")
    do(api, draft, "lift", phrase=f"{PHRASE} 解除")
    whole = do(api, draft, "report", who="Fumi")

    assert (early[0], twice[0]) == (409, 409)
    assert reported["reported_by"] == "Fumi"
    assert reported["steps"][-1]["note"] == "県防災課 電話"
    assert [step["step"] for step in whole["steps"]] == ["release", "report", "lift", "report"]


def test_each_hand_off_is_ticked_once_by_a_named_person(api: "Api", world: "World") -> None:
    order = do(api, compose(api), "release", phrase=PHRASE)

    done = order
    for each in order["hand_offs"]:
        done = do(api, order, f"hand-offs/{each['hand_off_id']}/tick", who="Fumi", note="放送済み")
    first = order["hand_offs"][0]["hand_off_id"]

    assert [each["way"] for each in done["hand_offs"]] == ["radio", "area_mail", "l_alert"]
    assert {each["ticked_by"] for each in done["hand_offs"]} == {"Fumi"}
    assert refused(api, order, f"hand-offs/{first}/tick", who="Fumi")[0] == 409
    assert refused(api, order, "hand-offs/99/tick", who="Fumi")[0] == 404
    assert [act for *_, act, _ in world.acts()].count("hand_off_order") == 3


def test_everybody_reads_what_was_announced_and_not_by_whom(api: "Api") -> None:
    draft = compose(api)
    assert announced(api) == []

    do(api, draft, "release", phrase=PHRASE)

    [order] = announced(api)
    assert (order["name"], order["alert_level"], order["lifted_at"]) == ("避難指示", 4, None)
    assert [area["name"] for area in order["areas"]] == ["川原町", "港町"]
    assert {"composed_by", "released_by", "steps", "population"} & set(order) == set()


def test_what_is_ordered_is_on_every_screen_at_once(api: "Api") -> None:
    draft = compose(api)
    with api.follow("/hq/stream") as hq, api.follow("/public/stream", who=None) as public:
        hq.until("clock")
        public.until("clock")
        do(api, draft, "release", phrase=PHRASE)
        at_hq, at_home = hq.until("orders"), public.until("orders")

    assert [order["state"] for order in at_hq["orders"]] == ["released"]
    assert [order["name"] for order in at_home["orders"]] == ["避難指示"]


@pytest.mark.parametrize("released", [False, True])
def test_everything_is_on_paper_japanese_first_and_needs_nothing_from_elsewhere(
    api: "Api", *, released: bool
) -> None:
    order = compose(api, reason="<b>氾濫</b>のおそれ")
    if released:
        order = do(api, order, "release", phrase=PHRASE)

    page = api.get(f"/hq/orders/{order['order_id']}/print")

    assert page.status_code == 200
    assert "&lt;b&gt;氾濫&lt;/b&gt;のおそれ" in page.text
    for said in (
        "防災行政無線",
        "緊急速報メール",
        "Lアラート",
        "6,180人",
        "第60条第1項",
        "引渡し済",
    ):
        assert said in page.text
    assert page.text.index("SMS　日本語") < page.text.index("SMS　English")
    assert ("src=" in page.text, "href=" in page.text) == (False, False)
    assert "style-src 'sha256-" in page.headers["content-security-policy"]
    assert ("未発令" in page.text) is not released


def test_the_same_is_a_pdf_with_the_texts_as_they_were_released(api: "Api") -> None:
    order = do(api, compose(api), "release", phrase=PHRASE)

    made = api.get(f"/hq/orders/{order['order_id']}/pdf")

    assert (made.status_code, made.headers["content-type"]) == (200, "application/pdf")
    sheets = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(made.content)).pages]
    text = "".join("".join(sheets).split())
    for said in ("避難指示（警戒レベル4）", "防災行政無線", "6,180人", "Tiếng"):
        assert said in text
    assert f"1 / {len(sheets)}" in sheets[0]


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"alert_level": 2}, "alert_level"),
        ({"areas": []}, "areas"),
        ({"areas": ["nowhere"]}, "there is no area 'nowhere'"),
        ({"reason": " "}, "reason"),
        ({"reason": "水位\x00"}, "reason"),
        ({"url": "city.example.jp"}, "does not begin with https://"),
        ({"decided_at": "2020-01-01T00:00:00Z"}, "not within the 24 hours"),
        ({"legal_basis": "60-1"}, "legal_basis"),
    ],
)
def test_what_does_not_fit_is_refused_in_words(
    api: "Api", wrong: dict[str, object], why: str
) -> None:
    answer = api.post("/hq/orders", json=ORDER | wrong)

    assert answer.status_code in (400, 404)
    assert why in answer.json()["error"]["message"]
    assert shown(api, "?open=false") == []
