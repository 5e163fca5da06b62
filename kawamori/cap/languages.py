"""The languages of our messages as the tags that CAP carries.

やさしい日本語 is Japanese with a private part of the tag: readers who look for ``ja-JP``
find the official wording, and none finds two texts under one tag.
"""

from kawamori.people import Language

TAGS = {
    Language.JA: "ja-JP",
    Language.EASY: "ja-JP-x-easy",
    Language.EN: "en-US",
    Language.ZH: "zh-CN",
    Language.ZH_HANT: "zh-TW",
    Language.KO: "ko-KR",
    Language.VI: "vi-VN",
    Language.PT: "pt-BR",
}
