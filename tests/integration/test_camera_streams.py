"""A frame of a camera's film becomes a still, by a real ffmpeg; none takes the agent along."""

import io
import ssl
import subprocess
import time
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from edge.clock import DeviceClock, Moment
from edge.stills.cameras import CameraTable
from edge.stills.handing import Handing
from edge.stills.sources import Take
from edge.stills.spool import StillSpool
from edge.stills.streams import SETTLING_FRAMES, settled_frame
from edge.stills.watch import CameraTurn, StillWatch
from kawamori.errors import UnavailableError
from kawamori.ports import LOOPBACK, free_port
from kawamori.runs import ACTUAL
from simulators.scene import SIZE, draw_scene
from simulators.video.camera import Mishap, camera_on
from simulators.video.encoded import H264, H265, Codec, encoded_film
from simulators.video.jpeg import motion_jpeg
from simulators.video.logins import Gate

NOW = datetime(2026, 9, 1, 3, 10, tzinfo=UTC)
SCENE = draw_scene(1.0, (-0.5, 5.0), NOW, (35.05, 138.97), seed="west", title="WEST")
FILM = motion_jpeg([SCENE])
PASSWORD = "p@ss:w/rd%#1"  # noqa: S105 of nobody
QUOTED = "p%40ss%3Aw%2Frd%25%231"


def camera(url: str, *, timeout_s: float = 20, credentials_file: Path | None = None) -> Take:
    table = CameraTable(
        camera_id="west",
        interval_s=60,
        url=url,
        timeout_s=timeout_s,
        credentials_file=str(credentials_file) if credentials_file else None,
    )
    return table.source()


def difference(one: bytes, other: bytes) -> float:
    """Return the mean difference of two JPEGs, in levels of 255."""
    pixels = [
        np.asarray(Image.open(io.BytesIO(each)).convert("RGB"), float) for each in (one, other)
    ]
    return float(np.abs(pixels[0] - pixels[1]).mean())


def refusal(take: Take) -> str:
    with pytest.raises(UnavailableError) as refused:
        take(NOW)
    return str(refused.value)


def test_a_frame_of_a_camera_becomes_a_still() -> None:
    with camera_on(FILM) as west:
        still = camera(f"rtsp://{west.address}")(NOW)

    assert Image.open(io.BytesIO(still)).size == SIZE
    assert difference(still, SCENE) < 2
    assert west.asked[:4] == ["OPTIONS", "DESCRIBE", "SETUP", "PLAY"]


@pytest.mark.parametrize("codec", [H264, H265], ids=lambda codec: codec.name)
def test_who_joins_a_film_in_its_middle_waits_for_the_first_whole_frame(
    tmp_path: Path, codec: Codec
) -> None:
    (tmp_path / "scene.jpg").write_bytes(SCENE)
    number = codec.name[1:]
    how = "keyint=30:min-keyint=30:scenecut=0:bframes=2:aud=1:log-level=error"
    made = ["ffmpeg", "-loglevel", "error", "-loop", "1", "-framerate", "15", "-i", "scene.jpg"]
    made += ["-frames:v", "60", "-pix_fmt", "yuv420p", "-c:v", f"libx{number}"]
    made += [f"-x{number}-params", how, "-f", "h264" if codec is H264 else "hevc", "film"]
    subprocess.run(made, check=True, cwd=tmp_path)
    film = encoded_film(codec, (tmp_path / "film").read_bytes(), 15, join_at=7)

    with camera_on(film) as west:
        still = camera(f"rtsp://{west.address}")(NOW)

    assert difference(still, SCENE) < 3


@pytest.mark.parametrize("basic", [True, False], ids=["basic", "digest"])
def test_a_camera_with_a_login_is_asked_by_address_or_by_file(
    tmp_path: Path, *, basic: bool
) -> None:
    file = tmp_path / "west.login"
    file.write_text(f"viewer:{PASSWORD}\n")
    with camera_on(FILM, gate=Gate("viewer", PASSWORD, basic=basic)) as west:
        by_address = camera(f"rtsp://viewer:{QUOTED}@{west.address}")(NOW)
        by_file = camera(f"rtsp://{west.address}", credentials_file=file)(NOW)

    assert difference(by_address, SCENE) < 2
    assert difference(by_file, SCENE) < 2


