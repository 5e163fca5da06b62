"""One dated table holds every name, colour and term, and says who confirmed each."""

import re
from itertools import product
from pathlib import Path

import pytest

from kawamori.levels import GaugeLevel
from kawamori.messages.fallback import fallen_back
from kawamori.messages.terms import (
    all_terms,
    colours,
    gauge_term,
    level_term,
    official_term,
    order_term,
    sources,
)
from kawamori.messages.wording import wording
from kawamori.official import NAMES
from kawamori.people import Language
from kawamori.runs import Status

ORDERS = (3, 4, 5)
TRANSLATED = [
    Language.EN,
    Language.ZH,
    Language.ZH_HANT,
    Language.KO,
    Language.VI,
    Language.PT,
]
READ = set(TRANSLATED) - {Language.ZH_HANT}  # whose cells of the dictionary somebody has seen
# What municipalities and the agency's dictionary are known to print, and nothing else.
CONFIRMED = {
    "alert_level_3": READ,
    "alert_level_4": READ - {Language.KO},
    "alert_level_5": READ - {Language.KO},
    "order_3": READ,
    "order_4": {Language.EN, Language.ZH, Language.KO, Language.VI},
    "order_5": {Language.EN, Language.ZH},
    **{f"official_{level}": READ for level in (2, 3, 4, 5)},
}
BLANK = re.compile(r"{\w*}")


def test_every_term_is_there_in_every_language_with_its_source() -> None:
    for term in all_terms().values():
        assert set(term.cells) == {Language.JA, *TRANSLATED}
        assert term.reading
        for cell in term.cells.values():
            assert cell.source in sources()
            assert cell.verified_by in {"", cell.source}


def test_a_cell_is_confirmed_only_where_a_source_prints_it() -> None:
    for name, term in all_terms().items():
        confirmed = {language for language in TRANSLATED if term.cells[language].verified_by}

        assert confirmed == CONFIRMED.get(name, set()), name


def test_in_earnest_an_order_reaches_in_japanese_whom_nobody_confirmed_a_term_for() -> None:
    told = {
        level: fallen_back(Status.ACTUAL, level_term(level), order_term(level)) for level in ORDERS
    }

    assert told == {
        3: {Language.ZH_HANT},
        4: {Language.ZH_HANT, Language.KO, Language.PT},
        5: {Language.ZH_HANT, Language.KO, Language.VI, Language.PT},
    }
    assert fallen_back(Status.EXERCISE, level_term(5), order_term(5)) == set()


@pytest.mark.parametrize("level", ORDERS)
def test_the_page_says_who_is_told_of_an_order_in_japanese(level: int) -> None:
    page = (Path(__file__).parents[3] / "docs" / "messages.md").read_text("utf-8")
    name = order_term(level).text(Language.JA)
    (line,) = re.findall(rf"^\| {name} \| (.*) \|$", page, re.MULTILINE)

    in_japanese = {
        language
        for language, told in zip(TRANSLATED, line.split(" | "), strict=True)
        if told == "in Japanese"
    }

    assert in_japanese == fallen_back(Status.ACTUAL, level_term(level), order_term(level))


def test_the_table_and_the_ladder_call_a_threshold_the_same() -> None:
    for level in list(GaugeLevel)[1:]:
        assert gauge_term(level).text(Language.JA) == level.name_ja


def test_the_table_and_the_register_call_official_information_the_same() -> None:
    for name in NAMES:
        assert official_term(name.kind, name.alert_level).text(Language.JA) == name.ja


def test_a_term_shows_the_japanese_or_its_reading_beside_it() -> None:
    assert order_term(4).beside(Language.EN) == "Evacuation Order（避難指示）"
    assert order_term(4).beside(Language.EASY) == "避難指示（ひなんしじ）"
    assert order_term(4).beside(Language.ZH_HANT) == "避難指示"  # the same, letter for letter
    assert level_term(4).text(Language.VI) == "Cấp độ cảnh giác 4"


def test_text_can_be_read_on_every_official_colour() -> None:
    for colour in colours().values():
        light, dark = sorted((_luminance(colour.fill), _luminance(colour.text)), reverse=True)

        assert (light + 0.05) / (dark + 0.05) >= 4.5


@pytest.mark.parametrize("language", Language)
def test_every_language_has_every_sentence_with_the_same_blanks(language: Language) -> None:
    japanese, theirs = wording(Language.JA).sentences, wording(language).sentences

    assert theirs.keys() == japanese.keys()
    for name, sentence in theirs.items():
        # what can be left out: a river's name, the order's own, how many there are
        missing = set(BLANK.findall(japanese[name])) - set(BLANK.findall(sentence))
        assert missing <= {"{river}", "{order}", "{n}"}, name
        assert set(BLANK.findall(sentence)) <= set(BLANK.findall(japanese[name])) | {"{n}"}, name


def test_easy_japanese_is_in_short_sentences_without_words_in_katakana() -> None:
    for name, sentence in wording(Language.EASY).sentences.items():
        plain = BLANK.sub("", sentence)

        assert not re.search(r"[ァ-ヴ]{2}", plain.replace("テスト", "")), name
        assert not re.search(r"ございます|いたします|なさって|でなければ|ないわけ", plain), name
        for part in re.split(r"[。：（）、]", plain):
            assert len(part) <= 26, part


def test_our_own_sentences_never_use_the_agency_s_words() -> None:
    for language, word in product(Language, ("警報", "予報", "預報", "注意報")):
        for name, sentence in wording(language).sentences.items():
            assert word not in sentence, name


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
