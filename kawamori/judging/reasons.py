"""Why an assessment says what it says."""

from enum import IntFlag


class Reason(IntFlag):
    """One reason each; stored by name, in lower case."""

    REACHED = 1  # the stage is at or above the level's threshold
    HELD = 2  # below it, by less than release_m
    UNCONFIRMED_RISE = 4  # 未確認 急上昇
    UNCONFIRMED_FALL = 8
    JUMP_CONFIRMED = 16  # the jump was the river
    SPIKE_DENIED = 32  # the jump was not the river
    OVERFLOW_NEEDS_A_PERSON = 64
    SILENT = 128  # no reading for longer than the station may be quiet
    AFTER_SILENCE = 256  # high again, or still, after a silence longer than a flood
    SETTLED_BY_A_PERSON = 512
    SETTLED_BY_A_NEIGHBOUR = 1024
    UNSETTLED = 2048  # a jump that nothing has settled by its deadline
    NOT_RISING = 4096  # at a threshold that alerts only while the river rises
    CLEAR_WAITS_FOR_THE_FALL = 8192  # low for long enough, and rising again
    CLEAR_WAITS_FOR_UPSTREAM = 16384
    CLEAR_WAITS_FOR_OFFICIAL = 32768  # official information of level 3 or more is in force
    CLEAR_WAITS_FOR_A_PERSON = 65536
    NEIGHBOURS_RISE = 131072  # silent while a neighbour rises
    HAS_TO_STAND = 524288  # not foreseen: the public level waits for three readings in a row
    ARRIVED_LATE = 262144  # known only when a newer reading had been judged

    def names(self) -> list[str]:
        """Return the reasons as they are stored and shown."""
        return [reason.name.lower() for reason in self if reason.name]
