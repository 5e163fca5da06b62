"""How often something may be asked: by one caller, and by all together."""

from dataclasses import dataclass, field
from ipaddress import IPv4Address, ip_address, ip_network
from threading import Lock
from typing import NamedTuple

MOST_KNOWN = 5_000  # callers; past that, those who have waited long enough are forgotten
_V6_NETWORK = 64  # bits: what one household or phone is given


class Rate(NamedTuple):
    """So many at once, and after that so many a minute."""

    at_once: float
    a_minute: float


@dataclass(slots=True)
class _Bucket:
    rate: Rate
    left: float
    at_s: float

    def fill(self, now_s: float) -> None:
        gained = (now_s - self.at_s) * self.rate.a_minute / 60
        self.left = min(self.rate.at_once, self.left + max(gained, 0))
        self.at_s = now_s

    @property
    def is_full(self) -> bool:
        return self.left >= self.rate.at_once

    def again_in_s(self) -> float:
        return 0 if self.left >= 1 else (1 - self.left) * 60 / self.rate.a_minute


@dataclass(slots=True)
class Limits:
    """What is left to each caller and to all; in memory, for as long as the process lives."""

    each: Rate
    in_all: Rate
    _callers: dict[str, _Bucket] = field(default_factory=dict)
    _all: _Bucket | None = None
    _lock: Lock = field(default_factory=Lock)

    def take(self, caller: str, now_s: float) -> float:
        """Return 0 where a caller may ask, else the seconds until they may."""
        with self._lock:
            everybody = self._all = self._all or _Bucket(self.in_all, self.in_all.at_once, now_s)
            own = self._callers.get(caller) or _Bucket(self.each, self.each.at_once, now_s)
            for bucket in (own, everybody):
                bucket.fill(now_s)
            wait_s = max(own.again_in_s(), everybody.again_in_s())
            if not wait_s:
                own.left -= 1
                everybody.left -= 1
                self._callers[caller] = own
                self._forget(now_s)
            return wait_s

    def give_back(self, caller: str) -> None:
        """Have what a caller was right to ask count against nobody."""
        with self._lock:
            for bucket in (self._callers.get(caller), self._all):
                if bucket is not None:
                    bucket.left = min(bucket.rate.at_once, bucket.left + 1)

    def _forget(self, now_s: float) -> None:
        if len(self._callers) <= MOST_KNOWN:
            return
        for bucket in self._callers.values():
            bucket.fill(now_s)
        self._callers = {who: each for who, each in self._callers.items() if not each.is_full}


def caller_of(address: str) -> str:
    """Return who asks from an address: of IPv6 a whole network, which is one household's."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv4Address):
        return str(found)
    return str(found.ipv4_mapped or ip_network((found, _V6_NETWORK), strict=False))
