"""The sun decides whether a camera sees by day or by night."""

from datetime import UTC, datetime

import pytest

from kawamori.daylight import is_day, sun_height_deg

KAWABE = (35.05, 138.97)


@pytest.mark.parametrize(
    ("at", "height_deg"),
    [
        # Known heights at noon: 90 − latitude ± the tilt of the earth.
        (datetime(2026, 6, 21, 2, 46, tzinfo=UTC), 78.4),
        (datetime(2026, 12, 22, 2, 43, tzinfo=UTC), 31.5),
        (datetime(2026, 3, 20, 2, 52, tzinfo=UTC), 54.9),
    ],
)
def test_the_sun_stands_as_high_as_the_season_has_it(at: datetime, height_deg: float) -> None:
    assert sun_height_deg(*KAWABE, at) == pytest.approx(height_deg, abs=0.5)


def test_the_sun_rises_when_the_almanac_says() -> None:
    sunrise = datetime(2026, 11, 22, 21, 25, tzinfo=UTC)  # 06:25 of the 23rd in Japan

    assert sun_height_deg(*KAWABE, sunrise) == pytest.approx(-0.8, abs=0.8)


def test_twilight_is_day_and_the_night_is_night() -> None:
    assert is_day(*KAWABE, datetime(2026, 11, 22, 21, 20, tzinfo=UTC))
    assert not is_day(*KAWABE, datetime(2026, 11, 22, 20, 30, tzinfo=UTC))
    assert is_day(*KAWABE, datetime(2026, 11, 23, 3, 0, tzinfo=UTC))
