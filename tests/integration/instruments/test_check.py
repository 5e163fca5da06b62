"""A technician sees what each instrument answered, and which one did not."""

import subprocess
import sys
from pathlib import Path

from simulators.instruments.lines import SimulatedPort

CONFIG = """
device_id = "kawabe-1"
broker = {{ host = "mqtt.city.example" }}

[[sensors]]
driver = "serial"
station_id = "kawabe-bridge"
interval_s = 600
adaptive = {{ fast_s = 120, start = 3.0, downward = true }}

[sensors.options]
port = "{folder}/tty"
format = "maxbotix-mm"
highest = 9.0
burst = {{ samples = 3, every_s = 0, spread = 0.05 }}

[[sensors.options.calibration]]
valid_from = 2026-06-01T00:00:00+09:00
who = "Sato"
offset = -0.034

[[sensors]]
driver = "modbus"
station_id = "otaki-bridge"
interval_s = 600
options = {{ port = "{folder}/nowhere", register = 0 }}
"""


def test_a_check_says_what_each_instrument_answered(tmp_path: Path) -> None:
    config = tmp_path / "edge.toml"
    config.write_text(CONFIG.format(folder=tmp_path))
    command = [sys.executable, "-m", "edge", "--check", "--config", config]

    with SimulatedPort(tmp_path / "tty", chatter=b"R1234\r"):
        done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert "kawabe-bridge/stage: 1.2 ('R1234'; 3 of 3, spread 0; calibration of 2026" in done.stdout
    assert "nowhere unit 1 register 0: not there, or held by another program" in done.stdout
