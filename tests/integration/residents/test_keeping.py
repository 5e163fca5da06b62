"""The snapshot outlives what it is made from."""

import gzip
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import which

import httpx
import pytest

from api.residents.app import create_residents
from api.testing.serving import serve
from kawamori.embedded.postgres import PostgresServer
from kawamori.ports import free_port
from kawamori.settings import Settings
from kawamori.storage.connections import connect
from kawamori.testing.waiting import until
from kawamori.testing.world import World

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

NGINX = which("nginx") or "/usr/sbin/nginx"
BEFORE_IT = Path(__file__).parents[3] / "deploy" / "nginx-residents.conf"


@contextmanager
def nginx(folder: Path, behind: str) -> Iterator[str]:
    """Run nginx as a city would, before the program."""
    port = free_port()
    told = BEFORE_IT.read_text().replace("/var/cache/nginx", str(folder))
    told = told.replace("listen 80;", f"listen 127.0.0.1:{port};")
    told = told.replace("server 127.0.0.1:8081;", f"server {behind.removeprefix('http://')};")
    main = folder / "nginx.conf"
    main.write_text(
        f"daemon off; pid {folder}/pid; error_log {folder}/errors; events {{}}\n"
        f"http {{ client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;"
        f" fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;\n"
        f"{told} }}\n"
    )
    started = [NGINX, "-c", str(main), "-p", str(folder), "-e", str(folder / "errors")]
    with subprocess.Popen(started) as process:
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def test_nginx_hands_out_what_it_has_while_the_program_is_away(
    world: World, settings: Settings, home: Path
) -> None:
    world.assess(3, 2.9)
    with (
        httpx.Client() as client,
        serve(settings, make=create_residents) as served,
        nginx(home, served.url) as city,
    ):
        until(lambda: _is_there(client, f"{city}/now.json"))
        first = client.get(f"{city}/", headers={"accept-encoding": "gzip"})
        assert first.headers["content-encoding"] == "gzip"
        assert client.get(f"{city}/public/stations").json()["features"]
        served.stop()
        until(lambda: not _is_there(client, f"{served.url}/now.json"))
        again = client.get(f"{city}/", headers={"accept-encoding": "gzip"})
        assert (again.status_code, again.text) == (200, first.text)
        assert client.get(f"{city}/public/stations").status_code == 502


def test_without_the_database_the_last_snapshot_stands_and_then_goes_on(
    database_server: PostgresServer, settings: Settings
) -> None:
    with connect(database_server.url(), name="tests") as connection:
        world = World(connection)
        world.settle()
        world.assess(2, 1.9)
    settings = settings.model_copy(
        update={"database_url": type(settings.database_url)(database_server.url())}
    )
    with serve(settings, make=create_residents) as served, httpx.Client() as client:
        now = f"{served.url}/now.json"
        until(lambda: _is_there(client, now))
        database_server.stop()
        assert client.get(now).json()["stations"]["kawabe-bridge"]["level"] == 2
        assert client.get(f"{served.url}/public/stations").status_code == 503
        database_server.start()
        with connect(database_server.url(), name="tests") as connection:
            world.connection = connection
            world.assess(3, 2.9)
        until(lambda: client.get(now).json()["stations"]["kawabe-bridge"]["level"] == 3)


def test_a_folder_holds_the_same_files_for_any_server(
    world: World, settings: Settings, tmp_path: Path
) -> None:
    world.assess(1, 1.2)
    settings = settings.model_copy(update={"residents_dir": tmp_path / "www"})
    with serve(settings, make=create_residents) as served, httpx.Client() as client:
        until(lambda: _is_there(client, f"{served.url}/now.json"))
        until((tmp_path / "www" / "now.json").exists)
        page = client.get(f"{served.url}/en/").content
        assert gzip.decompress((tmp_path / "www/en/index.html.gz").read_bytes()) == page


def _is_there(client: httpx.Client, url: str) -> bool:
    try:
        return client.get(url).status_code == httpx.codes.OK
    except httpx.TransportError:
        return False
