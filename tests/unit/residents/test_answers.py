"""A snapshot's files as they are sent and as they lie in a folder."""

import asyncio
import errno
import gzip
from pathlib import Path

import httpx
import pytest
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from api.headers import strict_transport
from api.residents.answers import Answers
from api.residents.files import HTML, JSON, File
from api.residents.folder import Folder
from api.residents.serving import Handing
from api.residents.shedding import Load, Relief

PAGE = File("", HTML, b"<p>" + b"river " * 200)
TEXT = File("text/", HTML, b"<p>" + b"text " * 200)
NOW = File("now.json", JSON, b'{"stations":{}}')
STILL = File("stills/west.jpg", "image/jpeg", b"\xff\xd8" + bytes(900))


async def behind(scope: Scope, receive: Receive, send: Send) -> None:
    await PlainTextResponse("behind")(scope, receive, send)


@pytest.fixture
def load() -> Load:
    return Load()


@pytest.fixture
def answers() -> Answers:
    kept = Answers(strict_transport("http://localhost:8081"))
    kept.replace([PAGE, TEXT, NOW, STILL])
    return kept


@pytest.fixture
def phone(answers: Answers, load: Load) -> "_Phone":
    return _Phone(Handing(behind, answers, load))


class _Phone:
    """Asks as a phone does, without a network between."""

    def __init__(self, app: Handing) -> None:
        self._app = app

    def get(self, path: str, **headers: str) -> httpx.Response:
        return self.ask("GET", path, **headers)

    def ask(self, method: str, path: str, **headers: str) -> httpx.Response:
        async def go() -> httpx.Response:
            way = httpx.ASGITransport(self._app)
            async with httpx.AsyncClient(transport=way, base_url="http://city") as client:
                named = {name.replace("_", "-"): value for name, value in headers.items()}
                return await client.request(method, path, headers=named)

        return asyncio.run(go())


def test_a_page_is_sent_packed_to_who_takes_that_and_plain_to_who_does_not(phone: _Phone) -> None:
    packed, plain = phone.get("/"), phone.get("/", accept_encoding="identity")
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.text == plain.text == PAGE.body.decode()


def test_who_has_it_already_is_sent_nothing(phone: _Phone) -> None:
    etag = phone.get("/now.json").headers["etag"]
    again = phone.get("/now.json", if_none_match=f'W/{etag}, "other"')
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == etag
    assert "max-age" in again.headers["cache-control"]


def test_what_changed_is_sent_anew(phone: _Phone, answers: Answers) -> None:
    etag = phone.get("/now.json").headers["etag"]
    answers.replace([PAGE, NOW._replace(body=b'{"stations":{"a":1}}')])
    assert phone.get("/now.json", if_none_match=etag).status_code == 200


def test_only_what_changed_is_named_as_changed(answers: Answers) -> None:
    newer = NOW._replace(body=b"{}")
    assert answers.replace([PAGE, TEXT, newer, STILL]) == [newer]


def test_a_folder_without_its_slash_leads_there(phone: _Phone) -> None:
    answer = phone.get("/text")
    assert (answer.status_code, answer.headers["location"]) == (308, "/text/")


def test_a_head_is_a_page_without_its_body(phone: _Phone) -> None:
    answer = phone.ask("HEAD", "/", accept_encoding="identity")
    assert answer.headers["content-length"] == str(len(PAGE.body))
    assert answer.content == b""


def test_what_is_no_file_goes_to_the_app_behind(phone: _Phone) -> None:
    assert phone.get("/public/stations").text == "behind"
    assert phone.ask("POST", "/public/phones").text == "behind"


def test_no_page_may_be_framed_and_no_type_guessed(phone: _Phone) -> None:
    for path in ("/", "/now.json", "/stills/west.jpg", "/text"):
        headers = phone.get(path).headers
        assert headers["content-security-policy"] == "frame-ancestors 'none'"
        assert headers["x-content-type-options"] == "nosniff"


