"""Where a camera is is shown and logged; who may ask it is neither."""

from pathlib import Path

import pytest

from edge.stills.addresses import Login, read_address
from edge.stills.cameras import CameraTable
from kawamori.errors import InvalidError


def test_an_address_is_parted_from_the_login_in_it() -> None:
    address = read_address("rtsp://viewer:s%40same@camera.example:8554/film?channel=1", None)

    assert address.url == "rtsp://camera.example:8554/film?channel=1"
    assert address.login == Login("viewer", "s@same")
    assert address.with_login() == "rtsp://viewer:s%40same@camera.example:8554/film?channel=1"
    assert "s@same" not in repr(address)


def test_a_login_is_read_from_its_file(tmp_path: Path) -> None:
    file = tmp_path / "west.login"
    file.write_text("viewer:se:same\n")

    assert read_address("http://camera/now.jpg", str(file)).login == Login("viewer", "se:same")


def test_whatever_is_said_of_a_camera_has_lost_its_password() -> None:
    address = read_address("rtsp://viewer:s%40same@camera/film?pwd=1234", None)

    for said in (
        f"{address.with_login()}: 401",
        "rtsp://viewer:s@same@camera: 401",
        "user s@same is refused",
        "rtsp://somebody:else@camera: 401",
        f"{address.url}: 404",
    ):
        shown = address.without_password(said)
        assert not [each for each in ("same", "else", "1234") if each in shown], shown


@pytest.mark.parametrize(
    ("keys", "complaint"),
    [
        ({"url": "rstp://viewer:sesame@camera/film"}, "rtsps://, not with 'rstp'"),
        ({"url": "viewer:sesame@camera/film"}, "must begin with one of http://"),
        ({"url": "rtsp:/viewer:sesame@camera/film"}, "url names no host: write it as rtsp://"),
        ({"url": "rtsp:///film"}, "url names no host"),
        ({"url": "rtsp://viewer:ses/same@camera/film"}, "a password with one of / ? # @ : ["),
        ({"url": "rtsp://viewer:2024#same@camera/film"}, "url has an @ after its host"),
        ({"url": "rtsp://viewer:2024?same@camera/film"}, "url has an @ after its host"),
        ({"url": "rtsp://viewer:2024/same@camera/film"}, "url has an @ after its host"),
        ({"url": "http://camera:99999/now.jpg"}, "its port must be a number to 65535"),
        ({"url": "http://camera/now.jpg?pwd=ses ame"}, "the character ' ': write it as %20"),
        ({"url": "http://camera/今.jpg"}, "the character '今': write it as %E4%BB%8A"),
        ({"url": "http://viewer:sesame@camera/", "credentials_file": "/c"}, "keep the file alone"),
        ({"url": "http://camera/", "credentials_file": "/none"}, "/none can't be read: No such"),
        ({"device": "video0"}, "device 'video0' must begin with /dev/"),
        ({"device": "/dev/video0", "credentials_file": "/c"}, "credentials_file belongs to a url"),
        (
            {"device": "/dev/video0", "path": "/now.jpg"},
            "name one of path, command, url and device",
        ),
        ({}, "name one of path, command, url and device, not 0"),
    ],
)
def test_a_mistake_is_refused_with_the_camera_and_without_its_password(
    keys: dict[str, str], complaint: str
) -> None:
    table = CameraTable(camera_id="west", interval_s=60, **keys)  # type: ignore[arg-type] of texts alone

    with pytest.raises(InvalidError) as refused:
        table.source()

    assert str(refused.value).startswith("camera west: ")
    assert complaint in str(refused.value)
    assert not [secret for secret in ("same", "ses", "2024") if secret in str(refused.value)]


def test_a_file_of_credentials_without_a_colon_is_refused_unseen(tmp_path: Path) -> None:
    file = tmp_path / "west.login"
    file.write_text("sesame")

    with pytest.raises(InvalidError, match="must hold user:password") as refused:
        read_address("http://camera/now.jpg", str(file))

    assert "sesame" not in str(refused.value)
