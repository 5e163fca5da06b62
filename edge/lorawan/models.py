"""The models of level sensors that can be read: how each is decoded, and what it can measure."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from edge.lorawan.decoded import Decoded
from edge.lorawan.makers import decentlab, dragino, elsys, milesight
from kawamori.errors import InvalidError
from kawamori.sensors import Kind

Decoder = Callable[[int, bytes], Decoded]


@dataclass(frozen=True, slots=True)
class Model:
    """One model: the level is metres of ``kind``, from ``low_m`` to ``high_m`` by its maker."""

    decode: Decoder
    kind: Kind
    low_m: float
    high_m: float


MODELS = {
    "decentlab-dl-mbx": Model(decentlab.mbx, Kind.DISTANCE, 0.3, 10.0),
    "decentlab-dl-pr26-0-1": Model(partial(decentlab.pr26, 1.0), Kind.DEPTH, -0.5, 10.5),
    "decentlab-dl-pr26-0-3": Model(partial(decentlab.pr26, 3.0), Kind.DEPTH, -0.5, 31.0),
    "decentlab-dl-pr36-8192": Model(partial(decentlab.pr36, 8192), Kind.DEPTH, -0.5, 31.0),
    "dragino-ldds45": Model(dragino.ldds, Kind.DISTANCE, 0.03, 4.5),
    "dragino-ldds75": Model(dragino.ldds, Kind.DISTANCE, 0.28, 7.5),
    "dragino-ps-lb": Model(dragino.ps_lb, Kind.DEPTH, 0.0, 100.0),
    "elsys-elt-ultrasonic": Model(elsys.elt, Kind.DISTANCE, 0.3, 10.0),
    "milesight-em310-udl": Model(milesight.udl, Kind.DISTANCE, 0.03, 4.5),
    "milesight-em500-swl": Model(milesight.swl, Kind.DEPTH, 0.0, 10.0),
    "milesight-em500-udl": Model(milesight.udl, Kind.DISTANCE, 0.25, 10.0),
}


def read_frame(model: Model, port: int, frame: bytes) -> Decoded:
    """Return what a frame says; ``InvalidError`` where none of it, or not its level, is to be had.

    1. Decode it by its model.
    2. Refuse a level that the sensor itself doubts.
    3. Refuse one that it can't measure.
    """
    decoded = model.decode(port, frame)
    if decoded.level_m is None:
        return decoded
    if decoded.fault:
        raise InvalidError(decoded.fault)
    if not model.low_m <= decoded.level_m <= model.high_m:
        raise InvalidError(
            f"a {model.kind} of {decoded.level_m:.3f} m is impossible: this sensor measures "
            f"{model.low_m:g} to {model.high_m:g} m"
        )
    return decoded
