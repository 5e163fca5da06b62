"""A film as a camera sends it: what is said of it, and each frame in RTP payloads."""

from collections.abc import Sequence
from dataclasses import dataclass

MOST_PAYLOAD = 1400  # a packet that a network passes on whole


@dataclass(frozen=True, slots=True)
class Stream:
    """Frames in turn, for ever; ``description`` is the film's lines of SDP."""

    payload_type: int
    description: Sequence[str]
    frames: Sequence[Sequence[bytes]]
    frames_per_s: float = 10.0
