"""``kawamori demo``: a flash flood through a fictional city, in exercise status, at speed."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

from kawamori.embedded.cast import CAST, employ_cast
from kawamori.embedded.console import Console
from kawamori.embedded.installation import hold
from kawamori.embedded.up import Launch, launched
from kawamori.staff import SHIFT
from kawamori.storage.connections import connect

SHOWN = ("sms", "flood")


def demo(
    home: Path,
    *,
    scenario: str,
    speed: float,
    everything: bool,
    then_end: bool,
    wheel_broker: bool,
) -> int:
    """Run everything anew, play the flood, and stay up until Ctrl-C.

    ``everything`` shows what all services write; ``then_end`` ends when the flood is over.
    """
    folder = home / "demo"
    with hold(folder):
        for old in ("postgres", "broker", "sandbox", "stills", "logs"):
            shutil.rmtree(folder / old, ignore_errors=True)
    console = Console(folder / "logs", only=() if everything else SHOWN)
    try:
        with launched(folder, console, wheel_broker=wheel_broker) as launch:
            _play(launch, scenario, speed)
            if not then_end:
                console.say("the flood is over; the map stays up until Ctrl-C")
                launch.turn_until(lambda: False)
    except KeyboardInterrupt:
        pass
    return 0


def _play(launch: Launch, scenario: str, speed: float) -> None:
    """Seed the city, start the services, say where the map is, and let the river rise."""
    city = launch.installation
    launch.run(city.command("city", "seed-city", once=True))
    run = f"{scenario}-{datetime.now(UTC):%Y%m%d-%H%M%S}"
    launch.keep(*city.services(), city.residents(run))
    launch.wait_ready()
    launch.console.say()
    with connect(city.database.url(), name="demo") as connection:
        commander = employ_cast(connection, datetime.now(UTC))
    launch.console.say(f"the map of headquarters: {city.map_url(commander, run, lasts=SHIFT)}")
    launch.console.say("the link signs in once; these sign in by name and password, here alone:")
    for actor in CAST:
        launch.console.say(f"  {actor.name}  {actor.password}  ({actor.role})")
    launch.console.say(f"what residents see: {city.pages_url}/")
    launch.console.say(f"a {scenario} begins: exercise {run}, {speed:g} times as fast as life")
    launch.console.say("messages that leave for the SMS provider's sandbox are shown here")
    launch.console.say()
    play = ("simulate", "--scenario", scenario, "--run", run, "--speed", f"{speed:g}")
    launch.run(city.command("flood", *play, once=True))
