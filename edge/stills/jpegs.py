"""What a source may give: one JPEG, no larger than headquarters takes."""

from kawamori.errors import UnavailableError

MOST_BYTES = 4 * 1024 * 1024  # what headquarters takes


def checked(name: str, raw: bytes) -> bytes:
    """Return what ``name`` gave; ``UnavailableError`` unless it is a JPEG of a size to hand on."""
    if not raw.startswith(b"\xff\xd8"):
        raise UnavailableError(f"{name} gave no JPEG: it begins with {raw[:8]!r}")
    if len(raw) > MOST_BYTES:
        raise UnavailableError(f"{name} gave more than {MOST_BYTES} bytes")
    return raw
