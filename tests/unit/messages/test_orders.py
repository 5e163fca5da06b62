"""An order's text names the order first, fits its channel, and uses words that are confirmed."""

import re
from datetime import UTC, datetime
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kawamori.errors import InvalidError
from kawamori.messages import AreaName, OrderKind, OrderMatter, order_texts, told_in_japanese
from kawamori.messages.budget import ONE_PART, ucs2_units
from kawamori.people import Channel, Language
from kawamori.runs import Status
from kawamori.testing.texts import fits, words_alone

AT = datetime(2026, 9, 1, 5, 20, tzinfo=UTC)
KAWABE = AreaName("川辺地区", "Kawabe", "かわべちく")
TSUTSUMI = AreaName("堤下地区", "Tsutsumishita", "つつみしたちく")
FOREIGN = [language for language in Language if not language.is_japanese]
NAMES = {3: "高齢者等避難", 4: "避難指示", 5: "緊急安全確保"}
legal = st.text("川辺地区𠮷𩸽🌊🏞️ABCq-（）{}", min_size=1, max_size=20).filter(str.strip)
areas = st.lists(st.builds(AreaName, legal, st.one_of(st.just(""), legal)), min_size=1, max_size=40)


def order(
    kind: OrderKind = OrderKind.ISSUE,
    level: int = 4,
    status: Status = Status.ACTUAL,
    previous: int | None = None,
    places: tuple[AreaName, ...] = (KAWABE, TSUTSUMI),
) -> OrderMatter:
    return OrderMatter(
        status,
        kind,
        level,
        "川辺市",
        places,
        AT,
        city_en="Kawabe City",
        city_reading="かわべし",
        previous_level=previous,
        shelter="川辺小学校",
        url="https://kawabe.example.jp/h/12",
        reason="川辺川の水位が上がり続けているため",
    )


def sms(matter: OrderMatter, language: Language = Language.JA) -> str:
    return order_texts(matter)[Channel.SMS, language]


def test_an_order_is_told_in_the_form_that_residents_know() -> None:
    assert words_alone(sms(order())) == (
        "【川辺市】警戒レベル4避難指示 川辺地区、堤下地区。14:20発令。"
        "危険な場所から全員避難してください。 https://kawabe.example.jp/h/12"
    )


@pytest.mark.parametrize(
    ("kind", "previous", "says"),
    [
        (OrderKind.CHANGE, 3, "警戒レベル4避難指示に引き上げ"),
        (OrderKind.CHANGE, 5, "警戒レベル4避難指示に変更"),
        (OrderKind.CHANGE, 4, "警戒レベル4避難指示の対象を変更"),
        (OrderKind.LIFT, None, "【解除】警戒レベル4避難指示を解除"),
        (OrderKind.CORRECT, None, "【訂正】警戒レベル4避難指示 "),
        (OrderKind.RETRACT, None, "【取消】警戒レベル4避難指示は誤り"),
    ],
)
def test_what_happens_to_an_order_is_said_with_its_name(
    kind: OrderKind, previous: int | None, says: str
) -> None:
    assert sms(order(kind, previous=previous)).startswith(f"【川辺市】{says}")


def test_a_retracted_order_is_said_not_to_be_in_force() -> None:
    for channel in Channel:
        text = order_texts(order(OrderKind.RETRACT))[channel, Language.JA]

        assert "この避難指示は出ていません。" in text
        assert "全員避難" not in text


def test_a_lifted_order_sends_nobody_anywhere() -> None:
    for (_, language), text in order_texts(order(OrderKind.LIFT, status=Status.EXERCISE)).items():
        assert not re.search(
            r"全員|避難して|逃げて|leave|离开|離開|대피하세요|hãy rời|saiam", text
        ), language


@settings(max_examples=40)
@given(
    city=legal,
    city_en=st.one_of(st.just(""), legal),
    places=areas,
    url=st.sampled_from(["", "https://kawabe.example.jp/h/12", "https://a.example/" + "x" * 180]),
    shelter=st.one_of(st.just(""), st.text(min_size=1, max_size=200)),
    told=st.tuples(
        st.sampled_from(Status),
        st.sampled_from(OrderKind),
        st.sampled_from([3, 4, 5]),
        st.sampled_from([None, 3, 4, 5]),
    ),
)
def test_every_text_fits_its_channel_and_names_the_order_whatever_places_are_called(
    city: str,
    city_en: str,
    places: list[AreaName],
    url: str,
    shelter: str,
    told: tuple[Status, OrderKind, int, int | None],
) -> None:
    status, kind, level, previous = told
    matter = OrderMatter(
        status, kind, level, city, tuple(places), AT, city_en, "", previous, shelter, url, "理由"
    )

    for (channel, _), text in order_texts(matter).items():
        assert fits(channel, text), (channel, text)
        assert NAMES[level] in text
        if status is not Status.ACTUAL:
            assert text.startswith("【訓練】" if status is Status.EXERCISE else "【試験】")
        assert channel is not Channel.SMS or url not in text or words_alone(text).endswith(url)


