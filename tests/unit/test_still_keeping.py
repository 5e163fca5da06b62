"""What a device keeps and sends of a picture is sharp where its owner said so, and nowhere else."""

import io
import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from edge.clock import Moment
from edge.config import read_config
from edge.stills.cameras import CameraTable, KeepTable
from edge.stills.handing import Handing
from edge.stills.spool import StillSpool
from edge.stills.watch import CameraTurn, StillWatch
from kawamori.errors import InvalidError
from kawamori.ports import LOOPBACK, free_port
from kawamori.runs import ACTUAL, Run

WIDTH, HEIGHT = 480, 320
ACROSS_M = 12.0  # 40 pixels a metre: a cell is 2 of them inside, 20 outside
KEEP = KeepTable(rectangles=[[0.25, 0.25, 0.75, 1]], metres_across=ACROSS_M)
INSIDE = (slice(80, 320), slice(120, 360))
CONFIG = """
device_id = "kawabe-1"
broker = {{ host = "mqtt.city.example" }}
[stills]
url = "https://hq.city.example"
key_file = "{folder}/key"
folder = "{folder}/stills"
[[cameras]]
camera_id = "west"
interval_s = 300
path = "{folder}/now.jpg"
[cameras.keep]
rectangles = [[0, 0.43, 0.5, 1], [0.5, 0.34, 1, 1]]
metres_across = 16
"""


@dataclass(slots=True)
class StandingClock:
    """A clock at one trusted moment."""

    run: Run = ACTUAL

    def look(self) -> Moment:
        """Return the moment."""
        return Moment(datetime(2026, 9, 1, 3, 10, tzinfo=UTC), 10.0, "")


