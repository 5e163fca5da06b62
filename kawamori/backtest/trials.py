"""Trials: the engine under a policy, and the baselines, over the same recorded gauges."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from kawamori.backtest.baselines import extrapolated, plain_thresholds
from kawamori.backtest.gauges import Gauge
from kawamori.backtest.outcomes import Outcome
from kawamori.backtest.play import Projected, play
from kawamori.backtest.scores import Score, score, total
from kawamori.judging.policy import Policy

PLAIN, LINE = "plain thresholds", "line drawn onward"


@dataclass(frozen=True, slots=True)
class Trial:
    """What was said at each gauge, in the gauges' order, and how good it was."""

    name: str
    outcomes: Sequence[Outcome]
    scores: Sequence[Score]

    @property
    def total(self) -> Score:
        """The score of all gauges together."""
        return total(self.scores)


@dataclass(frozen=True, slots=True)
class EngineTrial(Trial):
    """A trial of the engine, with every projection that it made."""

    projected: Projected


def engine(gauges: Sequence[Gauge], policy: Policy) -> EngineTrial:
    """Return the trial of the very engine."""
    played = play(gauges, policy)
    name = f"engine {policy.version}"
    return EngineTrial(name, played.outcomes, _scores(gauges, played.outcomes), played.projected)


def baselines(gauges: Sequence[Gauge]) -> list[Trial]:
    """Return the trials of the two rules that an engine must beat."""
    return [_baseline(PLAIN, plain_thresholds, gauges), _baseline(LINE, extrapolated, gauges)]


def by_source(gauges: Sequence[Gauge], scores: Iterable[Score]) -> list[tuple[str, Score]]:
    """Return the score of each source of recordings, by name."""
    found: dict[str, Score] = {}
    for gauge, each in zip(gauges, scores, strict=True):
        source = gauge.recording.source
        found[source] = found.get(source, Score()) + each
    return sorted(found.items())


def _baseline(name: str, say: Callable[[Gauge], Outcome], gauges: Sequence[Gauge]) -> Trial:
    outcomes = [say(gauge) for gauge in gauges]
    return Trial(name, outcomes, _scores(gauges, outcomes))


def _scores(gauges: Sequence[Gauge], outcomes: Sequence[Outcome]) -> list[Score]:
    return [score(gauge, outcome) for gauge, outcome in zip(gauges, outcomes, strict=True)]