def test_a_name_is_cut_only_when_nothing_else_fits() -> None:
    long_name = AreaName("第" * 20, "Daiichi-shinmachi 20")
    for kind, level in product(OrderKind, (3, 4, 5)):
        texts = order_texts(order(kind, level, Status.EXERCISE, places=(long_name, *[KAWABE] * 9)))

        for language in set(Language) - {Language.EN, Language.VI, Language.PT}:
            # in these three the longest names of orders leave no room in an exercise
            assert "…" not in texts[Channel.SMS, language]


def test_more_areas_than_fit_are_counted() -> None:
    many = tuple(AreaName(f"川辺{number}丁目") for number in range(1, 41))

    text = sms(order(places=many))

    assert re.search(r"川辺1丁目、.*ほか\d+地区。", text)


def test_a_city_s_two_thousand_areas_are_told_in_a_moment() -> None:
    many = tuple(AreaName(f"川辺町字{number}") for number in range(2000))

    texts = order_texts(order(places=many))

    assert all(fits(channel, text) for (channel, _), text in texts.items())


@pytest.mark.parametrize("language", FOREIGN)
@pytest.mark.parametrize("level", [3, 4, 5])
def test_in_earnest_only_confirmed_words_are_sent(level: int, language: Language) -> None:
    confirmed = {
        3: set(FOREIGN) - {Language.ZH_HANT},
        4: {Language.EN, Language.ZH, Language.VI},
        5: {Language.EN, Language.ZH},
    }

    earnest, practised = order_texts(order(level=level)), order(level=level, status=Status.EXERCISE)

    for channel in Channel:
        is_japanese = earnest[channel, language] == earnest[channel, Language.JA]
        assert is_japanese == (language not in confirmed[level])
    assert (language in told_in_japanese(order(level=level))) == (language not in confirmed[level])
    assert sms(practised, language) != sms(practised)
    assert told_in_japanese(practised) == set()


def test_easy_japanese_is_sent_in_earnest() -> None:
    assert sms(order(), Language.EASY).startswith(
        "【川辺市】警戒レベル4 避難指示（ひなんしじ） 川辺地区、堤下地区。"
    )


@pytest.mark.parametrize("language", FOREIGN)
def test_push_messages_and_letters_carry_the_japanese_as_well(language: Language) -> None:
    texts = order_texts(order(status=Status.EXERCISE))

    for channel in (Channel.PUSH, Channel.EMAIL, Channel.WEBHOOK):
        assert "危険な場所から全員避難してください。" in texts[channel, language]


def test_no_order_calls_itself_a_warning_of_the_agency() -> None:
    for kind, level in product(OrderKind, (3, 4, 5)):
        for text in order_texts(order(kind, level, Status.TEST)).values():
            assert not re.search(
                r"警報|予報|預報|注意報|警报|预报|경보|예보|[Ww]arning|[Ff]orecast", text
            )


def test_a_voice_says_names_as_they_are_read() -> None:
    text = order_texts(order())[Channel.VOICE, Language.JA]

    assert text.startswith(
        "警戒レベル4、避難指示。かわべし、対象は、かわべちく、つつみしたちくです。"
    )
    assert not re.search(r"[（）【】「」]", text)


def test_an_order_s_sms_is_two_parts_and_an_ordinary_one_in_japanese_without_a_link_is_one() -> (
    None
):
    without = OrderMatter(Status.ACTUAL, OrderKind.ISSUE, 4, "川辺市", (KAWABE, TSUTSUMI), AT)

    assert ucs2_units(sms(without)) <= ONE_PART


@pytest.mark.parametrize(
    "wrong",
    [
        {"alert_level": 2},
        {"alert_level": 6},
        {"previous_level": 1},
        {"city": " "},
        {"areas": ()},
        {"areas": (AreaName(""),)},
    ],
)
def test_an_order_that_nobody_could_follow_is_refused(wrong: dict[str, object]) -> None:
    values: dict[str, object] = {
        "status": Status.ACTUAL,
        "kind": OrderKind.ISSUE,
        "alert_level": 4,
        "city": "川辺市",
        "areas": (KAWABE,),
        "decided_at": AT,
    }

    with pytest.raises(InvalidError):
        OrderMatter(**{**values, **wrong})  # type: ignore[arg-type]
