"""A browser's language leads to the one of ours that its reader reads, or to none."""

import pytest

from kawamori.people import Language, language_of
from kawamori.storage.people.list_cells import language as language_of_cell


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("ja", Language.JA),
        ("ja-JP", Language.JA),
        ("ja-JP-x-easy", Language.EASY),
        ("en-GB", Language.EN),
        ("zh", Language.ZH),
        ("zh-CN", Language.ZH),
        ("zh-SG", Language.ZH),
        ("zh-Hans-TW", Language.ZH),
        ("zh-TW", Language.ZH_HANT),
        ("zh_TW", Language.ZH_HANT),
        ("zh-HK", Language.ZH_HANT),
        ("zh-MO", Language.ZH_HANT),
        ("zh-Hant", Language.ZH_HANT),
        ("zh-Hant-CN", Language.ZH_HANT),
        ("ZH-HANT-HK", Language.ZH_HANT),
        ("cmn-Hant-TW", Language.ZH_HANT),
        ("yue", Language.ZH_HANT),
        ("ko-KR", Language.KO),
        ("vi-VN", Language.VI),
        ("pt-BR", Language.PT),
        ("pt", Language.PT),
    ],
)
def test_a_tag_leads_to_the_language_its_reader_reads(tag: str, language: Language) -> None:
    assert language_of(tag) is language


@pytest.mark.parametrize("tag", ["", "*", "fr", "fr-TW", "enm", "x-ja", "-", "easy"])
def test_a_language_that_is_not_ours_leads_to_none(tag: str) -> None:
    assert language_of(tag) is None


@pytest.mark.parametrize("language", Language)
def test_what_a_page_says_of_a_language_and_its_own_code_lead_back_to_it(
    language: Language,
) -> None:
    assert language_of(language.value) is language
    assert language_of(language.html_tag) in {language, Language.JA}


@pytest.mark.parametrize("cell", ["zh-hant", "繁體中文", "中国語（繁体字）"])
def test_a_list_may_name_traditional_chinese_as_people_write_it(cell: str) -> None:
    assert language_of_cell(cell) is Language.ZH_HANT