def test_under_load_the_page_is_text_and_pictures_wait(phone: _Phone, load: Load) -> None:
    assert "x-relief" not in phone.get("/").headers
    load.relief = Relief.SOME
    relieved = phone.get("/")
    assert (relieved.text, relieved.headers["x-relief"]) == (TEXT.body.decode(), "text")
    assert "x-relief" not in phone.get("/text/").headers
    refused = phone.get("/stills/west.jpg")
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "20")
    assert refused.headers["cache-control"] == "no-store"
    assert phone.ask("POST", "/public/phones").text == "behind"


def test_under_the_heaviest_load_how_the_rivers_stand_is_still_told(
    phone: _Phone, load: Load
) -> None:
    load.relief = Relief.MOST
    assert phone.get("/now.json").status_code == 200
    assert phone.get("/").text == TEXT.body.decode()
    assert phone.ask("POST", "/public/phones").status_code == 503
    assert phone.ask("DELETE", "/public/phones").text == "behind", "who wants to stop may"
    assert phone.ask("POST", "/public/phones/7/verify").text == "behind"


def test_what_is_left_out_is_left_out_in_every_language(phone: _Phone, load: Load) -> None:
    load.relief = Relief.SOME
    for path in ("/record/", "/en/record/", "/zh-hant/open/"):
        assert phone.get(path).status_code == 503, path
    assert phone.get("/en/m/K7Q4MX").text == "behind"
    assert phone.get("/feeds/cap.atom").text == "behind"


def test_the_folder_holds_each_file_whole_and_packed_beside(tmp_path: Path) -> None:
    Folder(tmp_path).write([PAGE, TEXT, NOW], [PAGE])
    assert (tmp_path / "index.html").read_bytes() == PAGE.body
    assert gzip.decompress((tmp_path / "text/index.html.gz").read_bytes()) == TEXT.body
    assert (tmp_path / "now.json").read_bytes() == NOW.body
    assert not (tmp_path / "now.json.gz").exists(), "too short to be worth packing"


def test_what_is_gone_leaves_the_folder(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.write([PAGE, STILL], [PAGE, STILL])
    folder.write([PAGE], [])
    assert not (tmp_path / "stills/west.jpg").exists()
    assert (tmp_path / "index.html").exists()


def test_a_folder_that_can_not_be_written_is_made_whole_later(
    tmp_path: Path,
) -> None:
    root = tmp_path / "www"
    root.write_text("a file where the folder should be")
    folder = Folder(root)
    folder.write([PAGE, NOW], [PAGE, NOW])
    root.unlink()
    folder.write([PAGE, NOW], [])
    assert (root / "now.json").read_bytes() == NOW.body


def test_on_a_full_disk_a_camera_that_was_taken_off_leaves_and_the_log_says_once_what_is_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    folder, newer = Folder(tmp_path), NOW._replace(body=b"{}")
    folder.write([NOW, STILL], [NOW, STILL])

    with monkeypatch.context() as full:
        full.setattr(Path, "write_bytes", _no_room)
        for _ in range(3):
            folder.write([newer], [newer])

    assert not (tmp_path / "stills/west.jpg").exists()
    assert (tmp_path / "now.json").read_bytes() == NOW.body
    folder.write([newer], [])
    assert (tmp_path / "now.json").read_bytes() == newer.body
    assert [record.levelname for record in caplog.records] == ["ERROR", "WARNING"]


def _no_room(path: Path, data: bytes) -> int:
    raise OSError(errno.ENOSPC, f"no space left for {len(data)} bytes", str(path))


def test_whoever_came_by_https_is_kept_to_it(load: Load) -> None:
    kept = Answers(strict_transport("https://river.example.jp"))
    kept.replace([PAGE])
    first = _Phone(Handing(behind, kept, load)).get("/")

    assert first.headers["strict-transport-security"] == "max-age=31536000"


def test_on_a_machine_without_https_nobody_is_kept_to_it(phone: _Phone) -> None:
    assert "strict-transport-security" not in phone.get("/").headers
