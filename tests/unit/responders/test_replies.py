"""A reply counts as coming only where every word is understood; what is left is for a person."""

import unicodedata
from datetime import time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kawamori.errors import InvalidError
from kawamori.messages.answers import Meaning, meaning_of
from kawamori.messages.wording import wording
from kawamori.people import Language
from kawamori.responders.callouts import Answer
from kawamori.responders.phrases import DECORATION, Kind, words_of, written
from kawamori.responders.replies import Reading, read_reply
from kawamori.testing.replies import Example, examples, page_table

PAGE = (Path(__file__).parents[3] / "docs/replies.md").read_text(encoding="utf-8")
EXAMPLES = examples()
PROMISES = [each for each in EXAMPLES if each.answer in (Answer.YES, Answer.LATER)]
NEGATIVE = [
    phrase
    for kind, phrase in written()
    if kind in (Kind.NO, Kind.BARE_NO) and not phrase.isdecimal()
]
UNKNOWN = [
    "りんご",
    "車",
    "yesterday",
    "mother",
    "明日",
    "7",
    "子ども",
    "привет",
    "ngôi",
    "もし",
    "mas",
]
ORDERS = [1, -1]
HALF_KANA = {unicodedata.normalize("NFKC", chr(code)): chr(code) for code in range(0xFF66, 0xFF9E)}


def what(reading: Reading) -> tuple[Answer, timedelta | None, time | None]:
    """Return a reading without its reason."""
    return reading.answer, reading.after, reading.at


def full_width(text: str) -> str:
    """Return a text with every ASCII sign as wide as a kanji."""
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def half_kana(text: str) -> str:
    """Return a text in katakana of half the width, as old telephones write."""
    katakana = (chr(ord(c) + 0x60) if "ぁ" <= c <= "ゖ" else c for c in text)
    apart = (unicodedata.normalize("NFD", c) if "ァ" <= c <= "ヶ" else c for c in katakana)
    marks = {"\u3099": "ﾞ", "\u309a": "ﾟ"}
    return "".join(marks.get(c, HALF_KANA.get(c, c)) for each in apart for c in each)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda each: each.name)
def test_a_reply_is_read_as_people_mean_it(example: Example) -> None:
    reading = read_reply(example.text, has_picture=example.has_picture)

    assert what(reading) == (example.answer, example.after, example.at)
    assert reading.why


def test_the_page_has_every_reply_as_it_is_read() -> None:
    assert page_table() in PAGE, "put the output of python -m kawamori.testing.replies there"


def test_no_reply_stands_in_the_table_twice() -> None:
    told = [(each.text, each.has_picture) for each in EXAMPLES]

    assert len(set(told)) == len(told) >= 60


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize(
    ("answer", "after", "word"),
    [
        (Answer.YES, None, "はい YES 예 SIM CÓ 是"),
        (Answer.LATER, timedelta(minutes=30), "30分後 30MIN 30분 30PHÚT 30分钟 30分鐘"),
        (Answer.NO, None, "いいえ NO 아니요 NÃO KHÔNG 不"),
    ],
    ids=["yes", "later", "no"],
)
def test_the_words_that_the_question_asks_for_are_read_as_it_says(
    language: Language, answer: Answer, after: timedelta | None, word: str
) -> None:
    asked = wording(language).say("responder.reply").replace("30 ", "30")

    offered = [each for each in word.split() if each in asked]

    assert offered
    assert {what(read_reply(each)) for each in offered} == {(answer, after, None)}


@pytest.mark.parametrize("text", ["STOP", "停止", "配信停止", "キャンセル", "unsubscribe"])
def test_a_word_that_stops_messages_is_no_answer_to_a_call_out(text: str) -> None:
    assert meaning_of(text) is Meaning.STOP
    assert read_reply(text).answer is Answer.UNCLEAR


def test_no_phrase_that_promises_has_a_no_inside() -> None:
    negative = [words_of(phrase) for phrase in NEGATIVE]
    promising = [
        words_of(phrase) for kind, phrase in written() if kind in (Kind.YES, Kind.BARE_YES)
    ]

    assert [
        (yes, no)
        for yes in promising
        for no in negative
        for at in range(len(yes) - len(no) + 1)
        if yes[at : at + len(no)] == no
    ] == []


