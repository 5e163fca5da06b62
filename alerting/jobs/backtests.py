"""One backtest from the queue: the very engine over what a run stored, under two policies."""

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

import numpy as np

from kawamori.backtest.gauges import Gauge
from kawamori.backtest.ladders import compared_ladders, yardstick
from kawamori.backtest.outcomes import Outcome
from kawamori.backtest.proposals import (
    AFTERWARDS,
    WARM_UP,
    Window,
    compared,
    score_within,
    with_series,
)
from kawamori.backtest.scores import Score
from kawamori.backtest.stored import Retrial, gauge_of
from kawamori.backtest.trials import Trial
from kawamori.errors import KawamoriError, UnavailableError
from kawamori.judging.policy import Policy
from kawamori.judging.policy_files import parse_policy
from kawamori.levels import GaugeLevel, Thresholds
from kawamori.runs import Run
from kawamori.storage.connections import Connection, connect, unavailable_when_lost
from kawamori.storage.jobs import InterruptedWorkError
from kawamori.storage.judged.backtests import (
    Attempt,
    Backtest,
    Ladders,
    begin_backtest,
    fail_backtest,
    find_backtest,
    finish_backtest,
    give_back_backtest,
    move_backtest,
)
from kawamori.storage.readings.slices import series_between, slices
from kawamori.storage.river.neighbours import current_passages
from kawamori.storage.river.stations import JudgedStation, judged_stations
from kawamori.storage.runs import find_run

log = logging.getLogger(__name__)

TOLD_EVERY_S = 1.0
JUDGING = 0.95  # of the whole; the rest is scoring

Wall = Callable[[], datetime]


class TakenOverError(KawamoriError):
    """Another worker has begun this backtest anew; it alone may finish it."""


class Bench:
    """One attempt at a backtest: what it reads from, and whom it tells how far it is."""

    def __init__(
        self, connection: Connection, attempt: Attempt, must_leave: Callable[[], bool]
    ) -> None:
        self.connection = connection
        self.attempt = attempt
        self._must_leave = must_leave
        self._told_at = 0.0

    def tell(self, progress: float) -> None:
        """Note how far it is, now and then; leave off when that is asked for."""
        if self._must_leave():
            give_back_backtest(self.connection, self.attempt)
            raise InterruptedWorkError("the worker ends")
        if time.monotonic() - self._told_at < TOLD_EVERY_S:
            return
        if not move_backtest(self.connection, self.attempt, progress):
            raise TakenOverError(f"backtest {self.attempt.backtest_id} is another worker's now")
        self._told_at = time.monotonic()


def do_backtest(url: str, wall: Wall, backtest_id: int, must_leave: Callable[[], bool]) -> None:
    """Do a backtest that was asked for; whatever is wrong with it is told to who asked."""
    with unavailable_when_lost(), connect(url, name="backtest") as connection:
        attempt = begin_backtest(connection, backtest_id, wall())
        if attempt is None:
            return
        log.info("backtest %d: begun, attempt %d", *attempt)
        asked = find_backtest(connection, backtest_id)
        bench = Bench(connection, attempt, must_leave)
        try:
            found = _try(bench, asked, wall())
        except (InterruptedWorkError, UnavailableError):
            raise
        except TakenOverError as error:
            log.warning("%s", error)
        except KawamoriError as error:
            fail_backtest(connection, attempt, str(error), wall())
        except Exception as error:
            log.exception("backtest %s failed", backtest_id)
            fail_backtest(connection, attempt, f"a fault of ours: {error!r}", wall())
        else:
            finish_backtest(connection, attempt, found, wall())
            log.info("backtest %d: done", backtest_id)


