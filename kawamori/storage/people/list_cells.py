"""The columns of a list of subscribers, and what may stand in each of their cells."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from kawamori.errors import InvalidError
from kawamori.levels import GaugeLevel
from kawamori.people import (
    AreaSubscription,
    Channel,
    EmailAddress,
    Language,
    PhoneNumber,
    QuietHours,
    ReadingNeed,
    Subscription,
)
from kawamori.spreadsheets import narrow, several

_T = TypeVar("_T")
COLUMNS = {
    "phone": ("電話番号", "電話", "携帯電話", "携帯番号", "携帯電話番号", "tel"),
    "email": ("メールアドレス", "メール", "e-mail", "mail"),
    "channel": ("通知方法", "連絡方法", "伝達手段"),
    "language": ("言語", "使用言語"),
    "station": ("観測所", "観測所id", "観測所名"),
    "area": ("地区", "地区名", "地域", "町丁", "町丁名", "町名"),
    "from_level": ("通知水位", "通知レベル"),
    "reading_need": ("配慮", "配慮事項"),
    "quiet_hours": ("通知しない時間", "静穏時間"),
    "quiet_until_level": ("静穏時間でも通知する水位",),
}
_NAMES = {name: column for column, more in COLUMNS.items() for name in (column, *more)}
_LANGUAGES = {
    "": Language.JA,
    "日本語": Language.JA,
    "japanese": Language.JA,
    "やさしい日本語": Language.EASY,
    "英語": Language.EN,
    "english": Language.EN,
    "中国語": Language.ZH,
    "中文": Language.ZH,
    "简体中文": Language.ZH,
    "中国語(簡体字)": Language.ZH,
    "中国語(繁体字)": Language.ZH_HANT,
    "中国語(台湾)": Language.ZH_HANT,
    "繁体字": Language.ZH_HANT,
    "繁體中文": Language.ZH_HANT,
    "正體中文": Language.ZH_HANT,
    "韓国語": Language.KO,
    "한국어": Language.KO,
    "ベトナム語": Language.VI,
    "tiếng việt": Language.VI,
    "ポルトガル語": Language.PT,
    "português": Language.PT,
} | {language.value: language for language in Language}
_CHANNELS = {
    "sms": Channel.SMS,
    "ショートメール": Channel.SMS,
    "ショートメッセージ": Channel.SMS,
    "voice": Channel.VOICE,
    "電話": Channel.VOICE,
    "音声": Channel.VOICE,
    "音声電話": Channel.VOICE,
    "email": Channel.EMAIL,
    "メール": Channel.EMAIL,
}
_LEVELS = {
    "": GaugeLevel.EVACUATION,
    "氾濫注意水位": GaugeLevel.CAUTION,
    "避難判断水位": GaugeLevel.EVACUATION,
    "氾濫危険水位": GaugeLevel.DANGER,
    "caution": GaugeLevel.CAUTION,
    "evacuation": GaugeLevel.EVACUATION,
    "danger": GaugeLevel.DANGER,
}
_YIELDS = {**_LEVELS, "": GaugeLevel.DANGER, "氾濫開始水位": GaugeLevel.OVERFLOW} | {
    "overflow": GaugeLevel.OVERFLOW
}
_NEEDS = {
    "": None,
    "none": ReadingNeed.NONE,
    "なし": ReadingNeed.NONE,
    "screen_reader": ReadingNeed.SCREEN_READER,
    "読み上げ": ReadingNeed.SCREEN_READER,
    "視覚障害": ReadingNeed.SCREEN_READER,
    "no_smartphone": ReadingNeed.NO_SMARTPHONE,
    "スマートフォンなし": ReadingNeed.NO_SMARTPHONE,
    "スマホなし": ReadingNeed.NO_SMARTPHONE,
}
_MOST_DIGITS = 4  # of a cell that is shown: more might be a number in the wrong column


@dataclass(frozen=True, slots=True)
class Places:
    """The stations and areas there are, each by its id and by its name."""

    stations: Mapping[str, tuple[str, ...]]
    areas: Mapping[str, tuple[str, ...]]


def column_of(header: str) -> str | None:
    """Return the column that a header names in English or Japanese, or None."""
    return _NAMES.get(narrow(header).lower())


def address(phone: str, email: str, channel: str) -> tuple[Channel, PhoneNumber | EmailAddress]:
    """Return the one address of a line and the way there; what it is stays out of an error."""
    wanted = _choice(channel, {"": None, **_CHANNELS}, "channel", "sms, voice or email")
    if bool(phone.strip()) == bool(email.strip()):
        given = "both are" if phone.strip() else "neither is"
        raise InvalidError(f"columns phone, email: {given} given: give one of them")
    if email.strip():
        if wanted not in (None, Channel.EMAIL):
            raise InvalidError(f"column channel: {wanted} needs a phone number")
        return Channel.EMAIL, _email(email)
    if wanted is Channel.EMAIL:
        raise InvalidError("column channel: email needs an e-mail address")
    return wanted or Channel.SMS, _phone(phone)


def language(text: str) -> Language:
    """Return the language that a line is to be told in; empty is Japanese."""
    return _choice(text, _LANGUAGES, "language", ", ".join(each.value for each in Language))


def reading_need(text: str) -> ReadingNeed | None:
    """Return what somebody needs to read at all; empty leaves what is known."""
    return _choice(text, _NEEDS, "reading_need", "none, screen_reader or no_smartphone")


def quiet(hours: str, yield_from: str) -> QuietHours | None:
    """Return somebody's quiet hours; empty leaves what is known."""
    level = _choice(yield_from, _YIELDS, "quiet_until_level", "caution, … or overflow")
    if not hours.strip():
        if yield_from.strip():
            raise InvalidError("column quiet_until_level: there are no quiet hours: give them too")
        return None
    try:
        return QuietHours.parse(hours, level)
    except InvalidError as error:
        raise InvalidError(f"column quiet_hours: {_shown(hours)}: {error}") from None


