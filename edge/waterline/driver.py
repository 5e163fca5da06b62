"""The sensor ``waterline``: reads the newest still that lies at a path."""

import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from edge.faults import FaultyError
from edge.sensors import Options, Reading, read_options
from edge.waterline.calibration import read_calibration
from edge.waterline.lens import VOIDING, inspect
from edge.waterline.reading import open_still, read_waterline
from kawamori.errors import UnavailableError

if TYPE_CHECKING:
    from PIL import Image

log = logging.getLogger(__name__)


class WaterlineOptions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The still, the calibration's file, and how old a still may be to say how the river is."""

    path: str
    calibration: str
    max_age_s: float = 120.0


class WaterlineSensor:
    """A camera that says where the water stands, or nothing when it is not sure."""

    def __init__(self, station_id: str, datastream: str, options: Options) -> None:
        self._station_id = station_id
        self._datastream = datastream
        self._options = read_options(WaterlineOptions, options)
        file = Path(self._options.calibration)
        self._calibration = read_calibration(file)
        named = self._calibration.reference
        self._reference = open_still(file.parent / named) if named else None
        self._previous: Image.Image | None = None
        self._seen_at: datetime | None = None
        self._fault: FaultyError | None = None

    def sample(self, now: datetime) -> Sequence[Reading]:  # noqa: ARG002 the contract's
        """Return the reading of a new still; none where the edge is not sure.

        ``UnavailableError`` where there is no picture, it is old, or the lens can't be trusted.
        """
        path = Path(self._options.path)
        written_at = self._written_at(path)
        if written_at == self._seen_at:
            if self._fault is not None:
                raise self._fault
            return []
        picture = open_still(path)
        findings = inspect(
            picture, self._calibration, reference=self._reference, previous=self._previous
        )
        self._previous, self._seen_at = picture, written_at
        self._fault = None
        for finding in findings:
            said = f"{path}: {finding.fault.value}: {finding.words}"
            kind = VOIDING.get(finding.fault)
            if kind is not None:
                self._fault = FaultyError(kind, said)
                raise self._fault
            log.warning("%s", said)
        waterline = read_waterline(picture, self._calibration)
        if waterline.refused:
            log.info("%s: no waterline: %s", path, waterline.refused)
            return []
        stage_m, confidence = round(waterline.stage_m, 3), round(waterline.confidence, 2)
        return [Reading(self._station_id, self._datastream, stage_m, confidence, path.name)]

    def _written_at(self, path: Path) -> datetime:
        try:
            written_at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        except OSError as error:
            raise UnavailableError(f"{path}: {error.strerror}") from error
        age_s = (datetime.now(UTC) - written_at).total_seconds()
        if age_s > self._options.max_age_s:
            raise UnavailableError(f"{path} was last written {age_s:.0f} s ago")
        return written_at