@pytest.mark.parametrize("answer", [Answer.YES, Answer.LATER, Answer.NO])
def test_a_phrase_of_every_kind_that_decides_is_read_alone(answer: Answer) -> None:
    kinds = {Answer.YES: (Kind.YES, Kind.BARE_YES), Answer.NO: (Kind.NO, Kind.BARE_NO)}
    alone = {
        phrase: read_reply(phrase).answer
        for kind, phrase in written()
        if kind in kinds.get(answer, ())
    }

    assert {phrase for phrase, read in alone.items() if read is not answer} == set()


@given(st.text(max_size=30), st.sampled_from(NEGATIVE), st.text(max_size=30))
def test_nothing_that_holds_a_no_is_read_as_coming(before: str, no: str, after: str) -> None:
    assert read_reply(f"{before} {no} {after}").answer in (Answer.NO, Answer.UNCLEAR)


@given(st.sampled_from(PROMISES), st.sampled_from(NEGATIVE), st.sampled_from(ORDERS))
def test_a_promise_with_a_no_beside_it_is_for_a_person(
    promise: Example, no: str, order: int
) -> None:
    text = "。".join([promise.text, no][::order])

    assert read_reply(text).answer is Answer.UNCLEAR


@given(text=st.text(), has_picture=st.booleans())
def test_whatever_somebody_sends_is_read(text: str, *, has_picture: bool) -> None:
    assert read_reply(text, has_picture=has_picture).answer in Answer


@given(st.text(alphabet="はい行けます1230時間分後半午 yesnoin'、。,.:?~éハｲ３👍\u200d\u0301"))
def test_pieces_of_replies_in_any_order_are_read(text: str) -> None:
    assert read_reply(text).answer in Answer


@given(st.sampled_from(PROMISES), st.sampled_from(UNKNOWN), st.sampled_from(ORDERS))
def test_a_promise_with_a_word_more_that_nobody_knows_is_no_promise(
    promise: Example, unknown: str, order: int
) -> None:
    text = " ".join([promise.text, unknown][::order])

    assert read_reply(text).answer is Answer.UNCLEAR


@given(
    st.sampled_from(EXAMPLES),
    st.sampled_from([str, str.upper, str.lower, full_width, half_kana]),
    st.text(alphabet=sorted(DECORATION), max_size=3),
    st.sampled_from(["", " ", "\u3000", "。", "！", "…", "\n"]),
)
def test_width_case_and_decoration_change_nothing(
    example: Example, write: object, decoration: str, end: str
) -> None:
    assert callable(write)
    text = f"{decoration} {write(example.text)}{end}{decoration}"

    reading = read_reply(text, has_picture=example.has_picture)

    assert what(reading) == (example.answer, example.after, example.at)


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("午前0時から", time(0)),
        ("0:30", time(0, 30)),
        ("正午", time(12)),
        ("09:15", time(9, 15)),
        ("夕方5時半に行けます", time(17, 30)),
        ("at 3:30 p.m.", time(15, 30)),
        ("23時59分", time(23, 59)),
    ],
    ids=["midnight", "after-midnight", "noon", "zero", "evening", "pm", "last"],
)
def test_a_time_of_day_is_read_where_it_can_be_but_one(text: str, clock: time) -> None:
    assert what(read_reply(text)) == (Answer.LATER, None, clock)


@pytest.mark.parametrize(
    "text",
    ["午後12時", "12am", "9:15", "24時", "25時", "10時60分", "午前15時", "午前3pm", "sau 15h"],
    ids=["pm-12", "am-12", "either", "24", "25", "60", "am-15", "both", "delay-or-clock"],
)
def test_a_time_that_may_be_two_or_none_is_for_a_person(text: str) -> None:
    assert read_reply(text).answer is Answer.UNCLEAR


def test_a_long_story_beside_a_no_is_for_a_person() -> None:
    story = "母の家を見に行くところで" * 8

    assert read_reply(f"{story[:40]}行けません").answer is Answer.NO
    assert read_reply(f"{story}行けません").answer is Answer.UNCLEAR


def test_a_reading_that_contradicts_itself_does_not_exist() -> None:
    with pytest.raises(InvalidError, match="only LATER"):
        Reading(Answer.YES, timedelta(minutes=5), None, "")
    with pytest.raises(InvalidError, match="only LATER"):
        Reading(Answer.LATER, None, None, "")
