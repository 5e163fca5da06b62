"""Whether a frame was taken before: heard twice, or handed over twice.

A frame is named by its node, its session and its counter. That name comes again when a
node that is not joined over the air restarts: the counter begins anew. Such a frame
is another one, and is told from a repeat by when it was heard.
"""

from collections import OrderedDict
from datetime import datetime, timedelta

from edge.lorawan.uplinks import Uplink

WITHIN = timedelta(minutes=2)  # gateways on a slow line hand over late, but not as late as that
MOST = 10_000

_Name = tuple[str, str, int, bytes]


class Repeats:
    """The frames taken last; what a restart forgets the database still stores only once."""

    def __init__(self) -> None:
        self._heard: OrderedDict[_Name, datetime] = OrderedDict()
        self._unsettled: list[_Name] = []

    def is_repeat(self, uplink: Uplink) -> bool:
        """Say whether the frame was taken before; from now on it was."""
        name = (uplink.dev_eui, uplink.session, uplink.counter, uplink.frame)
        before = self._heard.get(name)
        if before is not None and abs(uplink.heard_at - before) <= WITHIN:
            return True
        self._heard[name] = uplink.heard_at
        self._heard.move_to_end(name)
        self._unsettled.append(name)
        if len(self._heard) > MOST:
            self._heard.popitem(last=False)
        return False

    def settle(self, *, kept: bool) -> None:
        """Remember what was taken since the last time, or forget it: it was not kept."""
        if not kept:
            for name in self._unsettled:
                self._heard.pop(name, None)
        self._unsettled.clear()
