"""An order that two people stand for reaches its areas in their languages, and nobody else."""

from collections.abc import Iterator
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest

from api.testing.asking import Api, employ_all
from api.testing.serving import serve
from kawamori.people import AreaSubscription, Language, PhoneNumber, Subscriber
from kawamori.storage.people.subscribers import add_subscriber
from kawamori.testing.areas import settle_districts
from kawamori.testing.texts import words_alone

if TYPE_CHECKING:
    from .conftest import Office

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

ORDER = {
    "alert_level": 4,
    "areas": ["kawara", "minato"],
    "reason": "川辺橋で氾濫危険水位に到達",
    "shelter": "川辺小学校",
}
PHRASE = "避難指示 川原町ほか1地区"
_numbers = count(81_90_2000_0000)


@pytest.fixture
def api(office: "Office") -> Iterator[Api]:
    """Serve headquarters over the office's town."""
    employ_all(office.town.connection)
    settle_districts(office.town.connection)
    with serve(office.settings) as served:
        api = Api(served, office.settings)
        while api.get("/ready", who=None).status_code != 200:
            pass
        yield api


def subscribe(
    office: "Office", area_id: str, language: Language = Language.JA, run_no: int = 0
) -> PhoneNumber:
    number = PhoneNumber(f"+{next(_numbers)}")
    person = Subscriber(number, language, areas=(AreaSubscription(area_id),))
    add_subscriber(office.town.connection, office.seal, person, run_no=run_no)
    return number


def post(api: Api, path: str, *, who: str, **said: object) -> dict[str, Any]:
    answer = api.post(path, who=who, json=said)
    assert answer.status_code in (200, 201), answer.text
    return dict(answer.json())


def test_from_aoi_s_draft_over_goro_s_release_to_the_phones_and_back(
    office: "Office", api: Api
) -> None:
    ja, en, pt = (subscribe(office, "kawara", la) for la in (Language.JA, Language.EN, Language.PT))
    easy, outside = subscribe(office, "minato", Language.EASY), subscribe(office, "hama")

    draft = post(api, "/hq/orders", who="Aoi", **ORDER)
    path = f"/hq/orders/{draft['order_id']}"
    office.tell()
    assert [office.texts(each) for each in (ja, en, pt, easy, outside)] == [[]] * 5

    preview = api.get(f"{path}/preview", who="Goro").json()
    said = {"phrase": preview["phrase"], "decided_at": preview["decided_at"]}
    order = post(api, f"{path}/release", who="Goro", **said)
    office.tell()

    previewed = {t["language"]: t["body"] for t in preview["texts"] if t["channel"] == "sms"}
    words = {language: words_alone(body) for language, body in previewed.items()}
    assert preview["phrase"] == PHRASE
    assert office.words(ja) == [words["ja"]]
    assert office.words(en) == [words["en"]]
    assert office.words(easy) == [words["ja-easy"]]
    assert office.words(pt) == [words["ja"]]  # nobody has verified the Portuguese
    assert len(office.texts(ja)[0]) == len(previewed["ja"])  # its code takes the place of a place
    assert office.texts(outside) == []
    assert all("避難指示" in words[language] for language in ("ja", "ja-easy", "en"))

    for each in order["hand_offs"]:
        order = post(api, f"{path}/hand-offs/{each['hand_off_id']}/tick", who="Fumi")
    assert {each["ticked_by"] for each in order["hand_offs"]} == {"Fumi"}
    post(api, f"{path}/report", who="Fumi", note="県防災課 電話")

    order = post(api, f"{path}/lift", who="Goro", phrase=f"{PHRASE} 解除")
    office.tell()

    assert order["state"] == "lifted"
    assert [len(office.texts(each)) for each in (ja, en, pt, easy, outside)] == [2, 2, 2, 2, 0]
    assert "解除" in office.texts(ja)[1]
    ledger = api.get("/hq/deliveries").json()
    assert sorted((d["family"], d["kind"], d["level"]) for d in ledger) == [
        *[("order", "issue", 4)] * 4,
        *[("order", "lift", 4)] * 4,
    ]
    released = next(d for d in ledger if d["kind"] == "issue")
    why = api.get(f"/hq/deliveries/{released['delivery_id']}/why").json()
    assert (why["order"]["composed_by"], why["order"]["person"]) == ("Aoi", "Goro")
    assert (why["areas"], why["steps"]) in ((["川原町"], []), (["港町"], []))
    query = "SELECT person, act FROM acts WHERE subject = %s ORDER BY act_id"
    subject = (f"order/{order['order_id']}",)
    assert office.town.connection.execute(query, subject).fetchall() == [
        ("Aoi", "compose_order"),
        ("Goro", "release_order"),
        *[("Fumi", "hand_off_order")] * 3,
        ("Fumi", "report_order"),
        ("Goro", "lift_order"),
    ]


