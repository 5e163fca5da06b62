"""The rest of the disk may be read-only: the agent writes in its spool's folder alone."""

import subprocess
import sys
from pathlib import Path

SCRIPT = """
import os, signal, sys, threading

sys.dont_write_bytecode = True
written = set()

def note(event, args):
    if event == "sqlite3.connect":
        written.add(str(args[0]))
        threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGTERM)).start()
    elif event == "open" and isinstance(args[0], str):
        if args[2] & (os.O_WRONLY | os.O_RDWR):
            written.add(args[0])
    elif event in ("os.mkdir", "os.rename", "os.remove", "shutil.move"):
        written.add(str(args[0]))

sys.addaudithook(note)
from kawamori.cli import main
main(["edge", "--config", sys.argv[1]])
print(*sorted(written), sep="\\n")
"""
CONFIG = """
device_id = "kawabe-1"
broker = {{ host = "127.0.0.1", port = 9 }}
spool = {{ folder = "{folder}/spool" }}

[[sensors]]
driver = "adc"
station_id = "kawabe-bridge"
interval_s = 0.1
options = {{ raw = "{folder}/raw", scale = 1.0 }}
"""


def test_nothing_is_written_outside_the_spool_s_folder(tmp_path: Path) -> None:
    (tmp_path / "raw").write_text("1250")
    config = tmp_path / "edge.toml"
    config.write_text(CONFIG.format(folder=tmp_path))

    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(config)], capture_output=True, text=True, check=True
    )

    written = set(done.stdout.split()) - {"/dev/null"}
    assert str(tmp_path / "spool" / "kawabe-1-actual.spool") in written
    assert [each for each in written if not each.startswith(f"{tmp_path}/spool")] == []
