"""Call-outs, encoded straight to bytes."""

from collections.abc import Sequence
from typing import Any

import msgspec

from kawamori.storage.responders.callouts import Callout, Counted

_encode = msgspec.json.Encoder().encode

Found = tuple[Callout, Counted]


def callouts_shown(
    found: Found | list[Found], asks: Sequence[dict[str, Any]] | None = None
) -> bytes:
    """Return one call-out, with whom it asked where that is given, or several."""
    if isinstance(found, list):
        return _encode([_shown(*each) for each in found])
    whole = {} if asks is None else {"asks": asks}
    return _encode({**_shown(*found), **whole})


def _shown(callout: Callout, counted: Counted) -> dict[str, Any]:
    shown = callout._asdict()
    del shown["run_no"], shown["status"]
    if callout.closed_at is not None:
        shown["next_wave_at"] = None
    return {**shown, "counts": counted._asdict()}
