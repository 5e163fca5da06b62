"""Whom a call-out asks first, how many in a wave, and how long until the next.

Asked too few, the dike waits; asked too many, people who set out are sent home and come less
readily next time. So a wave is large enough that those missing are likely among it, and no
larger than that few are sent home. How fast texts leave is the outbox's affair.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from kawamori.errors import InvalidError

Floats = NDArray[np.float64]

LIKELY = 0.8  # that a wave brings all who are missing
MOST_AT_ONCE = 200
_SENT_HOME_LEAST, _SENT_HOME_SHARE = 1.0, 0.25  # of those missing: expected beyond them
_NEARLY_AS_NEAR_M = 500.0
_SOONEST_S, _LATEST_S = 180.0, 600.0
_HEARD = 0.6  # of the answers that will come: then the next wave is asked
_LEAST_OUTSTANDING = 1e-9


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may be asked. ``distance_m`` is infinite where nobody knows it."""

    person_id: int
    distance_m: float
    last_called_at: datetime | None = None

    def __post_init__(self) -> None:
        """Refuse a distance that is none."""
        if not self.distance_m >= 0:
            raise InvalidError(f"distance_m {self.distance_m} of {self.person_id} is no distance")


def order(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Return them, the nearest first.

    Half a kilometre makes no difference to how soon somebody comes: within it, whoever was
    called least recently is first, so that the same doors are not always knocked on.
    """
    return sorted(candidates, key=_turn)


def _turn(candidate: Candidate) -> tuple[float, float, float, int]:
    called = candidate.last_called_at
    return (
        candidate.distance_m // _NEARLY_AS_NEAR_M
        if math.isfinite(candidate.distance_m)
        else math.inf,
        -math.inf if called is None else called.timestamp(),
        candidate.distance_m,
        candidate.person_id,
    )


@dataclass(frozen=True, slots=True)
class Share:
    """How many of those asked come: a Beta distribution, as if so many had come and not come.

    The default says "one in four, and little is known": an assumption, until the city has
    called out for itself (:meth:`of_past`). It is conjugate to yes and no: each answer adds one
    (Gelman et al., Bayesian Data Analysis, ch. 2).
    """

    come: float = 2.0
    stay: float = 6.0

    def __post_init__(self) -> None:
        """Refuse what is no distribution."""
        if not (0 < self.come < math.inf and 0 < self.stay < math.inf):
            raise InvalidError(f"a share of {self.come} to {self.stay}: both are above 0")

    @classmethod
    def of_past(cls, asked: int, came: int, weight: float = 8.0) -> "Share":
        """Return what is thought before a call-out, from those that were.

        They weigh as ``weight`` answers at most: another night, another flood.
        """
        if not 0 <= came <= asked:
            raise InvalidError(f"{came} of {asked} came: give how many were asked and came")
        known = cls().come + came, cls().stay + asked - came
        scale = min(1.0, weight / sum(known))
        return cls(known[0] * scale, known[1] * scale)

    @property
    def mean(self) -> float:
        """Return the share that is expected."""
        return self.come / (self.come + self.stay)

    def heard(self, come: int, stay: int, silent: float = 0.0) -> "Share":
        """Return the share after answers to this call-out.

        ``silent`` is how many noes silence comes to (:meth:`Delays.silent`).
        """
        return Share(self.come + come, self.stay + stay + silent)


@dataclass(frozen=True, slots=True)
class Delays:
    """How long those who answer take: log-normal, as of e-mail (Stouffer et al., physics/0605027).

    The defaults are assumptions until a city has measured its own. After ``timeout_s`` a
    silence is a no, though a late yes is still taken.
    """

    median_s: float = 240.0
    sigma: float = 1.0
    timeout_s: float = 900.0

    def __post_init__(self) -> None:
        """Refuse what is no time."""
        if not (self.median_s > 0 and self.sigma > 0 and self.timeout_s > 0):
            raise InvalidError(f"median {self.median_s} s, sigma {self.sigma}: above 0")

    def answered(self, waited_s: float) -> float:
        """Return the share of answers that are in after so long."""
        if waited_s <= 0:
            return 0.0
        return NormalDist(math.log(self.median_s), self.sigma).cdf(math.log(waited_s))

    def silent(self, waited_s: Sequence[float]) -> float:
        """Return how many noes people come to who have been silent for so long.

        A silence of two minutes says little, as most answers take longer: it counts by the
        share of answers that would be in. Counting it not at all would take the quick for the
        many; counting it whole, the slow for the unwilling (delayed feedback: Chapelle,
        Modeling Delayed Feedback in Display Advertising, KDD 2014).
        """
        return sum(1.0 if s >= self.timeout_s else self.answered(s) for s in waited_s)

    def outstanding(self, waited_s: Sequence[float], share: Share) -> float:
        """Return how many who are silent yet are expected to come.

        With p the share who come and F the share of answers that are in, it is
        p (1 - F) / (1 - p F) for each, by Bayes' rule; past the timeout nobody.
        """
        total = 0.0
        for waited in waited_s:
            if waited < self.timeout_s:
                coming = share.mean * (1 - self.answered(waited))
                total += coming / (1 - share.mean + coming)
        return total


def wave_size(needed_still: int, expected_yes_outstanding: float, share_yes: Share) -> int:
    """Return how many to ask now.

    With m missing beside those still expected, and Y ~ BetaBinomial(n, come, stay), it is the
    smaller of two: the least n with P(Y >= m) >= 0.8, and the greatest n that is expected to
    send home no more than a quarter of m, or one person: E[max(Y - m, 0)]. It is never less
    than m. While little is known the second decides; as answers come in, the first.
    """
    if not expected_yes_outstanding >= 0:
        raise InvalidError(f"{expected_yes_outstanding} people expected: at least 0")
    missing = math.ceil(needed_still - expected_yes_outstanding - _LEAST_OUTSTANDING)
    if missing <= 0:
        return 0
    if missing >= MOST_AT_ONCE:
        return MOST_AT_ONCE
    sent_home = max(_SENT_HOME_LEAST, _SENT_HOME_SHARE * missing)
    low, high = missing, MOST_AT_ONCE
    while low < high:  # both are monotone in n: halve
        size = (low + high) // 2
        if chance_of(missing, size, share_yes) >= LIKELY:
            high = size
        else:
            low = size + 1
    likely, low = low, missing
    while low < likely:
        size = (low + likely + 1) // 2
        if surplus_of(missing, size, share_yes) <= sent_home:
            low = size
        else:
            likely = size - 1
    return low


def chance_of(missing: int, asked: int, share: Share) -> float:
    """Return how likely at least so many come of those asked."""
    return min(1.0, float(_chances(asked, share)[max(missing, 0) :].sum()))


def surplus_of(missing: int, asked: int, share: Share) -> float:
    """Return how many more than missing are expected to come of those asked."""
    beyond = np.maximum(np.arange(asked + 1) - missing, 0)
    return float(beyond @ _chances(asked, share))


def _chances(asked: int, share: Share) -> Floats:
    """Return how likely each number from 0 to all is to come.

    The beta-binomial: C(n, y) B(y + a, n - y + b) / B(a, b), by logarithms of gamma, as its
    parts are too large to write (Johnson, Kemp and Kotz, Univariate Discrete Distributions, ch. 6).
    """
    come = np.arange(asked + 1, dtype=np.float64)
    stay = asked - come
    factorials = _log_gamma(come + 1.0)
    logs = (
        factorials[-1]
        - factorials
        - factorials[::-1]
        + _log_gamma(come + share.come)
        + _log_gamma(stay + share.stay)
        - math.lgamma(asked + share.come + share.stay)
        - math.lgamma(share.come)
        - math.lgamma(share.stay)
        + math.lgamma(share.come + share.stay)
    )
    chances: Floats = np.exp(logs)
    return chances


def _log_gamma(values: Floats) -> Floats:
    return np.array([math.lgamma(value) for value in values.tolist()])


def wait_s(delays: Delays) -> float:
    """Return how long after a wave the next is asked: 3 to 10 minutes.

    By then three in five of the answers that will come are in (5 minutes by default); the rest
    are expected, not known (:meth:`Delays.outstanding`).
    """
    z = NormalDist().inv_cdf(_HEARD)
    return min(max(delays.median_s * math.exp(delays.sigma * z), _SOONEST_S), _LATEST_S)
