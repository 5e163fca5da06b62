"""An instrument as a sensor: a burst, its calibration, and the range that is believed."""

import logging
import math
from collections.abc import Sequence
from datetime import datetime

import msgspec

from edge.instruments.answers import Answer, Source
from edge.instruments.burst import Burst, take
from edge.instruments.calibration import Calibration, check_versions, in_force
from edge.sensors import Options, Reading, read_options
from kawamori.errors import UnavailableError

log = logging.getLogger(__name__)


class Handling(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What every instrument may be told; ``lowest`` and ``highest`` bound the result."""

    burst: Burst = Burst()
    calibration: list[Calibration] = []
    lowest: float | None = None
    highest: float | None = None


COMMON = frozenset(Handling.__struct_fields__)


class Instrument:
    """A source, and what its answers mean."""

    def __init__(self, station_id: str, datastream: str, source: Source, options: Options) -> None:
        self._station_id = station_id
        self._datastream = datastream
        self._source = source
        common = {key: options[key] for key in options if key in COMMON}
        self._handling = read_options(Handling, common)
        check_versions(self._handling.calibration)
        self._version: Calibration | None = None
        self.said = ""

    def sample(self, now: datetime) -> Sequence[Reading]:
        """Return one reading; ``UnavailableError`` says what the instrument answered instead."""
        answer = take(self._source, self._handling.burst)
        version = in_force(self._handling.calibration, now)
        result = version.apply(answer.value) if version else answer.value
        self._tell(version)
        self.said = "; ".join(filter(None, (answer.said, str(version or ""))))
        self._check(result, answer.said)
        return [
            Reading(
                self._station_id,
                self._datastream,
                result,
                spread=_spread(answer, version),
                calibration=version.valid_from if version else None,
            )
        ]

    def _tell(self, version: Calibration | None) -> None:
        if version != self._version:
            log.info("%s/%s: %s", self._station_id, self._datastream, version)
            self._version = version

    def _check(self, result: float, said: str) -> None:
        lowest, highest = self._handling.lowest, self._handling.highest
        if not math.isfinite(result):
            raise UnavailableError(f"{said}: {result} is no measurement")
        if lowest is not None and result < lowest:
            raise UnavailableError(f"{said}: {result:g} is below the lowest believed, {lowest:g}")
        if highest is not None and result > highest:
            raise UnavailableError(f"{said}: {result:g} is above the highest believed, {highest:g}")


def _spread(answer: Answer, version: Calibration | None) -> float | None:
    """Return how far the answers lay apart, in the result's unit."""
    spread = answer.spread
    if spread is None or not math.isfinite(spread):  # an answer of the burst was no number
        return None
    if version:
        spread = version.apply_to_spread(spread)
    return float(f"{spread:.4g}")  # what is beyond would only make the message longer
