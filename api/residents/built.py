"""The app as it was built: its files, and what a page has to name of it."""

import json
import logging
from pathlib import Path
from typing import NamedTuple

from api.residents.files import File

log = logging.getLogger(__name__)

BUILT = Path(__file__).parents[2] / "web" / "dist-residents"
ENTRY = "src/residents/main.tsx"
_WORDS = "/messages/residents/now/"

_FOR_GOOD = "public, max-age=31536000, immutable"  # built assets carry a hash in their names
_ASK_AGAIN = "no-cache"
_TYPES = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".json": "application/json",
    ".webmanifest": "application/manifest+json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
}


class Built(NamedTuple):
    """A build: what a browser may ask for, the script a page starts, the style it carries."""

    files: list[File]
    script: str
    preloads: list[str]
    style: str
    words: dict[str, str]


NOT_BUILT = Built([], "", [], "", {})


def read_built(folder: Path = BUILT) -> Built:
    """Return the build in a folder; without one pages are text alone, and the log says so."""
    manifest = folder / ".vite" / "manifest.json"
    if not manifest.is_file():
        log.warning("the residents' app is not built in %s: run `make web`", folder)
        return NOT_BUILT
    chunks = json.loads(manifest.read_text())
    entry = chunks[ENTRY]
    files = [
        File(
            str(path.relative_to(folder)),
            _TYPES[path.suffix],
            path.read_bytes(),
            _FOR_GOOD if path.parent.name == "assets" else _ASK_AGAIN,
        )
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix in _TYPES and ".vite" not in path.parts
    ]
    preloads = [chunks[name]["file"] for name in entry.get("imports", ())]
    style = "".join((folder / name).read_text() for name in entry.get("css", ()))
    words = {Path(name).stem: chunk["file"] for name, chunk in chunks.items() if _WORDS in name}
    return Built(files, entry["file"], preloads, style, words)
