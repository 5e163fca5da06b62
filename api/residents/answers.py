"""A file as it is sent: headers and packed form are made once, a reader costs bytes alone."""

import gzip
import hashlib
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from api.residents.files import File

PACKED_FROM_BYTES, PACKING_LEVEL = 400, 6
_PACKS = ("text/", "application/json", "application/geo+json", "application/ld+json",
          "application/manifest+json", "image/svg+xml", "application/javascript")  # fmt: skip

Headers = list[tuple[bytes, bytes]]

# What a page may do is in its own <meta>, so that any server of files says the same; but for
# frames, which a page can't forbid itself.
SAFE: Headers = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"content-security-policy", b"frame-ancestors 'none'"),
    (b"permissions-policy", b"camera=(), geolocation=(self), microphone=()"),
]


class Answer(NamedTuple):
    """What is sent of one file: plain, packed where that is smaller, or that nothing changed."""

    etag: bytes
    body: bytes
    packed: bytes | None
    headers: Headers
    packed_headers: Headers
    unchanged_headers: Headers


class Answers:
    """Every file's answer by its path; a file that did not change keeps the one it had."""

    def __init__(self, transport: Mapping[str, str]) -> None:
        """Take what is said of HTTPS with every file, as HTTP headers."""
        self._safe = SAFE + [(k.lower().encode(), v.encode()) for k, v in transport.items()]
        self._made: Mapping[str, tuple[File, Answer]] = {}

    def find(self, path: str) -> Answer | None:
        """Return what is sent for a path."""
        found = self._made.get(path)
        return found[1] if found else None

    def has(self, path: str) -> bool:
        """Tell whether there is a file of this path."""
        return path in self._made

    def replace(self, files: Iterable[File]) -> list[File]:
        """Hand out these files from now on, and no others; return those that are new or changed."""
        made, changed = {}, []
        for file in files:
            before = self._made.get(file.path)
            if before is None or before[0] != file:
                before = (file, answer_of(file, self._safe))
                changed.append(file)
            made[file.path] = before
        self._made = made  # at once: a reader sees one snapshot or the other
        return changed


def answer_of(file: File, safe: Headers) -> Answer:
    """Return a file as it is sent, with these headers beside its own."""
    etag = b'"' + hashlib.blake2b(file.body, digest_size=9).hexdigest().encode() + b'"'
    kept: Headers = [
        (b"etag", etag),
        (b"cache-control", file.cache_control.encode()),
        *safe,
    ]
    about: Headers = [*kept, (b"content-type", file.media_type.encode())]
    if not is_packed(file):
        return Answer(etag, file.body, None, [*about, _length(file.body)], [], kept)
    packed = gzip.compress(file.body, PACKING_LEVEL, mtime=0)
    vary = (b"vary", b"accept-encoding")
    return Answer(
        etag,
        file.body,
        packed,
        [*about, vary, _length(file.body)],
        [*about, vary, (b"content-encoding", b"gzip"), _length(packed)],
        [*kept, vary],
    )


def is_packed(file: File) -> bool:
    """Tell whether a file is worth packing."""
    return file.media_type.startswith(_PACKS) and len(file.body) >= PACKED_FROM_BYTES


def _length(body: bytes) -> tuple[bytes, bytes]:
    return (b"content-length", str(len(body)).encode())
