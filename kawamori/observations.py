"""What was observed: a result at a time, and the flags that stand beside it."""

from enum import IntFlag


class Flag(IntFlag):
    """What is known against an observation. The result itself is never changed.

    The first two are set as it is stored, the rest by judging, each with its reason.
    """

    NONE = 0
    STOPWATCH = 1  # the device's clock was wrong; dated by its uptime and our clock
    GROSS_RANGE = 2  # outside what the datastream says is plausible
    JUMP = 4  # spike or surge: not settled yet
    SPIKE = 8  # settled: the neighbours in time deny it
    UNUSUAL = 16  # outside what the station's keeper expects
    OUTLIER = 32  # off both its neighbours in time by more than the gauge's noise
    RATE_OF_CHANGE = 64  # faster than rivers move
    FLAT_LINE = 128  # unchanged for longer than this gauge rests
    STUCK = 256  # unchanged for so long that the sensor must be
    OUT_OF_SEQUENCE = 512  # came after a later one: the present was not judged by it
    STALE_CLOCK = 1024  # dated by a clock that is behind or ahead
    NEIGHBOURS = 2048  # alone against the stations up and down stream


def names_of(flags: int) -> list[str]:
    """Return flags as they are stored and shown: their names, in lower case."""
    return [flag.name.lower() for flag in Flag(flags) if flag.name]


NOT_THE_RIVER = Flag.GROSS_RANGE | Flag.SPIKE
NOT_CONFIRMED = NOT_THE_RIVER | Flag.JUMP  # what no public chart shows
