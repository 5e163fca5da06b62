"""Take each camera's still in its turn and hand over what waits: a loop beside the agent's.

A camera may take seconds and a narrow line minutes; readings wait for neither.
"""

import logging
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from edge.clock import Clock, Moment
from edge.stills.handing import Answer, Handing
from edge.stills.sources import Take
from edge.stills.spool import StillSpool
from kawamori.errors import UnavailableError

if TYPE_CHECKING:
    from edge.stills.keeping import Keeping

log = logging.getLogger(__name__)

FIRST_REST_S, LONGEST_REST_S = 5.0, 300.0
IDLE_S = 60.0


@dataclass(slots=True)
class CameraTurn:
    """A camera, and when its next still is due, by the stopwatch."""

    camera_id: str
    take: Take
    interval_s: float
    keeping: "Keeping | None" = None  # what of stills that wait stays sharp: all of them
    due_s: float = 0.0


class StillWatch:
    """The cameras of one device."""

    def __init__(
        self, cameras: Sequence[CameraTurn], *, spool: StillSpool, handing: Handing, clock: Clock
    ) -> None:
        self._cameras = cameras
        self._spool = spool
        self._handing = handing
        self._clock = clock
        self._rest_s = FIRST_REST_S
        self._hand_over_from_s = 0.0
        self._is_minded = False

    def step(self, moment: Moment) -> float:
        """Do what is due now, and return the seconds until something is due again.

        1. Before all else, once, blur what waits from before that was asked for.
        2. Take the stills whose turn it is.
        3. Once the clock is trusted, date those that were taken before.
        4. Hand over the newest; when it is not taken, rest a while, longer each time.
        """
        if not self._is_minded:
            self._mind_waiting()
        for camera in self._cameras:
            if moment.stopwatch_s >= camera.due_s:
                camera.due_s = moment.stopwatch_s + camera.interval_s / self._clock.run.speed
                self._take(camera, moment)
        if moment.trusted:
            self._spool.date(moment)
        more = moment.stopwatch_s >= self._hand_over_from_s and self._hand_over(moment)
        if more:
            return 0.0
        due_s = min((camera.due_s for camera in self._cameras), default=float("inf"))
        if self._hand_over_from_s > moment.stopwatch_s:
            due_s = min(due_s, self._hand_over_from_s)
        return max(0.0, min(due_s - moment.stopwatch_s, IDLE_S))

    def run(self, stopping: threading.Event) -> None:
        """Step until told to stop."""
        while not stopping.is_set():
            try:
                rest_s = self.step(self._clock.look())
            except UnavailableError as error:
                log.warning("%s", error)
                rest_s = FIRST_REST_S
            except Exception:
                log.exception("stills: a fault of ours; going on")
                rest_s = FIRST_REST_S
            stopping.wait(rest_s)

    def _mind_waiting(self) -> None:
        for camera in self._cameras:
            if camera.keeping is None:
                self._spool.leave_sharp(camera.camera_id)
            else:
                self._spool.blur(camera.camera_id, camera.keeping.blur, camera.keeping.words)
        self._is_minded = True

    def _take(self, camera: CameraTurn, moment: Moment) -> None:
        try:
            self._spool.add(camera.camera_id, camera.take(moment.at), moment)
        except UnavailableError as error:
            log.warning("camera %s: %s", camera.camera_id, error)

    def _hand_over(self, moment: Moment) -> bool:
        """Hand over the newest still; True if another may follow at once."""
        waiting = self._spool.waiting()
        if not waiting:
            return False
        still = waiting[0]
        answer, words = self._handing.hand_over(still)
        if answer is Answer.LATER:
            log.warning("still of %s: %s; again in %g s", still.camera_id, words, self._rest_s)
            self._hand_over_from_s = moment.stopwatch_s + self._rest_s
            self._rest_s = min(2 * self._rest_s, LONGEST_REST_S)
            return False
        self._rest_s = FIRST_REST_S
        if answer is Answer.REFUSED:
            log.error("still of %s is refused: %s", still.camera_id, words)
            self._spool.refuse(still.path)
        else:
            self._spool.forget(still.path)
        return len(waiting) > 1
