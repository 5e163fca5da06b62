"""What reading a still costs: time, memory, and how good it is where recorded stills are at hand.

``KAWAMORI_CAMERA_DATA`` names the folder of the recorded stills; without it the made-up ones
alone are read.
"""

import os
import statistics
import time
from pathlib import Path

from PIL import Image

from bench.processes import rss_mb
from edge.waterline.calibration import Calibration, read_calibration
from edge.waterline.evaluation import evaluate, summarise
from edge.waterline.lens import inspect
from edge.waterline.reading import open_still, read_waterline
from simulators.staff_gauge.fitting import scenes
from simulators.staff_gauge.scenes import draw_scene
from simulators.staff_gauge.standing import KINDS

CALIBRATION = Path(__file__).with_suffix(".toml")
MADE_UP, FAR_M = 240, 0.05


def measure() -> None:
    """Print every figure."""
    print(f"memory before a still: {rss_mb(os.getpid()):.0f} MB")
    folder = os.environ.get("KAWAMORI_CAMERA_DATA")
    if folder:
        _recorded(Path(folder))
    _made_up()


def _recorded(folder: Path) -> None:
    calibration = read_calibration(CALIBRATION)
    compared = evaluate(folder, calibration, None)
    stills = [open_still(folder / each.file) for each in compared]
    _cost("recorded", [(still, calibration) for still in stills])
    print(summarise(compared))


def _made_up() -> None:
    chosen = list(scenes(MADE_UP, 2_000_000))
    drawn = [draw_scene(scene) for scene in chosen]
    _cost("made up", [(still.picture, still.calibration) for still in drawn])
    for kind in KINDS:
        stills = [still for still, scene in zip(drawn, chosen, strict=True) if scene.kind == kind]
        read = [(still, read_waterline(still.picture, still.calibration)) for still in stills]
        sure = [abs(each.stage_m - still.stage_m) for still, each in read if not each.refused]
        wrong = sum(off > FAR_M for off in sure)
        print(
            f"made up, {kind}: {len(stills)} stills, {len(sure)} read, median "
            f"{statistics.median(sure) * 100:.2f} cm, {wrong} off by over {FAR_M * 100:.0f} cm"
        )


def _cost(name: str, stills: list[tuple[Image.Image, Calibration]]) -> None:
    taken_ms = []
    for picture, calibration in stills:
        begun = time.process_time()
        inspect(picture, calibration)
        read_waterline(picture, calibration)
        taken_ms.append((time.process_time() - begun) * 1000)
    size = stills[0][0].size
    print(
        f"{name}, {size[0]} x {size[1]}: {statistics.median(taken_ms):.0f} ms of one core a still, "
        f"most {max(taken_ms):.0f} ms; memory {rss_mb(os.getpid()):.0f} MB"
    )
