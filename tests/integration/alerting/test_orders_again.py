"""What stands again is told again, and what ends in part takes nothing's place."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest

from api.testing.asking import Api, employ_all
from api.testing.serving import serve
from kawamori.people import AreaSubscription, Channel, PhoneNumber, Subscriber
from kawamori.storage.people.subscribers import add_subscriber
from kawamori.storage.telling.deliveries import claim_due
from kawamori.testing.areas import settle_districts

if TYPE_CHECKING:
    from .conftest import Office

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

_numbers = count(81_90_6000_0000)


@pytest.fixture
def api(office: "Office") -> Iterator[Api]:
    employ_all(office.town.connection)
    settle_districts(office.town.connection)
    with serve(office.settings) as served:
        api = Api(served, office.settings)
        while api.get("/ready", who=None).status_code != 200:
            pass
        yield api


def subscribe(office: "Office", *area_ids: str) -> PhoneNumber:
    number = PhoneNumber(f"+{next(_numbers)}")
    person = Subscriber(number, areas=tuple(AreaSubscription(each) for each in area_ids))
    add_subscriber(office.town.connection, office.seal, person)
    return number


def post(api: Api, path: str, *, who: str = "Goro", **said: object) -> dict[str, Any]:
    answer = api.post(path, who=who, json=said)
    assert answer.status_code in (200, 201), answer.text
    return dict(answer.json())


def release(api: Api, level: int, *area_ids: str, replaces: tuple[int, ...] = ()) -> int:
    said = {"alert_level": level, "areas": area_ids, "reason": "増水", "replaces": replaces}
    order_id = int(post(api, "/hq/orders", who="Aoi", **said)["order_id"])
    path = f"/hq/orders/{order_id}"
    preview = api.get(f"{path}/preview", who="Goro").json()
    post(api, f"{path}/release", phrase=preview["phrase"], decided_at=preview["decided_at"])
    return order_id


def test_who_is_told_that_an_order_was_wrong_is_told_what_holds_instead(
    office: "Office", api: Api
) -> None:
    kawara, minato = subscribe(office, "kawara"), subscribe(office, "minato")
    elderly = release(api, 3, "kawara", "minato")
    office.tell()
    wrong = release(api, 4, "kawara", replaces=(elderly,))
    office.tell()

    seen = api.get(f"/hq/orders/{wrong}/preview-retraction").json()
    assert [(each["order_id"], each["areas"]) for each in seen["again"]] == [(elderly, ["川原町"])]
    post(api, f"/hq/orders/{wrong}/retract", phrase=seen["phrase"], because="地区の誤り")
    office.tell()

    *_, retracted, again = sorted(office.texts(kawara)[2:], key=lambda text: "取消" not in text)
    assert "取消" in retracted
    assert "避難指示" in retracted
    assert "高齢者等避難" in again
    assert "川原町" in again
    assert len(office.texts(minato)) == 1  # nothing changed there


def test_nothing_is_told_again_where_nothing_stood_before(office: "Office", api: Api) -> None:
    kawara = subscribe(office, "kawara")
    wrong = release(api, 4, "kawara")
    office.tell()

    seen = api.get(f"/hq/orders/{wrong}/preview-retraction").json()
    post(api, f"/hq/orders/{wrong}/retract", phrase=seen["phrase"], because="誤り")
    office.tell()

    assert seen["again"] == []
    assert len(office.texts(kawara)) == 2


def test_a_lifting_in_part_takes_no_other_message_s_place(office: "Office", api: Api) -> None:
    subscribe(office, "kawara", "minato")
    order = release(api, 4, "kawara", "minato")
    post(api, f"/hq/orders/{order}/lift", areas=["kawara"], phrase="避難指示 川原町 解除")
    with office.telling() as telling:
        telling.route()

    connection, now = office.town.connection, office.wall() + timedelta(minutes=1)
    claimed = claim_due(
        connection,
        office.seal,
        Channel.SMS,
        by="test",
        now=now,
        lease=timedelta(minutes=1),
        limit=10,
    )

    assert {each.kind for each in claimed} == {"issue", "lift"}
    assert len({each.thread for each in claimed}) == 2
