"""The residents' words say the same in eight languages, in their own letters, nothing official."""

import json
import re
from importlib.resources import files
from itertools import combinations

import pytest

from api.residents.words import plain, words
from kawamori.people import Language

FOLDER = files("kawamori.messages") / "residents"
PARTS = sorted(each.name for each in FOLDER.iterdir())
PLACE = re.compile(r"{\w*}")
READ = re.compile(r"([\u3400-\u9fff々〆ヶ]+)《([ぁ-ゖー]+)》")
HAN = re.compile(r"[\u3400-\u9fff々]")
KANA = re.compile(r"[\u3041-\u30ff]")
HANGUL = re.compile(r"[\uac00-\ud7a3]")
LATIN = (Language.EN, Language.VI, Language.PT)
CHINESE = (Language.ZH, Language.ZH_HANT)
# What every language writes alike: units, formats, what is typed.
SHARED = re.compile(r"\b(?:m|km|h|min|CSV|JSON|GeoJSON|PDF|SMS|URL|API|STOP|START|OK|E-?mail)\b")
# Simplified, though Taiwan's encoding has them for other words; and the other way round.
NOT_TRADITIONAL = re.compile("[体么云余与于听坏宁庄异怀惊愿扑扰据范复后几价]|(?<!公)里")
NOT_SIMPLIFIED = re.compile("[於後覆徵沈]")
# What a gauge, or a page of ours, must never say: the agency's words, the alert level, an order.
OFFICIAL = re.compile(
    r"警報|予報|預報|注意報|警报|预报|注意报|경보|예보|주의보|\bwarning|\bforecast|\badvisory"
    r"|cảnh báo|dự báo|\balerta|\bprevis(?:ão|ões)\b|警戒|等级[2-5]|等級[2-5]|경계 레벨|レベル"
    r"|cấp độ cảnh giác|alert level|避難指示|避难指示|高齢者等避難|安全確保|피난지시|\baviso",
    re.IGNORECASE,
)
ENGLISH = re.compile(r"\b(?:the|you|your|and|of|is|are|with|from|this|not)\b", re.IGNORECASE)
CASES = pytest.mark.parametrize(("part", "language"), [(p, la) for p in PARTS for la in Language])


def said(part: str, language: Language) -> dict[str, str]:
    return {key: PLACE.sub("", text) for key, text in words(part, language).items()}


@CASES
def test_every_language_has_every_sentence_with_the_same_places(
    part: str, language: Language
) -> None:
    japanese, theirs = words(part, Language.JA), words(part, language)

    assert theirs.keys() == japanese.keys()
    for key, text in theirs.items():
        assert text.strip(), key
        assert sorted(PLACE.findall(text)) == sorted(PLACE.findall(japanese[key])), key


@pytest.mark.parametrize("part", PARTS)
def test_no_key_is_there_twice(part: str) -> None:
    for file in (FOLDER / part).iterdir():
        pairs = json.loads(file.read_text("utf-8"), object_pairs_hook=list)

        assert len(dict(pairs)) == len(pairs), file.name


@CASES
def test_every_language_is_written_in_its_own_letters(part: str, language: Language) -> None:
    for key, text in said(part, language).items():
        if language in LATIN:
            assert not re.search(f"{HAN.pattern}|{KANA.pattern}|{HANGUL.pattern}", text), key
        if language is Language.KO:
            assert not re.search(f"{HAN.pattern}|{KANA.pattern}", text), key
        if language in CHINESE:
            assert not re.search(f"{KANA.pattern}|{HANGUL.pattern}", text), key
        if language is not Language.EN:
            assert not ENGLISH.search(SHARED.sub("", text)), key


@pytest.mark.parametrize("part", PARTS)
def test_nothing_is_left_in_another_language_s_words(part: str) -> None:
    for one, other in combinations(Language, 2):
        if {one, other} <= {Language.JA, Language.EASY} or {one, other} == set(CHINESE):
            continue
        mine, theirs = said(part, one), said(part, other)
        same = {key for key, text in mine.items() if text == theirs[key] and _is_said(text)}
        both_read_kanji = not ({one, other} & {*LATIN, Language.KO})

        assert not {key for key in same if not both_read_kanji or KANA.search(mine[key])}


@CASES
def test_chinese_is_simplified_or_traditional_and_never_japanese(
    part: str, language: Language
) -> None:
    for key, text in said(part, language).items():
        han = "".join(HAN.findall(text))
        if language is Language.ZH:  # each of the two encodings has one kind of them only
            assert han == han.encode("gb2312", "ignore").decode("gb2312"), key
            assert not NOT_SIMPLIFIED.search(han), key
        if language is Language.ZH_HANT:
            assert han == han.encode("big5", "ignore").decode("big5"), key
            assert not NOT_TRADITIONAL.search(han), key


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("language", [Language.JA, Language.EASY])
def test_every_kanji_has_its_reading(part: str, language: Language) -> None:
    texts = words(part, language)
    if language is Language.JA and not any("《" in text for text in texts.values()):
        return  # a part may leave readings to easy Japanese; half of them help nobody
    for key, text in texts.items():
        assert not HAN.search(READ.sub("", text)), key
        assert not re.search("[《》]", READ.sub("", text)), key
        for kanji, reading in READ.findall(text):
            assert len(kanji) <= len(reading) <= 4 * len(kanji), (key, kanji)


@pytest.mark.parametrize("part", PARTS)
def test_easy_japanese_is_short_and_parted(part: str) -> None:
    for key, text in words(part, Language.EASY).items():
        bare = PLACE.sub("", plain(text))

        assert not re.search(r"ございます|いたします|なさって|でなければ|ないわけ", bare), key
        for sentence in re.split(r"[。：（）、]", bare):
            assert len(sentence.replace(" ", "")) <= 30, (key, sentence)


@CASES
def test_no_sentence_takes_an_official_word(part: str, language: Language) -> None:
    for key, text in words(part, language).items():
        assert not OFFICIAL.search(plain(text)), key


def _is_said(text: str) -> bool:
    return bool(re.search(r"[^\W\d_]", SHARED.sub("", text)))
