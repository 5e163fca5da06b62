"""The time that people read: always Japan's."""

from datetime import datetime, timedelta, timezone

from kawamori.people import Language

JST = timezone(timedelta(hours=9), "JST")


def clock(at: datetime) -> str:
    """Return the time of day, such as 14:20."""
    return at.astimezone(JST).strftime("%H:%M")


def day(at: datetime, language: Language) -> str:
    """Return the day as a letter has it: 9月1日, or 2026-09-01 where kanji are not read."""
    local = at.astimezone(JST)
    return f"{local.month}月{local.day}日" if language.is_japanese else f"{local:%Y-%m-%d}"


def spoken_clock(at: datetime, language: Language) -> str:
    """Return the time of day as a voice says it: 14時20分."""
    local = at.astimezone(JST)
    if not language.is_japanese:
        return clock(at)
    return f"{local.hour}時{local.minute}分" if local.minute else f"{local.hour}時"


def spoken_metres(stage_m: float, language: Language) -> str:
    """Return a stage as a voice says it: 4メートル12センチ, elsewhere the number alone."""
    if not language.is_japanese:
        return f"{stage_m:.2f}"
    sign, digits = ("マイナス", f"{-stage_m:.2f}") if stage_m < 0 else ("", f"{stage_m:.2f}")
    metres, centimetres = (int(part) for part in digits.split("."))
    if not metres and not centimetres:
        return "0メートル"
    return (
        sign
        + (f"{metres}メートル" if metres else "")
        + (f"{centimetres}センチ" if centimetres else "")
    )