def test_a_camera_that_encrypts_is_asked_over_tls(tmp_path: Path) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    made = ["-newkey", "rsa:2048", "-nodes", "-subj", "/CN=camera", "-days", "1"]
    files = ["-keyout", str(key), "-out", str(certificate)]
    subprocess.run(["/usr/bin/openssl", "req", "-x509", *made, *files], check=True)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate, key)

    with camera_on(FILM, gate=Gate("viewer", PASSWORD), tls=tls) as west:
        still = camera(f"rtsps://viewer:{QUOTED}@{west.address}")(NOW)

    assert difference(still, SCENE) < 2


@pytest.mark.parametrize("mishap", [Mishap.MUTE, Mishap.BLIND])
def test_a_camera_that_accepts_and_says_nothing_is_given_up_in_time(mishap: Mishap) -> None:
    with camera_on(FILM, mishap=mishap) as west:
        begun = time.monotonic()
        said = refusal(camera(f"rtsp://viewer:{QUOTED}@{west.address}", timeout_s=1.5))
        taken_s = time.monotonic() - begun

    assert said == f"rtsp://{west.address.removesuffix('/film')}: no whole frame within 1.5 s"
    assert taken_s < 6


def test_a_camera_that_says_nothing_holds_up_no_other(tmp_path: Path) -> None:
    with camera_on(FILM, mishap=Mishap.MUTE) as east, camera_on(FILM) as west:
        turns = [
            CameraTurn("east", camera(f"rtsp://{east.address}", timeout_s=1), 300),
            CameraTurn("west", camera(f"rtsp://{west.address}"), 300),
        ]
        nobody = Handing(f"http://{LOOPBACK}:{free_port()}", "key")
        clock = DeviceClock(ACTUAL, battery_backed=True)
        spool = StillSpool(tmp_path, max_mb=1)
        watch = StillWatch(turns, spool=spool, handing=nobody, clock=clock)
        watch.step(Moment(NOW, 10.0, ""))

    assert [path.parent.name for path in tmp_path.glob("*/*.jpg")] == ["west"]


def test_a_wrong_address_names_the_camera_and_not_its_password() -> None:
    nobody = f"{LOOPBACK}:{free_port()}"

    said = refusal(camera(f"rtsp://viewer:{QUOTED}@{nobody}/film?password=sesame"))

    assert said == f"rtsp://{nobody}: Connection refused"


@pytest.mark.parametrize(
    ("mishap", "gate", "words"),
    [(Mishap.DEAF, None, "404"), (Mishap.NONE, Gate("viewer", "another"), "401")],
)
def test_what_a_camera_refuses_is_said_in_its_words_without_the_password(
    mishap: Mishap, gate: Gate | None, words: str
) -> None:
    with camera_on(FILM, gate=gate, mishap=mishap) as west:
        said = refusal(camera(f"rtsp://viewer:{QUOTED}@{west.address}"))

    assert words in said
    assert not [secret for secret in (PASSWORD, QUOTED, "viewer", "film") if secret in said]


def test_without_ffmpeg_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")

    said = refusal(camera(f"rtsp://viewer:{QUOTED}@192.0.2.1/film"))

    assert said == "rtsp://192.0.2.1: ffmpeg is not installed; install the package ffmpeg"


def test_a_usb_camera_that_is_not_there_is_named() -> None:
    table = CameraTable(camera_id="west", interval_s=60, device="/dev/video-none")

    assert refusal(table.source()) == "/dev/video-none: No such file or directory"


def test_of_a_usb_camera_the_frame_is_kept_before_which_it_has_settled() -> None:
    """A film whose frames grow brighter by ten levels stands in for one whose exposure settles."""
    shades = ["-f", "lavfi", "-i", "color=black:size=64x64:rate=30,format=gray,geq=lum='N*10'"]

    still = settled_frame(shades, "brighter", 20)

    seen = np.asarray(Image.open(io.BytesIO(still)).convert("L"), float)
    assert seen.mean() == pytest.approx(SETTLING_FRAMES * 10, abs=3)
