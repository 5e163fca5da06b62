"""What reaches a whole town is handed over ready to be read out, typed in, and sent."""

import re
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kawamori.messages import AreaName, OrderKind, OrderMatter
from kawamori.messages.broadcast import broadcast_lines, unread_names
from kawamori.messages.handoffs import (
    MAIL_BODY,
    MAIL_TITLE,
    HandOffText,
    Way,
    emergency_mail,
    hand_off_texts,
    l_alert_entry,
)
from kawamori.messages.readings import number_in_kana, time_in_kana
from kawamori.runs import Status

AT = datetime(2026, 9, 1, 5, 20, tzinfo=UTC)
KAWABE = AreaName("川辺地区", "Kawabe", "かわべちく")
KANA_ONLY = re.compile(r"[ぁ-んァ-ヴー、。ゼレベル]+")
legal = st.text("川辺地区𠮷𩸽🌊ABCq（）{}", min_size=1, max_size=20)


def order(
    kind: OrderKind = OrderKind.ISSUE,
    level: int = 4,
    status: Status = Status.ACTUAL,
    *places: AreaName,
) -> OrderMatter:
    return OrderMatter(
        status,
        kind,
        level,
        "川辺市",
        places or (KAWABE,),
        AT,
        city_reading="かわべし",
        shelter="川辺小学校",
        url="https://kawabe.example.jp/h/12",
        reason="川辺川の水位が上がり続けているため",
        households=120,
        people=340,
    )


def at(way: Way, matter: OrderMatter) -> HandOffText:
    return next(each for each in hand_off_texts(matter) if each.way is way)


@pytest.mark.parametrize("level", [3, 4, 5])
@pytest.mark.parametrize("kind", OrderKind)
def test_every_line_that_is_read_out_has_its_reading(kind: OrderKind, level: int) -> None:
    for line in broadcast_lines(order(kind, level, Status.EXERCISE)):
        assert KANA_ONLY.fullmatch(line.reading), line


def test_the_broadcast_names_the_order_twice_and_says_who_where_and_what_to_do() -> None:
    said = [line.text for line in broadcast_lines(order())]

    assert said == [
        "緊急放送、緊急放送。",
        "警戒レベル4、避難指示。警戒レベル4、避難指示。",
        "こちらは、川辺市です。",
        "14時20分、川辺地区に、警戒レベル4、避難指示を発令しました。",
        "危険な場所にいる方は、全員、速やかに避難してください。",
        "以上、川辺市でした。",
    ]
    assert "2回くり返す" in at(Way.RADIO, order()).body


@pytest.mark.parametrize(
    ("kind", "level", "sounds"),
    [
        (OrderKind.ISSUE, 3, "チャイム"),
        (OrderKind.ISSUE, 4, "サイレン"),
        (OrderKind.CHANGE, 5, "サイレン"),
        (OrderKind.LIFT, 5, "チャイム"),
        (OrderKind.RETRACT, 4, "チャイム"),
    ],
)
def test_a_siren_sounds_only_when_everybody_is_to_leave(
    kind: OrderKind, level: int, sounds: str
) -> None:
    assert sounds in at(Way.RADIO, order(kind, level)).body.split("\n")[0]


def test_nobody_is_told_to_leave_by_a_lifting_or_a_retraction() -> None:
    for kind, level in product((OrderKind.LIFT, OrderKind.RETRACT), (3, 4, 5)):
        for given_over in hand_off_texts(order(kind, level)):
            assert not re.search(r"避難して|身を守って|避難先", given_over.body)


def test_whoever_reads_out_is_told_which_names_have_no_reading() -> None:
    matter = order(OrderKind.ISSUE, 4, Status.ACTUAL, KAWABE, AreaName("鵜の木"))

    assert unread_names(matter) == ["鵜の木"]
    assert "よみ未登録：鵜の木" in at(Way.RADIO, matter).body


def test_a_broadcast_names_no_more_areas_than_can_be_followed() -> None:
    many = [AreaName(f"町{number}", reading="まち") for number in range(123)]

    lines = list(broadcast_lines(order(OrderKind.ISSUE, 4, Status.ACTUAL, *many)))

    assert any("ほか103地区に" in line.text for line in lines)
    assert any("ほかひゃくさんちくに" in line.reading for line in lines)


@given(
    city=legal,
    names=st.lists(legal, min_size=1, max_size=60),
    told=st.tuples(st.sampled_from(Status), st.sampled_from(OrderKind), st.sampled_from([3, 4, 5])),
)
def test_an_emergency_mail_fits_its_fifteen_and_two_hundred_characters(
    city: str, names: list[str], told: tuple[Status, OrderKind, int]
) -> None:
    status, kind, level = told
    areas = tuple(AreaName(f"町{name}") for name in names)

    mail = emergency_mail(
        OrderMatter(status, kind, level, f"市{city}", areas, AT, shelter="所" * 100)
    )

    order_name = {3: "高齢者等避難", 4: "避難指示", 5: "緊急安全確保"}[level]
    assert len(mail.title) <= MAIL_TITLE
    assert len(mail.body) <= MAIL_BODY
    assert order_name in mail.title
    assert order_name in mail.body


def test_an_emergency_mail_carries_no_link() -> None:
    assert "http" not in emergency_mail(order()).body


def test_an_entry_for_broadcasters_has_all_that_their_form_asks() -> None:
    assert l_alert_entry(order()) == {
        "種別": "実際の情報",
        "発令区分": "警戒レベル4 避難指示",
        "発令・解除": "発令",
        "対象地区": "川辺地区",
        "発令日時": "2026年9月1日 14時20分",
        "世帯数": "120世帯",
        "人数": "340人",
        "理由": "川辺川の水位が上がり続けているため",
        "発令者": "川辺市長",
    }


@pytest.mark.parametrize(
    ("status", "mark"), [(Status.EXERCISE, "【訓練】"), (Status.TEST, "【試験】")]
)
def test_what_is_not_real_is_marked_wherever_it_is_handed_over(status: Status, mark: str) -> None:
    for kind, level in product(OrderKind, (3, 4, 5)):
        for given_over in hand_off_texts(order(kind, level, status)):
            assert given_over.title.startswith(mark)
            assert mark in given_over.body.split("\n")[0]
    assert all(mark not in each.title + each.body for each in hand_off_texts(order()))


@pytest.mark.parametrize(
    ("number", "read"),
    [
        (3, "さん"),
        (10, "じゅう"),
        (103, "ひゃくさん"),
        (360, "さんびゃくろくじゅう"),
        (1980, "せんきゅうひゃくはちじゅう"),
    ],
)
def test_numbers_are_read_as_people_read_them(number: int, read: str) -> None:
    assert number_in_kana(number) == read


@pytest.mark.parametrize(
    ("minutes_after_midnight", "read"),
    [
        (0, "れいじ"),
        (4 * 60 + 10, "よじじゅっぷん"),
        (7 * 60 + 21, "しちじにじゅういっぷん"),
        (14 * 60 + 20, "じゅうよじにじゅっぷん"),
        (19 * 60 + 5, "じゅうくじごふん"),
        (23 * 60 + 54, "にじゅうさんじごじゅうよんぷん"),
    ],
)
def test_times_are_read_as_people_read_them(minutes_after_midnight: int, read: str) -> None:
    midnight = datetime(2026, 8, 31, 15, tzinfo=UTC)

    assert time_in_kana(midnight + timedelta(minutes=minutes_after_midnight)) == read
