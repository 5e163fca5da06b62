"""A page becomes a PDF whose letters are in it, or somebody is told what the machine lacks."""

import io
import subprocess
import sys
from pathlib import Path

import pypdf
import pytest

from kawamori.errors import UnavailableError
from kawamori.paper import pdf
from kawamori.paper.pdf import pdf_of
from kawamori.paper.sheets import page_of
from kawamori.runs import Status

SAID = "川辺橋　氾濫危険水位を超過。髙木、齋藤、①㍻"
FOREIGN = (
    '<p lang="zh-Hans">发布避难指示</p><p lang="zh-Hant">發布避難指示</p>'
    '<p lang="ko">대피 지시</p><p lang="vi">Tiếng Việt: nước</p>'
)


def read(made: bytes) -> list[str]:
    return [each.extract_text() for each in pypdf.PdfReader(io.BytesIO(made)).pages]


def test_what_is_on_the_page_is_in_the_pdf_with_its_letters_embedded() -> None:
    made = pdf_of(page_of("状況報告", f"<p>{SAID}</p>{FOREIGN}", status=Status.ACTUAL))

    [text] = read(made)
    assert SAID in text
    assert "发布避难指示" in text
    assert "發布避難指示" in text
    assert "대피 지시" in text
    assert "Tiếng Việt: nước" in text
    assert "1 / 1" in text
    embedded, foreign = pypdf.PdfReader(io.BytesIO(made)).pages[0]._get_fonts()  # noqa: SLF001
    assert (len(embedded) >= 4, foreign) == (True, set())  # one for each script at least


def test_every_sheet_of_a_rehearsal_bears_its_mark_and_its_number() -> None:
    body = "<p>水位が上がりました。</p>" * 120

    sheets = read(pdf_of(page_of("クロノロジー", body, status=Status.EXERCISE)))

    assert len(sheets) > 2
    for number, text in enumerate(sheets, start=1):
        assert "【訓練】" in text
        assert f"{number} / {len(sheets)}" in text
    assert "【訓練】" not in "".join(read(pdf_of(page_of("表", body, status=Status.ACTUAL))))


def test_nothing_is_fetched_for_a_page(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("秘密")
    body = f'<p>頁</p><img src="{secret.as_uri()}"><object data="{secret.as_uri()}"></object>'

    made = pdf_of(page_of("表", body, status=Status.ACTUAL))

    assert "秘密" not in "".join(read(made))


@pytest.mark.parametrize(
    ("missing", "told"),
    [
        ({"PYTHONPATH": "{broken}"}, "cannot load library"),
        ({"FONTCONFIG_FILE": "{empty}"}, "find no font"),
    ],
)
def test_a_machine_without_libraries_or_fonts_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, missing: dict[str, str], told: str
) -> None:
    (tmp_path / "weasyprint.py").write_text("raise OSError('cannot load library libpango')")
    empty = tmp_path / "fonts.conf"
    empty.write_text("<fontconfig></fontconfig>")
    for name, value in missing.items():
        monkeypatch.setenv(name, value.format(broken=tmp_path, empty=empty))

    with pytest.raises(UnavailableError, match=told) as failed:
        pdf_of(page_of("表", "<p>水位</p>", status=Status.ACTUAL))

    assert "libpango-1.0-0" in str(failed.value)
    assert "fonts-noto-cjk" in str(failed.value)


def test_a_machine_without_japanese_fonts_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    config = tmp_path / "fonts.conf"
    config.write_text("<fontconfig><dir>/usr/share/fonts/truetype/dejavu</dir></fontconfig>")
    monkeypatch.setenv("FONTCONFIG_FILE", str(config))

    with pytest.raises(UnavailableError, match=r"no font has 表水位.*fonts-noto-cjk"):
        pdf_of(page_of("表", "<p>水位 3.21 m</p>", status=Status.ACTUAL))


def test_whoever_comes_third_is_asked_to_come_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "WAIT_S", 0.0)
    for _ in range(pdf.AT_ONCE):
        assert pdf._turns.acquire(blocking=False)  # noqa: SLF001 as two that are being made
    try:
        with pytest.raises(UnavailableError, match="again in a moment"):
            pdf_of("<p>水位</p>")
    finally:
        pdf._turns.release(pdf.AT_ONCE)  # noqa: SLF001 same


def test_the_libraries_stay_out_of_the_process_that_serves() -> None:
    asked = "import sys, kawamori.paper.pdf; sys.exit('weasyprint' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", asked], check=False).returncode == 0