def seen() -> NDArray[np.uint8]:
    """Return a picture of noise, coarser by two pixels so that JPEG carries its detail."""
    small = np.random.default_rng(1).integers(0, 256, (HEIGHT // 2, WIDTH // 2, 3), np.uint8)
    return small.repeat(2, axis=0).repeat(2, axis=1)


def jpeg_of(pixels: NDArray[np.uint8], exif: Image.Exif | None = None) -> bytes:
    sent = io.BytesIO()
    Image.fromarray(pixels).save(sent, "JPEG", quality=95, exif=exif or Image.Exif())
    return sent.getvalue()


def spooled(folder: Path, raw: bytes, keep: KeepTable | None = KEEP) -> list[Path]:
    """Let a device take one still while nobody takes it over, and return all it has written."""
    source = folder / "now.jpg"
    source.write_bytes(raw)
    table = CameraTable(camera_id="west", interval_s=300, path=str(source), keep=keep)
    clock = StandingClock()
    watch = StillWatch(
        [CameraTurn("west", table.source(), 300, table.keeping())],
        spool=StillSpool(folder / "stills", max_mb=1),
        handing=Handing(f"http://{LOOPBACK}:{free_port()}", "key"),
        clock=clock,
    )
    watch.step(clock.look())
    return list((folder / "stills").rglob("*.jpg"))


def pixels_of(jpeg: bytes) -> NDArray[np.float64]:
    return np.asarray(Image.open(io.BytesIO(jpeg)).convert("L"), float)


def detail(pixels: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.diff(pixels)


def test_what_waits_on_the_disk_has_no_fine_detail_outside_the_rectangles(tmp_path: Path) -> None:
    raw = jpeg_of(seen())

    (kept,) = spooled(tmp_path, raw)

    was, left = pixels_of(raw), pixels_of(kept.read_bytes())
    assert left.shape == was.shape
    outside = np.ones((HEIGHT, WIDTH - 1), bool)
    outside[72:, 110:370] = False  # and where sharp and blurred meet
    assert detail(left)[outside].std() < detail(was)[outside].std() / 30
    assert abs(np.corrcoef(detail(left)[outside], detail(was)[outside])[0, 1]) < 0.05
    assert np.corrcoef(left[INSIDE].ravel(), was[INSIDE].ravel())[0, 1] > 0.8


def test_the_rectangles_lie_where_they_are_seen_however_the_camera_is_mounted(
    tmp_path: Path,
) -> None:
    exif = Image.Exif()
    exif[0x0112] = 3  # upside down
    raw = jpeg_of(np.ascontiguousarray(seen()[::-1, ::-1]), exif)

    (kept,) = spooled(tmp_path, raw)

    left = pixels_of(kept.read_bytes())
    was = pixels_of(jpeg_of(seen()))
    assert np.corrcoef(left[INSIDE].ravel(), was[INSIDE].ravel())[0, 1] > 0.8
    assert detail(left)[:70].std() < detail(was)[:70].std() / 30


def test_a_camera_that_writes_a_long_comment_gives_its_stills(tmp_path: Path) -> None:
    sent = io.BytesIO()
    Image.fromarray(seen()).save(sent, "JPEG", quality=95, comment=b"138.97 E " * 5000)

    (kept,) = spooled(tmp_path, sent.getvalue())

    assert b"138.97" not in kept.read_bytes()


def test_what_waited_before_anybody_asked_for_it_is_blurred_before_it_is_sent(
    tmp_path: Path,
) -> None:
    (sharp,) = spooled(tmp_path, jpeg_of(seen()), keep=None)
    was, refused = pixels_of(sharp.read_bytes()), tmp_path / "stills" / "refused"
    refused.mkdir()
    beside = {name: refused / f"{name}-{sharp.name}" for name in ("west", "west-2")}
    for path in beside.values():
        path.write_bytes(sharp.read_bytes())
    broken = sharp.with_name("20260831T000000.000000Z.jpg")
    broken.write_bytes(sharp.read_bytes()[:900])

    left = spooled(tmp_path, jpeg_of(seen()))

    assert sorted(left) == sorted([sharp, *beside.values()])
    fine = {path: detail(pixels_of(path.read_bytes()))[:70].std() for path in left}
    whole = detail(was)[:70].std()
    assert fine[sharp] < whole / 30
    assert fine[beside["west"]] < whole / 30
    assert fine[beside["west-2"]] == pytest.approx(whole)  # another camera's


def test_what_waits_is_blurred_once_and_not_at_each_start(tmp_path: Path) -> None:
    spooled(tmp_path, jpeg_of(seen()))
    (tmp_path / "now.jpg").unlink()
    waits = next((tmp_path / "stills").rglob("*.jpg"))
    blurred = waits.read_bytes()

    spooled(tmp_path, b"")

    assert waits.read_bytes() == blurred


@pytest.mark.parametrize("share", [0.02, 0.3, 0.9])
def test_a_broken_picture_is_not_handed_on_and_the_reason_is_logged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, share: float
) -> None:
    raw = jpeg_of(seen())

    assert spooled(tmp_path, raw[: int(len(raw) * share)]) == []

    assert "camera west: not blurred, so not handed on: the JPEG can't be decoded" in caplog.text


def test_without_a_word_about_it_the_picture_goes_as_it_is(tmp_path: Path) -> None:
    raw = jpeg_of(seen())

    (kept,) = spooled(tmp_path, raw, keep=None)

    assert kept.read_bytes() == raw


@pytest.mark.parametrize(
    ("rectangles", "metres_across", "complaint"),
    [
        ([], 12, "0 rectangles: give 1 to 8"),
        ([[0, 0, 640, 400]], 12, "rectangle 0,0,640,400: 640 is outside 0 to 1"),
        ([[0.7, 0.2, 0.3, 0.9]], 12, "right 0.3 is not right of left 0.7"),
        ([[0, 0, 1]], 12, "rectangle 0,0,1 has 3 numbers: give 4"),
        ([[0, 0, 1, 1]], 0, "metres across 0: the picture is 0.5 to 1000 m wide"),
    ],
)
def test_what_can_not_be_kept_is_refused_at_the_start(
    rectangles: list[list[float]], metres_across: float, complaint: str
) -> None:
    keep = KeepTable(rectangles=rectangles, metres_across=metres_across)
    table = CameraTable(camera_id="west", interval_s=300, path="/now.jpg", keep=keep)

    with pytest.raises(InvalidError) as refused:
        table.source()

    assert str(refused.value).startswith("camera west: keep: ")
    assert complaint in str(refused.value)


def test_it_stands_in_the_configuration(tmp_path: Path) -> None:
    file = tmp_path / "edge.toml"
    file.write_text(CONFIG.format(folder=tmp_path))
    (tmp_path / "key").write_text("key")

    config = read_config(file)

    assert config.cameras[0].keep == KeepTable(
        rectangles=[[0, 0.43, 0.5, 1], [0.5, 0.34, 1, 1]], metres_across=16
    )
    assert config.the_watch(StandingClock()) is not None


def test_a_device_without_pillow_refuses_to_start_and_says_what_to_install(tmp_path: Path) -> None:
    file = tmp_path / "edge.toml"
    file.write_text(CONFIG.format(folder=tmp_path))
    program = (
        "import sys; sys.modules['PIL'] = None\n"
        "from kawamori.cli import main\n"
        f"sys.exit(main(['edge', '--config', {os.fspath(file)!r}]))"
    )

    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=60
    )

    assert done.returncode != 0
    assert "camera west: keep needs Pillow" in done.stderr
    assert "pip install 'kawamori[camera]'" in done.stderr
    assert "Traceback" not in done.stderr