def stations(text: str, level: str, places: Places) -> tuple[Subscription, ...]:
    """Return the stations that a cell names by id or name, semicolons between."""
    from_level = _from(level)
    found = (_place("station", name, places.stations) for name in several(text))
    return tuple(Subscription(station_id, from_level) for station_id in found)


def areas(text: str, level: str, places: Places) -> tuple[AreaSubscription, ...]:
    """Return the areas that a cell names by id or name, semicolons between."""
    from_level = _from(level)
    found = (_place("area", name, places.areas) for name in several(text))
    return tuple(AreaSubscription(area_id, from_level) for area_id in found)


def _from(text: str) -> GaugeLevel:
    return _choice(text, _LEVELS, "from_level", "caution, evacuation or danger")


def _phone(text: str) -> PhoneNumber:
    try:
        return PhoneNumber.parse(text)
    except InvalidError:
        raise InvalidError("column phone: is no phone number such as 090-1234-5678") from None


def _email(text: str) -> EmailAddress:
    try:
        return EmailAddress(narrow(text))
    except InvalidError:
        raise InvalidError("column email: is no e-mail address such as office@example.jp") from None


def _place(what: str, name: str, known: Mapping[str, tuple[str, ...]]) -> str:
    nothing: tuple[str, ...] = ()
    found = known.get(narrow(name), known.get(narrow(name).lower(), nothing))
    if not found:
        raise InvalidError(f"column {what}: there is no {what} {_shown(name)}")
    first, *others = found
    if others:
        alike = ", ".join(found)
        raise InvalidError(f"column {what}: {_shown(name)} is the name of {alike}: give the id")
    return first


def _choice(text: str, known: Mapping[str, _T], column: str, names: str) -> _T:
    try:
        return known[narrow(text).lower()]
    except KeyError:
        raise InvalidError(f"column {column}: {_shown(text)} must be {names}") from None


def _shown(text: str) -> str:
    """Return a cell for an error, but nothing that might be somebody's address."""
    is_shown = "@" not in text and len(re.findall(r"\d", text)) <= _MOST_DIGITS
    return repr(text.strip()) if is_shown else "what looks like an address"
