"""Whoever reviews the words can see each of them as a phone shows it."""

import re
from pathlib import Path

from kawamori.cli import main
from kawamori.messages.samples import samples
from kawamori.people import Language
from kawamori.runs import Status
from kawamori.testing.texts import fits


def test_every_kind_and_level_has_a_page_in_every_language(tmp_path: Path) -> None:
    assert main(["messages", "sheet", str(tmp_path)], package="messages") == 0

    names = [sample.name for sample in samples(Status.EXERCISE)]
    assert len(names) == len(set(names))
    assert {"gauge-raise-5", "gauge-ease-2", "gauge-clear-0", "order-change-4"} <= set(names)
    assert {"order-retract-3", "official-issue-5", "gauge-correct-4"} <= set(names)
    for name in names:
        for language in Language:
            page = (tmp_path / f"{name}-{language.value}.html").read_text("utf-8")
            assert page.count("【訓練】") >= 2
    assert (tmp_path / "overview.html").exists()
    linked = re.findall(r'href="([^"]+)"', (tmp_path / "index.html").read_text("utf-8"))
    assert len(linked) == len(names) * len(Language)


def test_in_earnest_a_page_shows_the_japanese_that_is_sent(tmp_path: Path) -> None:
    main(["messages", "sheet", str(tmp_path), "--in-earnest"], package="messages")

    page = (tmp_path / "order-issue-5-vi.html").read_text("utf-8")
    assert "緊急安全確保" in page
    assert "Đảm bảo" not in page


def test_every_example_fits_its_channel() -> None:
    for status in Status:
        for sample in samples(status):
            assert all(fits(channel, text) for (channel, _), text in sample.texts.items())
