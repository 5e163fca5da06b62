"""The cameras of the city that does not exist: what they see of a scenario's river, handed over.

Their stills go the way of real ones: from a disk, over HTTP, with a key that is good for
rehearsals alone. Where nobody serves headquarters they wait, and the flood goes on.
"""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from json import JSONDecodeError, loads
from pathlib import Path
from tempfile import TemporaryDirectory

from edge.clock import RunClock
from edge.stills.handing import Answer, Handing
from edge.stills.spool import StillSpool, Waiting
from edge.stills.watch import CameraTurn, StillWatch
from kawamori.cameras import Camera, Light
from kawamori.daylight import is_day
from kawamori.public_views import PublicView
from kawamori.runs import Run
from kawamori.settings import Settings
from kawamori.storage.cameras.keys import end_key, new_key
from kawamori.storage.cameras.stills import choose_normal, find_still
from simulators.city import SITES, Site
from simulators.rehearsal import open_database
from simulators.scenarios import River
from simulators.scene import OPEN_WATER, draw_scene, metres_across

log = logging.getLogger(__name__)

DEVICE = "sim-cameras"
AUTHOR = "simulate"
INTERVAL = timedelta(minutes=5)
ROOM_M = 0.6  # of staff above the highest threshold, and below gauge zero
END_WITHIN_S = 5.0


def cameras() -> list[Camera]:
    """Return the city's cameras: one at each station that has one."""
    return [_camera(site) for site in SITES if site.camera]


def public_views() -> dict[str, PublicView]:
    """Return what everybody may see of each camera: the water and the staff."""
    return {
        _camera(site).camera_id: PublicView(OPEN_WATER, metres_across(_staff_m(site)))
        for site in SITES
        if site.camera
    }


def see(site: Site, river: River, begins: datetime, seed: int, now: datetime) -> bytes:
    """Return what the camera of a station sees at a time."""
    station = site.station
    seconds = (now - begins).total_seconds()
    return draw_scene(
        river.stage_m(station.station_id, seconds),
        _staff_m(site),
        now,
        _place(site),
        seed=f"{seed}/{station.station_id}",
        title=f"{station.name_en}  SIMULATED",
    )


@contextmanager
def cameras_watching(settings: Settings, river: River, run: Run, seed: int) -> Iterator[None]:
    """Have the city's cameras take and hand over stills of a run while the block lasts."""
    with open_database(settings) as connection:
        key = new_key(connection, DEVICE, author=AUTHOR, rehearsals_only=True)
    handing = Handing(settings.public_url, key, run=run.run)
    begins = run.sim_started_at
    stopping = threading.Event()
    with TemporaryDirectory(prefix="kawamori-stills-") as folder:
        spool = StillSpool(Path(folder), max_mb=64)
        sites = [site for site in SITES if site.camera]
        turns = [
            CameraTurn(
                _camera(site).camera_id,
                partial(see, site, river, begins, seed),
                INTERVAL.total_seconds(),
            )
            for site in sites
        ]
        watch = StillWatch(turns, spool=spool, handing=handing, clock=RunClock(run))

        def work() -> None:
            for site in sites:
                _call_normal(settings, river, run, site, handing, Path(folder), seed)
            watch.run(stopping)

        thread = threading.Thread(target=work, name="cameras", daemon=True)
        thread.start()
        try:
            yield
        finally:
            stopping.set()
            thread.join(END_WITHIN_S)
            with open_database(settings) as connection:
                end_key(connection, DEVICE)


def _call_normal(
    settings: Settings,
    river: River,
    run: Run,
    site: Site,
    handing: Handing,
    folder: Path,
    seed: int,
) -> None:
    """Take a still of the quiet river by day and one by night, and have them called normal."""
    for light, at in _quiet_times(site, run.sim_started_at).items():
        path = folder / f"normal-{light}"
        path.write_bytes(see(site, river, run.sim_started_at, seed, at))
        camera_id = _camera(site).camera_id
        answer, words = handing.hand_over(Waiting(camera_id, at, path))
        if answer is not Answer.STORED:
            log.warning("camera %s has no normal still: %s", camera_id, words)
            return
        try:
            still_id = int(loads(words)["still_id"])
        except (JSONDecodeError, KeyError):
            return
        with open_database(settings) as connection:
            still = find_still(connection, run.run_no, camera_id, still_id)
            choose_normal(connection, still, light, person=AUTHOR, role="simulator")


def _quiet_times(site: Site, begins: datetime) -> dict[Light, datetime]:
    """Return the last full hours before the flood that were by day and by night."""
    found: dict[Light, datetime] = {}
    at = begins.replace(minute=0)
    while len(found) < len(Light):
        at -= timedelta(hours=1)
        found.setdefault(Light.DAY if is_day(*_place(site), at) else Light.NIGHT, at)
    return found


def _staff_m(site: Site) -> tuple[float, float]:
    highest_m = max(rung_m for _, rung_m in site.thresholds.defined())
    return -ROOM_M, highest_m + ROOM_M


def _place(site: Site) -> tuple[float, float]:
    return site.station.lat or 0.0, site.station.lon or 0.0


def _camera(site: Site) -> Camera:
    station = site.station
    return Camera(
        f"{station.station_id}-camera",
        f"{station.name}カメラ",
        DEVICE,
        INTERVAL,
        station_id=station.station_id,
        name_en=f"{station.name_en} camera",
        bearing_deg=200,
    )
