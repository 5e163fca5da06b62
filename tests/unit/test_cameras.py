"""A camera is worth what its newest still is worth."""

from datetime import UTC, datetime, timedelta

import pytest

from kawamori.cameras import Camera, Look, look_of
from kawamori.errors import InvalidError

NOW = datetime(2026, 9, 1, 3, 10, tzinfo=UTC)
FIVE = timedelta(minutes=5)


@pytest.mark.parametrize(
    ("minutes", "look"),
    [(0, Look.LIVE), (15, Look.LIVE), (16, Look.LATE), (30, Look.LATE), (31, Look.DEAD)],
)
def test_a_camera_is_late_after_three_intervals_and_dead_after_six(
    minutes: int, look: Look
) -> None:
    assert look_of(NOW - timedelta(minutes=minutes), FIVE, NOW) is look


def test_a_camera_that_never_sent_anything_is_not_called_dead() -> None:
    assert look_of(None, FIVE, NOW) is Look.NEVER


def test_a_still_may_be_on_its_way_for_ten_seconds_by_the_wall_however_fast_the_run_goes() -> None:
    taken_at = NOW - 3 * FIVE - timedelta(minutes=9)

    assert look_of(taken_at, FIVE, NOW) is Look.LATE
    assert look_of(taken_at, FIVE, NOW, speed=60) is Look.LIVE


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"camera_id": "Otaki"}, "camera_id 'Otaki'"),
        ({"name": " "}, "has no name"),
        ({"device_id": "a b"}, "device_id 'a b'"),
        ({"lat": 35.0}, "both latitude and longitude"),
        ({"lat": 91.0, "lon": 138.0}, "latitude 91.0"),
        ({"bearing_deg": 360}, "bearing 360"),
        ({"interval": timedelta(0)}, "interval 0:00:00"),
    ],
)
def test_a_camera_nobody_could_find_or_wait_for_is_refused(
    wrong: dict[str, object], words: str
) -> None:
    facts: dict[str, object] = {
        "camera_id": "otaki-west",
        "name": "小滝橋 西",
        "device_id": "otaki-1",
        "interval": FIVE,
    }
    with pytest.raises(InvalidError, match=words):
        Camera(**(facts | wrong))  # type: ignore[arg-type]
