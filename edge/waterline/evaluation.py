"""How far off the readings of a folder of stills are, day and infrared apart."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from edge.waterline.calibration import Calibration
from edge.waterline.drawing import draw
from edge.waterline.reading import Waterline, open_still, read_waterline
from kawamori.errors import InvalidError

COLUMNS = {"file", "gauge_cm", "light"}


@dataclass(frozen=True, slots=True)
class Compared:
    """A still's reading beside its truth; the error is positive where too high was read."""

    file: str
    light: str
    waterline: Waterline
    error_cm: float


def evaluate(folder: Path, calibration: Calibration, pictures: Path | None) -> list[Compared]:
    """Return every still of the folder's ``truth.csv`` compared; draw them where asked.

    The truth has the columns ``file``, ``gauge_cm`` above gauge zero, and ``light``.
    """
    with (folder / "truth.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    if not rows or not rows[0].keys() >= COLUMNS:
        raise InvalidError(f"{folder}/truth.csv: give rows with {', '.join(sorted(COLUMNS))}")
    compared = []
    for row in rows:
        picture = open_still(folder / row["file"])
        waterline = read_waterline(picture, calibration)
        true_m = float(row["gauge_cm"]) / 100
        error_cm = (waterline.stage_m - true_m) * 100
        compared.append(Compared(row["file"], row["light"], waterline, error_cm))
        if pictures is not None:
            pictures.mkdir(parents=True, exist_ok=True)
            drawn = draw(picture, calibration, waterline, calibration.row_px(true_m))
            drawn.save(pictures / f"{Path(row['file']).stem}.png")
    return compared


def summarise(compared: Sequence[Compared]) -> str:
    """Return a line for each light: how many, how many refused, how far off the others."""
    lines = []
    for light in sorted({each.light for each in compared}):
        these = [each for each in compared if each.light == light]
        lines.append(f"{light}: {_line(these)}")
    return "\n".join([*lines, f"all: {_line(compared)}"])


def _line(these: Sequence[Compared]) -> str:
    off = np.array([abs(each.error_cm) for each in these])
    sure = np.array([not each.waterline.refused for each in these])
    words = f"{len(these)} stills, {1 - sure.mean():.0%} refused"
    if sure.any():
        words += (
            f", of the others median {np.median(off[sure]):.2f} cm, 90th percentile "
            f"{np.percentile(off[sure], 90):.2f} cm, most {off[sure].max():.2f} cm"
        )
    return f"{words}; all, sure or not: median {np.median(off):.2f} cm, most {off.max():.2f} cm"