def _try(bench: Bench, asked: Backtest, wall: datetime) -> dict[str, object]:
    """Judge what was stored under both policies, then hold what they said against the river."""
    run = find_run(bench.connection, asked.run)
    policies = [parse_policy(rules) for rules in (asked.compared, asked.rules)]
    lowest = min(policy.alert_from for policy in policies)
    stations = [
        each for each in judged_stations(bench.connection) if each.station.network == run.network
    ]
    now, new = _gauges(stations, {}, lowest), _gauges(stations, asked.ladders or {}, lowest)
    measures = [yardstick(*both) for both in zip(now, new, strict=True)]
    said = _judge(bench, asked, run, stations, list(zip((now, new), policies, strict=True)))
    window = Window(_us(asked.since), _us(asked.until), _us(run.now(wall)))
    known, scores = _score(bench, asked, run, stations, measures, said, window)
    before, after = (
        Trial(policy.version, outcomes, scores_of)
        for policy, outcomes, scores_of in zip(policies, said, scores, strict=True)
    )
    if asked.ladders is None:
        return compared(before, after)
    changed = [n for n, s in enumerate(stations) if s.station.station_id in asked.ladders]
    return compared_ladders(before, after, known, changed, window)


def _gauges(
    stations: Sequence[JudgedStation], ladders: Ladders, lowest: GaugeLevel
) -> Sequence[Gauge]:
    """Return the stations as a backtest knows them, with other thresholds where some are given."""
    return [
        gauge_of(
            each.station,
            each.datastream,
            _thresholds(ladders.get(each.station.station_id)) or each.thresholds,
            lowest=lowest,
        )
        for each in stations
    ]


def _thresholds(given: Mapping[str, float | None] | None) -> Thresholds | None:
    return None if given is None else Thresholds(**given)  # type: ignore[arg-type]  # checked as it was drafted


def _judge(
    bench: Bench,
    asked: Backtest,
    run: Run,
    stations: Sequence[JudgedStation],
    sides: Sequence[tuple[Sequence[Gauge], Policy]],
) -> list[list[Outcome]]:
    """Return what each side, with its thresholds and its policy, says of every station."""
    passages = current_passages(bench.connection)
    is_same = asked.ladders is None and sides[0][1] == sides[1][1]  # judged by once
    retrials = [
        Retrial(gauges, [policy], passages) for gauges, policy in (sides[:1] if is_same else sides)
    ]
    streams = np.array([each.datastream_id for each in stations], dtype=np.int64)
    order = np.argsort(streams)
    begins = asked.since - WARM_UP
    for part in slices(
        bench.connection, run.run_no, streams.tolist(), since=begins, until=asked.until
    ):
        places = order[np.searchsorted(streams, part.datastream_id, sorter=order)]
        for retrial in retrials:
            retrial.hear(places, part.observed_us, part.stage_m)
        bench.tell(JUDGING * ((part.ends - begins) / (asked.until - begins)))
    said = [retrial.outcomes()[0] for retrial in retrials]
    return [said[0], said[-1]]


def _score(
    bench: Bench,
    asked: Backtest,
    run: Run,
    stations: Sequence[JudgedStation],
    gauges: Sequence[Gauge],
    said: Sequence[Sequence[Outcome]],
    window: Window,
) -> tuple[list[Gauge], list[list[Score]]]:
    """Return the gauges with what they stored, and the scores of each side, one by one."""
    measured: list[Gauge] = []
    scores: list[list[Score]] = [[] for _ in said]
    for place, (station, gauge) in enumerate(zip(stations, gauges, strict=True)):
        series = series_between(
            bench.connection,
            run.run_no,
            station.datastream_id,
            asked.since - WARM_UP,
            asked.until + AFTERWARDS,
        )
        known = with_series(gauge, series, window)
        # Only what is drawn afterwards is kept: a year of a whole city is too much to hold.
        is_drawn = station.station.station_id in (asked.ladders or {})
        measured.append(known if is_drawn else gauge)
        for outcomes, found in zip(said, scores, strict=True):
            found.append(score_within(known, outcomes[place], window))
        bench.tell(JUDGING + (1 - JUDGING) * (place + 1) / len(stations))
    return measured, scores


def _us(moment: datetime) -> int:
    return round(moment.timestamp() * 1e6)
