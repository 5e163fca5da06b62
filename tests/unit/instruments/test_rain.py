"""A bucket's tips are rain, once each, however the counter goes round or begins anew."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.instruments.drivers import rain
from edge.instruments.rain import RainSource, tips
from kawamori.errors import InvalidError, UnavailableError


class Bucket:
    """A rain gauge over a file that counts."""

    def __init__(self, path: str) -> None:
        self._path = path
        counter = {"raw": path, "scale": 1.0}
        self._gauge = RainSource({"driver": "adc", "options": counter, "mm_per_tip": 0.5})

    def says(self, count: object) -> float:
        with open(self._path, "w") as file:  # noqa: PTH123 a path as the options have it
            file.write(str(count))
        return self._gauge.ask().value


@pytest.fixture
def bucket(tmp_path_factory: pytest.TempPathFactory) -> Bucket:
    return Bucket(str(tmp_path_factory.mktemp("iio") / "count"))


def test_each_tip_is_counted_once(bucket: Bucket) -> None:
    assert [bucket.says(count) for count in (100, 103, 103, 104)] == [0.0, 1.5, 0.0, 0.5]


def test_a_counter_that_goes_round_loses_no_rain(bucket: Bucket) -> None:
    assert [bucket.says(count) for count in (65534, 1)] == [0.0, 1.5]


def test_a_counter_that_began_anew_makes_no_cloudburst(bucket: Bucket) -> None:
    assert [bucket.says(count) for count in (30000, 2)] == [0.0, 1.0]


def test_rain_that_was_not_read_is_in_the_next_reading(bucket: Bucket) -> None:
    bucket.says(10)
    with pytest.raises(UnavailableError, match="could not convert"):
        bucket.says("?")

    assert bucket.says(14) == 2.0


def test_more_rain_than_ever_fell_is_not_believed(bucket: Bucket) -> None:
    bucket.says(0)

    with pytest.raises(UnavailableError, match="0 to 9000 tips would be 4500 mm"):
        bucket.says(9000)


def test_a_burst_of_a_counter_is_refused() -> None:
    with pytest.raises(InvalidError, match="a counter is asked once"):
        rain("kawabe-bridge", "rain", {"burst": {}})


@given(st.integers(0, 65535), st.integers(0, 65535))
def test_a_counter_never_goes_backwards(last: int, more: int) -> None:
    assert tips(last, (last + more) % 65536, 16) == more
