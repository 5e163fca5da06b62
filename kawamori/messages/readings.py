"""How numbers and times are read aloud in Japanese, in kana."""

from datetime import datetime

from kawamori.messages.clocks import JST

_DIGITS = ("", "いち", "に", "さん", "よん", "ご", "ろく", "なな", "はち", "きゅう")
_UNITS = ((1000, "せん"), (100, "ひゃく"), (10, "じゅう"))
_RUN_TOGETHER = {
    300: "さんびゃく",
    600: "ろっぴゃく",
    800: "はっぴゃく",
    3000: "さんぜん",
    8000: "はっせん",
}
_HOURS = {4: "よ", 7: "しち", 9: "く"}
_MINUTES = {1: "いっ", 3: "さん", 4: "よん", 6: "ろっ", 8: "はっ"}


def number_in_kana(number: int) -> str:
    """Return a number from 1 to 9999 as it is read."""
    said = ""
    for unit, name in _UNITS:
        count, number = divmod(number, unit)
        if count:
            plain = name if count == 1 else _DIGITS[count] + name
            said += _RUN_TOGETHER.get(count * unit, plain)
    return said + _DIGITS[number]


def time_in_kana(at: datetime) -> str:
    """Return the time of day in Japan as it is read: じゅうよじにじゅっぷん."""
    local = at.astimezone(JST)
    tens, ones = divmod(local.hour, 10)
    hour = _tens(tens) + _HOURS.get(ones, _DIGITS[ones])
    return f"{hour or 'れい'}じ{_minutes(local.minute)}"


def _minutes(minute: int) -> str:
    tens, ones = divmod(minute, 10)
    if not ones:
        return f"{_tens(tens)[:-1]}っぷん" if tens else ""
    return (
        _tens(tens) + _MINUTES.get(ones, _DIGITS[ones]) + ("ぷん" if ones in _MINUTES else "ふん")
    )


def _tens(tens: int) -> str:
    return number_in_kana(tens * 10) if tens else ""
