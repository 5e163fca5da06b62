"""A calibration that can't be true is refused with the value that is wrong."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.waterline.calibration import Calibration, Point, read_calibration
from kawamori.errors import InvalidError, UnavailableError

GOOD = """
version = 3
width = 640
height = 480
width_px = 40
points = [
  { x_px = 320, y_px = 40, stage_m = 4.0 },
  { x_px = 318, y_px = 240, stage_m = 2.0 },
  { x_px = 316, y_px = 400, stage_m = 0.5 },
]
"""


@pytest.mark.parametrize(
    ("part", "instead", "complaint"),
    [
        ("stage_m = 2.0", "stage_m = 4.5", "points must go down the picture and the staff"),
        ("y_px = 240", "y_px = 20", "points must go down the picture and the staff"),
        ("x_px = 320", "x_px = 700", "lies outside 640 x 480 pixels"),
        ("version = 3", "version = 0", "version"),
        ("width_px = 40", "widht_px = 40", "widht_px"),
        ("width_px = 40", 'width_px = 40\nreference = "a.jpg"', "reference and fixed go together"),
        ("version = 3", "version = ", "Invalid value"),
    ],
)
def test_a_wrong_calibration_is_refused_by_what_is_wrong(
    tmp_path: Path, part: str, instead: str, complaint: str
) -> None:
    path = tmp_path / "west.toml"
    path.write_text(GOOD.replace(part, instead))

    with pytest.raises(InvalidError, match=complaint):
        read_calibration(path)


def test_a_missing_calibration_names_its_file(tmp_path: Path) -> None:
    with pytest.raises(UnavailableError, match=r"west\.toml: No such file"):
        read_calibration(tmp_path / "west.toml")


@given(st.floats(40, 400))
def test_a_row_and_its_stage_are_one_place(row_px: float) -> None:
    points = [Point(320, 40, 4.0), Point(318, 240, 2.0), Point(316, 400, 0.5)]
    calibration = Calibration(version=1, width=640, height=480, width_px=40, points=points)

    assert calibration.row_px(calibration.stage_m(row_px)) == pytest.approx(row_px)
