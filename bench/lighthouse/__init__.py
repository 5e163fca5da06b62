"""What Lighthouse says of the residents' pages on a simulated slow phone, during a flood."""

import json
import os
import re
import subprocess
import tempfile
from pathlib import Path

from kawamori.testing.launching import launched, read_until

HERE = Path(__file__).parent
PAGES = ("", "en/", "text/")
RUNS = 3
CHROMIUM = "/usr/bin/chromium"
AIM = 95


def measure() -> None:
    """Measure, and print; the median of three runs of each page."""
    print(f"\nLighthouse: the residents' pages on a slow phone, aim {AIM}")
    install = ["npm", "ci", "--silent", "--no-audit", "--no-fund"]
    subprocess.run(install, cwd=HERE, check=True)
    with (
        tempfile.TemporaryDirectory(prefix="kawamori-lighthouse-") as home,
        launched(Path(home), "demo", "--speed", "30") as demo,
    ):
        Path(home).chmod(0o711)
        said = "".join(read_until(demo.stdout, "what residents see"))
        read_until(demo.stdout, "begins")
        (url,) = re.findall(r"what residents see: (\S+)", said)
        for page in PAGES:
            _tell(page, [_run(url + page) for _ in range(RUNS)])


def _run(url: str) -> dict[str, dict[str, object]]:
    command = ["node", HERE / "run.js", url, CHROMIUM]
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=os.environ)
    told: dict[str, dict[str, object]] = json.loads(done.stdout)
    return told


def _tell(page: str, runs: list[dict[str, dict[str, object]]]) -> None:
    middle = sorted(runs, key=lambda run: str(run["scores"].get("performance")).zfill(3))[RUNS // 2]
    scores = ", ".join(f"{name} {score}" for name, score in middle["scores"].items())
    figures = ", ".join(f"{name} {figure}" for name, figure in middle["figures"].items())
    print(f"  /{page}: {scores}\n      {figures}")
    for fault in middle["faults"]:
        print(f"      {fault}")
