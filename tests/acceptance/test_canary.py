"""With a phone to reach, ``kawamori up`` proves by itself that water still reaches it."""

import re
import signal
from pathlib import Path

from kawamori.embedded.installation import CANARY
from kawamori.testing.launching import launched

LINKS = ["stored", "judged", "addressed", "accepted", "reported"]


def test_the_canary_s_water_reaches_its_phone_and_is_on_nobody_s_map(home: Path) -> None:
    with launched(home, "up", **{CANARY: "090-0000-0099"}) as launcher:
        assert launcher.stdout is not None
        shown = []
        for line in launcher.stdout:
            shown.append(line)
            if line.startswith("canary"):
                break
        launcher.send_signal(signal.SIGINT)
        launcher.communicate(timeout=60)

    said = "".join(shown)
    assert re.search(r"sms +│ …0099 +【試験】氾濫危険水位に到達しました", said)
    passed = re.findall(r"(\w+) \+([\d.]+) s", shown[-1])
    assert [link for link, _ in passed] == LINKS
    seconds = [float(s) for _, s in passed]
    assert seconds == sorted(seconds)
