"""Official information is quoted by its own name, with its source, and never made to sound ours."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kawamori.errors import InvalidError
from kawamori.messages import OfficialMatter, official_texts
from kawamori.official import NAMES, OfficialName, find_name
from kawamori.people import Channel, Language
from kawamori.runs import Status
from kawamori.testing.texts import fits, words_alone

AT = datetime(2026, 9, 1, 5, 20, tzinfo=UTC)
FLOOD_4 = find_name("レベル4氾濫危険警報")
names = st.text("川辺地区𠮷𩸽🌊ABCq（）{}", min_size=1, max_size=20)


def quoted(
    name: OfficialName = FLOOD_4,
    status: Status = Status.ACTUAL,
    *,
    is_lifted: bool = False,
    places: tuple[str, ...] = ("川辺川",),
) -> OfficialMatter:
    return OfficialMatter(status, name, "気象庁・静岡県", AT, places, is_lifted=is_lifted)


@pytest.mark.parametrize("name", NAMES, ids=lambda name: name.code)
def test_every_text_has_the_name_in_force_and_who_announced_it(name: OfficialName) -> None:
    for (channel, _), text in official_texts(quoted(name, Status.EXERCISE)).items():
        assert name.ja in text
        assert "気象庁" in text
        assert fits(channel, text)


def test_the_name_comes_first() -> None:
    text = words_alone(official_texts(quoted())[Channel.SMS, Language.JA])

    assert text == (
        "「レベル4氾濫危険警報」気象庁・静岡県 14:20発表。川辺川。市の避難情報を確認してください。"
    )


def test_a_lifting_says_so_before_the_name() -> None:
    texts = official_texts(quoted(is_lifted=True))

    assert texts[Channel.SMS, Language.JA].startswith("【解除】「レベル4氾濫危険警報」")
    assert texts[Channel.PUSH, Language.JA].startswith("【解除】")


@pytest.mark.parametrize("language", sorted(set(Language) - {Language.JA, Language.EASY}))
def test_in_earnest_it_is_quoted_in_japanese_until_its_hazard_s_name_is_confirmed(
    language: Language,
) -> None:
    earnest = official_texts(quoted())
    practised = official_texts(quoted(status=Status.EXERCISE))

    assert earnest[Channel.SMS, language] == earnest[Channel.SMS, Language.JA]
    assert practised[Channel.SMS, language] != practised[Channel.SMS, Language.JA]


@given(
    name=st.sampled_from(NAMES),
    status=st.sampled_from(Status),
    issuer=names,
    places=st.lists(names, min_size=1, max_size=40),
    is_lifted=st.booleans(),
    url=st.sampled_from(["", "https://kawabe.example.jp/o/3"]),
)
def test_every_quotation_fits_its_channel(
    name: OfficialName,
    status: Status,
    issuer: str,
    places: list[str],
    *,
    is_lifted: bool,
    url: str,
) -> None:
    places = [f"町{place}" for place in places]
    matter = OfficialMatter(status, name, f"所{issuer}", AT, tuple(places), is_lifted, url)

    for (channel, _), text in official_texts(matter).items():
        assert fits(channel, text), (channel, text)
        assert name.ja in text
        if status is not Status.ACTUAL:
            assert text.startswith(("【訓練】", "【試験】"))


def test_what_nobody_announced_for_anywhere_is_refused() -> None:
    with pytest.raises(InvalidError, match="issuer"):
        OfficialMatter(Status.ACTUAL, FLOOD_4, " ", AT, ("川辺川",))
    with pytest.raises(InvalidError, match="areas"):
        OfficialMatter(Status.ACTUAL, FLOOD_4, "気象庁", AT, ())
