"""`kawamori messages`: look at every text that is ever sent, and at who confirmed its terms."""

import argparse
from collections.abc import Iterator
from pathlib import Path

from kawamori.messages.samples import samples
from kawamori.messages.sheets import overview, pages
from kawamori.messages.terms import all_terms, reviewed_on, sources
from kawamori.people import Language
from kawamori.runs import Status

OVERVIEW = ("gauge-raise-4", "order-issue-4")  # what a reviewer looks at first


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands."""
    messages = commands.add_parser("messages", help="look at the texts that are sent")
    acts = messages.add_subparsers(required=True, metavar="ACT")

    sheet = acts.add_parser("sheet", help="write a page for each text as a phone shows it")
    sheet.add_argument("folder", type=Path)
    sheet.add_argument(
        "--in-earnest",
        action="store_true",
        help="as they are sent for real: Japanese where nobody confirmed a term",
    )
    sheet.set_defaults(run=_sheet)

    acts.add_parser("terms", help="each term, and which source confirms it").set_defaults(
        run=_terms
    )


def _sheet(args: argparse.Namespace) -> int:
    shown = list(samples(Status.ACTUAL if args.in_earnest else Status.EXERCISE))
    folder: Path = args.folder
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages(shown):
        (folder / name).write_text(text, encoding="utf-8")
    first = [sample for sample in shown if sample.name in OVERVIEW]
    (folder / "overview.html").write_text(overview(first), encoding="utf-8")
    print(f"{len(shown)} texts in {len(Language)} languages: {folder / 'index.html'}")
    return 0


def _terms(_args: argparse.Namespace) -> int:
    print("\n".join(table()))
    return 0


def table() -> Iterator[str]:
    """Yield the table of terms as lines of Markdown; an asterisk where nobody confirmed a cell."""
    translated = [language for language in Language if not language.is_japanese]
    yield f"| 日本語 | since | {' | '.join(language.value for language in translated)} |"
    yield "|---" * (len(translated) + 2) + "|"
    for term in all_terms().values():
        cells = [term.cells[language] for language in translated]
        texts = [cell.text if cell.verified_by else f"{cell.text} \\*" for cell in cells]
        since = term.in_force_since or "–"
        yield f"| {term.cells[Language.JA].text} | {since} | {' | '.join(texts)} |"
    yield ""
    yield f"Reviewed on {reviewed_on().isoformat()}. Sources:"
    yield ""
    for name, what in sources().items():
        yield f"- `{name}`: {what}"
