"""A person at the keyboard says who is told, and sees nobody's number in full."""

import csv
import stat
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kawamori.cli import main
from kawamori.storage.people.subscribers import stop_telling

if TYPE_CHECKING:
    from conftest import City

pytestmark = [
    pytest.mark.parametrize("database", ["postgresql-18"], indirect=True),
    pytest.mark.usefixtures("city", "people_key"),
]

TOWN_LIST = """\
氏名,電話番号,言語,地区,通知水位,配慮,通知しない時間
川辺太郎,０９０−１０００−５５５５,,川原町,氾濫注意水位,,
小滝花子,090-1000-6666,ベトナム語,本町；川原町,,,22:00～07:00
八幡一郎,(090)1000-7777,やさしい日本語,honcho,,読み上げ,
"""
BAD_LIST = """\
電話番号,観測所,地区,言語,通知方法
090-1000-0001,kawabe-bridge,,,
110,kawabe-bridge,,,
090-1000-0002,,月,,
090-1000-0003,,,,
090-1000-0004,kawabe-bridge,,クリンゴン語,
090-1000-0005,kawabe-bridge,,,メール
090-1000-0006,090-1000-0006,,,
090-1000-0007,kawabe-bridge,本町,,電話
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "list.csv"


def listed(capsys: pytest.CaptureFixture[str]) -> list[str]:
    """Return the lines of the list, as somebody reads them."""
    capsys.readouterr()
    assert main(["subscribers", "list"]) == 0
    return capsys.readouterr().out.splitlines()


def test_a_height_of_ones_own_is_listed_and_dropped_with_its_gauge(
    capsys: pytest.CaptureFixture[str],
) -> None:
    phone = "090-1000-1111"
    add = ["subscribers", "add", phone, "--own-mark"]
    assert main([*add, "kawabe-bridge=2.5", "kawabe-bridge=3"]) == 0
    with pytest.raises(SystemExit, match="2"):
        main([*add, "kawabe-bridge=high"])

    assert listed(capsys) == [
        "…1111  sms  ja  kawabe-bridge at 2.50 m, kawabe-bridge at 3.00 m  [actual]"
    ]
    assert main(["subscribers", "drop", phone, "kawabe-bridge"]) == 0
    assert listed(capsys) == ["…1111  sms  ja    [actual]"]


def test_who_is_subscribed_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    wanted = ["kawabe-bridge", "--area", "honcho", "--quiet", "22:00-07:00"]
    assert main(["subscribers", "add", "090-1000-1111", *wanted]) == 0

    assert listed(capsys) == [
        (
            "…1111  sms  ja  kawabe-bridge from EVACUATION, honcho from EVACUATION"
            "  quiet 22:00-07:00  [actual]"
        )
    ]


def test_a_trainee_is_reachable_in_the_rehearsal_alone(
    city: "City", capsys: pytest.CaptureFixture[str]
) -> None:
    city.town.start_drill("drill")

    main(["subscribers", "add", "09010002222", "kawabe-bridge", "--only-run", "drill"])

    assert listed(capsys)[0].endswith("[drill]")


def test_a_resident_can_be_put_on_a_rehearsal_s_list(
    city: "City", capsys: pytest.CaptureFixture[str]
) -> None:
    city.town.start_drill("drill")
    main(["subscribers", "add", "09010003333", "kawabe-bridge", "--from-level", "caution"])

    assert main(["subscribers", "allow", "drill", "09010003333"]) == 0

    assert listed(capsys)[0].endswith("[actual, drill]")


def test_what_somebody_no_longer_wants_is_dropped(capsys: pytest.CaptureFixture[str]) -> None:
    phone = "09010003333"
    main(["subscribers", "add", phone, "kawabe-bridge", "--area", "honcho", "hama"])
    main(["subscribers", "quiet", phone, "21:00-06:30", "--until-level", "overflow"])
    assert listed(capsys)[0].endswith(
        "hama from EVACUATION, honcho from EVACUATION  quiet 21:00-06:30  [actual]"
    )

    assert main(["subscribers", "drop", phone, "kawabe-bridge", "hama", "nowhere"]) == 0
    assert "no longer told about hama, kawabe-bridge" in capsys.readouterr().out
    main(["subscribers", "quiet", phone, "none"])
    main(["subscribers", "stop", phone])

    assert listed(capsys) == [
        "…3333  sms  ja  honcho from EVACUATION  [actual]  STOPPED: asked the city to stop"
    ]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["allow", "drill", "09010004444"], "there is no run 'drill'"),
        (["add", "110", "kawabe-bridge"], "not a phone number"),
        (["add", "09010004444", "nowhere"], "no station 'nowhere'"),
        (["add", "09010004444", "--area", "nowhere"], "no area 'nowhere'"),
        (["add", "09010004444"], "nothing would ever be told"),
        (["allow", "", "09010004444"], "nobody is subscribed"),
        (["stop", "09010004444"], "nobody is subscribed"),
    ],
)
def test_what_can_not_be_done_is_said(
    arguments: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["subscribers", *arguments]) == 2
    assert says in capsys.readouterr().err


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_a_list_that_the_city_has_already_is_taken_over(
    file: Path, encoding: str, capsys: pytest.CaptureFixture[str]
) -> None:
    text = TOWN_LIST.replace("−", "－").replace("～", "~")
    file.write_bytes(text.encode(encoding))

    assert main(["subscribers", "import", str(file), "--author", "Mori"]) == 0

    out = capsys.readouterr().out
    assert "columns that are not read: 氏名" in out
    assert "3 lines imported, 3 people new" in out
    assert listed(capsys) == [
        "…5555  sms  ja  kawaramachi from CAUTION  [actual]",
        (
            "…6666  sms  vi  honcho from EVACUATION, kawaramachi from EVACUATION"
            "  quiet 22:00-07:00  [actual]"
        ),
        "…7777  sms  ja-easy  honcho from EVACUATION  [actual]",
    ]


def test_a_dry_run_says_line_by_line_what_would_happen(
    file: Path, city: "City", capsys: pytest.CaptureFixture[str]
) -> None:
    main(["subscribers", "add", "09010006666", "kawabe-bridge"])
    file.write_text(TOWN_LIST, "utf-8")
    capsys.readouterr()

    assert main(["subscribers", "import", str(file), "--dry-run"]) == 0

    assert capsys.readouterr().out.splitlines() == [
        "columns that are not read: 氏名",
        "line 2: …5555 new: kawaramachi from CAUTION",
        "line 3: …6666 known: honcho from EVACUATION, kawaramachi from EVACUATION",
        "line 4: …7777 new: honcho from EVACUATION",
        "3 lines imported, 2 people new: a dry run, nothing was stored",
    ]
    assert len(listed(capsys)) == 1
    assert city.connection.execute("SELECT FROM acts").fetchall() == []


def test_one_bad_line_keeps_all_others_out(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text(BAD_LIST, "utf-8")

    assert main(["subscribers", "import", str(file)]) == 2

    err = capsys.readouterr().err
    assert err.splitlines() == [
        "kawamori: list.csv, line 3: column phone: is no phone number such as 090-1234-5678",
        "list.csv, line 4: column area: there is no area '月'",
        "list.csv, line 5: columns station, area: both are empty: nothing would ever be told",
        (
            "list.csv, line 6: column language: 'クリンゴン語' must be"
            " ja, ja-easy, en, zh, zh-hant, ko, vi, pt"
        ),
        "list.csv, line 7: column channel: email needs an e-mail address",
        "list.csv, line 8: column station: there is no station what looks like an address",
        "nobody was imported",
    ]
    assert listed(capsys) == []


def test_bad_lines_can_be_set_aside_mended_and_imported(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text(BAD_LIST, "utf-8")
    aside = tmp_path / "aside.csv"

    assert main(["subscribers", "import", str(file), "--skip-bad", str(aside)]) == 0

    assert f"2 lines imported, 2 people new; 6 lines skipped, they are in {aside}" in (
        capsys.readouterr().out
    )
    assert stat.S_IMODE(aside.stat().st_mode) == 0o600
    rows = list(csv.DictReader(aside.read_text("utf-8-sig").splitlines()))
    assert rows[1]["電話番号"] == "090-1000-0002"
    assert rows[1]["fault"] == "column area: there is no area '月'"
    assert main(["subscribers", "import", str(file), "--skip-bad", str(aside)]) == 2
    aside.write_text(aside.read_text("utf-8").replace("月", "浜"), "utf-8")
    main(["subscribers", "import", str(aside), "--skip-bad", str(tmp_path / "rest.csv")])
    assert [line[:30] for line in listed(capsys)] == [
        "…0001  sms  ja  kawabe-bridge ",
        "…0007  voice  ja  kawabe-bridg",
        "…0002  sms  ja  hama from EVAC",
    ]


@pytest.mark.parametrize("because", ["opted out", "asked the city to stop"])
def test_who_asked_to_be_told_nothing_is_a_bad_line(
    file: Path, city: "City", because: str, capsys: pytest.CaptureFixture[str]
) -> None:
    ben = city.subscribe("honcho")
    now = datetime.now(UTC)
    stop_telling(city.connection, ben, "bad address", now)
    stop_telling(city.connection, ben, because, now)
    file.write_text("phone,area\n+819010000000,hama\n", "utf-8")

    assert main(["subscribers", "import", str(file)]) == 2

    assert "line 2: …0000 asked to be told nothing: no list" in capsys.readouterr().err


def test_somebody_on_several_lines_is_one_person(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text(
        "phone,station,area,language\n"
        "09010001111,kawabe-bridge,,en\n"
        "090-1000-1111,,hama;honcho,ko\n",
        "utf-8",
    )

    assert main(["subscribers", "import", str(file)]) == 0

    assert "2 lines imported, 1 people new" in capsys.readouterr().out
    [line] = listed(capsys)
    assert line.startswith("…1111  sms  ko  kawabe-bridge from EVACUATION, hama from EVACUATION")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("電話番号,phone,地区\n", "column phone is there twice"),
        ("氏名,地区\n", "no column phone (電話番号)"),
        ("", "no column phone"),
    ],
)
def test_what_is_no_list_is_refused(
    file: Path, text: str, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text(text, "utf-8")

    assert main(["subscribers", "import", str(file)]) == 2

    assert says in capsys.readouterr().err


def test_ten_thousand_lines_take_seconds(
    file: Path, city: "City", capsys: pytest.CaptureFixture[str]
) -> None:
    lines = (f"090{n:08},kawabe-bridge,本町;川原町,22:00-07:00" for n in range(10_000))
    file.write_text("phone,station,area,quiet_hours\n" + "\n".join(lines), "utf-8")

    begun = time.monotonic()
    assert main(["subscribers", "import", str(file)]) == 0
    took_s = time.monotonic() - begun

    assert "10000 lines imported, 10000 people new" in capsys.readouterr().out
    assert city.connection.execute("SELECT count(*) FROM subscriber_areas").fetchone() == (20_000,)
    assert took_s < 10
