"""The time that people read: always Japan's."""

from datetime import datetime, timedelta, timezone

JST = timezone(timedelta(hours=9), "JST")


def clock(at: datetime) -> str:
    """Return the time of day, such as 14:20."""
    return at.astimezone(JST).strftime("%H:%M")


def spoken_clock(at: datetime) -> str:
    """Return the time of day as a Japanese voice says it: 14時20分."""
    local = at.astimezone(JST)
    return f"{local.hour}時{local.minute}分" if local.minute else f"{local.hour}時"


def day_and_clock(at: datetime) -> str:
    """Return day and time of day as a Japanese letter has them: 9月1日 14:20."""
    local = at.astimezone(JST)
    return f"{local.month}月{local.day}日 {local:%H:%M}"