def test_an_order_sent_in_error_is_taken_back_from_whoever_may_have_read_it_and_nobody_else(
    office: "Office", api: Api
) -> None:
    there, en, outside = (
        subscribe(office, "kawara"),
        subscribe(office, "minato", Language.EN),
        subscribe(office, "hama"),
    )
    draft = post(api, "/hq/orders", who="Aoi", **ORDER)
    path = f"/hq/orders/{draft['order_id']}"
    post(api, f"{path}/release", who="Goro", phrase=PHRASE)
    office.tell()
    late = subscribe(office, "kawara")  # after the order: it never reached this phone

    found = api.get(f"{path}/preview-retraction").json()
    post(api, f"{path}/retract", who="Goro", phrase=found["phrase"], because="訓練と取り違えた")
    office.tell()

    assert (found["to_tell"], found["to_cancel"]) == ({"sms": 2}, 0)
    assert [len(office.texts(each)) for each in (there, en, outside, late)] == [2, 2, 0, 0]
    assert "【取消】" in office.texts(there)[1]


def test_an_order_that_is_taken_back_before_it_was_sent_reaches_nobody(
    office: "Office", api: Api
) -> None:
    there = subscribe(office, "kawara")
    draft = post(api, "/hq/orders", who="Aoi", **ORDER)
    path = f"/hq/orders/{draft['order_id']}"
    post(api, f"{path}/release", who="Goro", phrase=PHRASE)

    post(api, f"{path}/retract", who="Goro", phrase=f"{PHRASE} 取消", because="誤り")
    office.tell()

    assert office.texts(there) == []


def test_whose_language_an_order_has_no_text_in_is_told_in_japanese(
    office: "Office", api: Api
) -> None:
    drill = office.town.start_drill("drill")
    there = subscribe(office, "kawara", Language.ZH_HANT, run_no=drill.run_no)
    draft = post(api, "/hq/orders?run=drill", who="Aoi", **ORDER)
    path = f"/hq/orders/{draft['order_id']}"
    post(api, f"{path}/release", who="Goro")
    office.town.connection.execute("DELETE FROM message_texts WHERE language = 'zh-hant'")  # older

    office.tell()
    post(api, f"{path}/lift", who="Goro")
    office.tell()

    first, second = office.texts(there)
    assert first.startswith("【訓練】【川辺市】警戒レベル4避難指示 ")
    assert "【解除】警戒等級4 避難指示 " in second
    assert "避難指示" in api.get(f"{path}/print").text


def test_an_order_of_an_exercise_reaches_its_list_alone_and_says_so_first(
    office: "Office", api: Api
) -> None:
    drill = office.town.start_drill("drill")
    resident = subscribe(office, "kawara")
    listed = subscribe(office, "kawara", Language.VI, run_no=drill.run_no)

    draft = post(api, "/hq/orders?run=drill", who="Aoi", **ORDER)
    post(api, f"/hq/orders/{draft['order_id']}/release", who="Goro")
    office.tell()

    [text] = office.texts(listed)
    assert text.startswith("【訓練】")
    assert office.texts(resident) == []


def test_the_order_goes_before_what_a_gauge_says_of_the_same_level(
    office: "Office", api: Api
) -> None:
    subscribe(office, "kawara")
    office.subscribe()
    draft = post(api, "/hq/orders", who="Aoi", **ORDER)
    office.danger()
    office.assess()
    post(api, f"/hq/orders/{draft['order_id']}/release", who="Goro", phrase=PHRASE)
    with office.telling() as telling:
        telling.route()

    query = "SELECT level, risk FROM deliveries ORDER BY level DESC, risk DESC, due_at"
    first, *others = office.town.connection.execute(query).fetchall()
    assert first == (4, 10)
    assert others
    assert max(risk for _, risk in others) < 10
