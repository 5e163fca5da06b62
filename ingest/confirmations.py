"""What we told devices, looked at once more.

Of two ingest processes that commit for one device, the one that committed first may tell
it last, and the device, or one that connects later, would believe the smaller mark until
its next reading. So whoever told a device asks the database again a second later, and
tells it again unless it knew already. The last to tell always asks after everybody else.
"""

from collections import OrderedDict
from collections.abc import Set as AbstractSet
from itertools import groupby, islice, takewhile

from ingest.watermarks import MOST_TOGETHER, TELL_EVERY_S, Device
from kawamori.storage.readings.devices import Mark


class Confirmations:
    """What was told to which device within the last second, by this process."""

    def __init__(self) -> None:
        self._told: OrderedDict[Device, tuple[float, list[Mark]]] = OrderedDict()  # due, marks

    def due(self, now_s: float) -> set[Device]:
        """Return the devices to ask for again, some together; a failed commit forgets none."""
        late = takewhile(lambda told: told[1][0] <= now_s, self._told.items())
        return {device for device, _ in islice(late, MOST_TOGETHER)}

    def news(
        self,
        marks: list[Mark],
        telling: AbstractSet[Device],
        confirming: AbstractSet[Device],
        now_s: float,
    ) -> list[Mark]:
        """Return which of the marks just read are to be told, and remember them.

        Those of a device in ``telling`` always are; those of one that is only being
        confirmed are when they differ from what we told it.
        """
        known = {device: self._told.pop(device)[1] for device in confirming}
        news: list[Mark] = []
        for device, boots in groupby(marks, key=lambda mark: (mark.run_no, mark.device_id)):
            found = list(boots)
            if device in telling or found != known.get(device):
                self._told.pop(device, None)
                self._told[device] = now_s + TELL_EVERY_S, found
                news += found
        return news

    def wait_s(self, now_s: float) -> float | None:
        """Return how long until a device is to be asked for again, or None if none is."""
        first = next(iter(self._told.values()), None)
        return None if first is None else max(0.0, first[0] - now_s)
