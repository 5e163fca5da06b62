"""Whoever is called out reads what, where, when and how to answer, in two parts at the most."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kawamori.messages.budget import TWO_PARTS, ucs2_units
from kawamori.messages.marks import MARKS
from kawamori.messages.responders import (
    CalloutMatter,
    ask_text,
    canceled_text,
    coming_text,
    moved_text,
    pushed,
    said_text,
    stand_down_text,
)
from kawamori.messages.wording import wording
from kawamori.people import Language
from kawamori.runs import Status

NOW = datetime(2026, 9, 1, 5, 0, tzinfo=UTC)
WANTED = CalloutMatter(
    Status.ACTUAL,
    "土のう積み",
    "sandbag",
    "川原町公民館",
    NOW + timedelta(hours=1),
    NOW + timedelta(hours=4),
    NOW,
)
LONG = replace(
    WANTED,
    what="孤立した家からの高齢者の搬送と、避難所までの付き添い。長靴と救命胴衣を持参のこと。" * 6,
    place="川辺川水系第二放水路分派点下流左岸河川敷運動公園東側駐車場" * 4,
    skill="evacuation_guide",
    starts_at=NOW + timedelta(hours=30),
    ends_at=NOW + timedelta(hours=40),
)
written = st.text(min_size=1, max_size=300).filter(lambda text: text.strip() != "")


def every_text(matter: CalloutMatter, language: Language) -> Iterator[str]:
    yield ask_text(matter, language)
    yield stand_down_text(matter, language)
    yield canceled_text(matter, language)
    yield coming_text(matter, language)
    yield coming_text(matter, language, matter.starts_at + timedelta(minutes=30))
    yield moved_text(matter, language)
    for name in ("no", "late", "over", "unclear"):
        yield said_text(name, matter.status, language)


def test_the_question_says_what_where_when_and_how_to_answer() -> None:
    assert ask_text(WANTED, Language.JA) == (
        "参集のお願い（土のう）：土のう積み。川原町公民館、15:00から18:00まで。"
        "「はい」「30分後」「いいえ」で返信してください。"
    )
    assert ask_text(WANTED, Language.EN) == (
        "Call-out (sandbags): 土のう積み. 川原町公民館, 15:00 to 18:00. Reply YES, 30 MIN or NO."
    )


def test_what_everybody_can_do_names_no_skill() -> None:
    text = ask_text(replace(WANTED, skill="general"), Language.JA)

    assert text.startswith("参集のお願い：土のう積み。")


def test_another_day_is_said() -> None:
    tomorrow = replace(
        WANTED, starts_at=NOW + timedelta(days=1), ends_at=NOW + timedelta(days=1, hours=2)
    )

    assert "9月2日 14:00から16:00まで" in ask_text(tomorrow, Language.JA)


def test_whoever_comes_later_reads_when_they_are_expected() -> None:
    text = coming_text(WANTED, Language.JA, WANTED.starts_at + timedelta(minutes=30))

    assert text == (
        "15:30ごろの到着で受け付けました：土のう積み。川原町公民館。危険を感じたら引き返してください。"
    )


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("status", Status)
def test_every_text_fits_two_parts_and_begins_with_its_run_s_mark(
    status: Status, language: Language
) -> None:
    for matter in (WANTED, LONG):
        for text in every_text(replace(matter, status=status), language):
            assert ucs2_units(text) <= TWO_PARTS, text
            assert text.startswith(MARKS[status])
            assert "{" not in text


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("status", Status)
def test_however_long_the_words_are_the_question_says_how_to_answer(
    status: Status, language: Language
) -> None:
    text = ask_text(replace(LONG, status=status), language)

    assert text.endswith(wording(language).say("responder.reply"))


@given(what=written, place=written)
def test_whatever_somebody_wrote_the_question_fits(what: str, place: str) -> None:
    for language in Language:
        text = ask_text(replace(WANTED, status=Status.EXERCISE, what=what, place=place), language)

        assert ucs2_units(text) <= TWO_PARTS
        assert "\n" not in text


@pytest.mark.parametrize("language", Language)
def test_a_browser_shows_a_title_above_and_the_mark_on_both(language: Language) -> None:
    text = ask_text(replace(WANTED, status=Status.EXERCISE), language)

    title, _, body = pushed(text, language, Status.EXERCISE).partition("\n")

    assert title.startswith("【訓練】")
    assert body == text
