"""Hold each request against the provider's own OpenAPI, where its file is at hand.

Stricter than the provider, who ignores what it does not know: a misspelt field would be
lost without a word, and show itself in a flood.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

from twilio.rest.api.v2010.account.message import MessageInstance

from kawamori.errors import InvalidError

FORM = "application/x-www-form-urlencoded"
_E164 = re.compile(r"\+[1-9][0-9]{6,14}")
_ENUM = "#/components/schemas/message_enum_"

Pairs = Iterable[tuple[str, str]]


@dataclass(slots=True)
class OpenApi:
    """What the provider says of its paths, and what was found wrong with requests so far."""

    paths: Mapping[str, Mapping[str, Any]]
    checked: int = 0
    faults: list[str] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)

    def check(self, method: str, path: str, query: Pairs, form: Pairs) -> list[str]:
        """Return what is wrong with a request; nothing where its path is not described."""
        found = self._described(path)
        if found is None:
            return []
        described, in_path = found
        operation = described.get(method.lower())
        if operation is None:
            faults = [f"{method} is not described"]
        else:
            faults = [*_parameters(operation, in_path, query), *_form(operation, form)]
        told = [f"{method} {fault}" for fault in faults]
        with self._lock:
            self.checked += 1
            self.faults += told
        return told

    def _described(self, path: str) -> tuple[Mapping[str, Any], dict[str, str]] | None:
        for template, described in self.paths.items():
            pattern = re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", re.escape(template))
            if match := re.fullmatch(pattern, path):
                return described, match.groupdict()
        return None


def read_openapi(folder: Path) -> OpenApi:
    """Return what all files of a folder describe; ``InvalidError`` when they describe nothing."""
    paths: dict[str, Any] = {}
    for file in sorted(folder.glob("*.json")):
        paths |= json.loads(file.read_text("utf-8")).get("paths", {})
    if not paths:
        raise InvalidError(f"{folder}: no .json file in it describes a path")
    return OpenApi(paths)


def _parameters(
    operation: Mapping[str, Any], in_path: Mapping[str, str], query: Pairs
) -> Iterable[str]:
    known = {each["name"]: each["schema"] for each in operation.get("parameters", ())}
    for name, value in [*in_path.items(), *query]:
        yield from _value(name, value, known)


def _form(operation: Mapping[str, Any], form: Pairs) -> Iterable[str]:
    form = list(form)
    if "requestBody" not in operation:
        yield from (f"{name}: no form is described" for name, _ in form)
        return
    schema = operation["requestBody"]["content"][FORM]["schema"]
    given = {name for name, _ in form}
    yield from (f"{name}: is missing" for name in schema.get("required", ()) if name not in given)
    for name, value in form:
        yield from _value(name, value, schema["properties"])


def _value(name: str, value: str, known: Mapping[str, Mapping[str, Any]]) -> Iterable[str]:
    if name not in known:
        yield f"{name}: is not described"
        return
    schema = known[name]
    schema = schema["items"] if schema.get("type") == "array" else schema
    if fault := _fault(value, schema):
        yield f"{name}: {fault}"


def _fault(value: str, schema: Mapping[str, Any]) -> str | None:
    """Return what is wrong with a value as it stands in a form; it may be personal: not shown."""
    if "$ref" in schema:
        return None if value in _choices(schema["$ref"]) else "is none of the choices"
    if schema["type"] == "boolean":
        return None if value in ("true", "false") else "is not true or false"
    if schema["type"] in ("integer", "number"):
        return _number_fault(value, schema)
    if "pattern" in schema and not re.search(schema["pattern"], value):
        return f"does not match {schema['pattern']}"
    fits = _FORMATS.get(schema.get("format", ""), _anything)(value)
    return None if fits else f"is not of the format {schema['format']}"


def _number_fault(value: str, schema: Mapping[str, Any]) -> str | None:
    try:
        number = int(value) if schema["type"] == "integer" else float(value)
    except ValueError:
        return f"is no {schema['type']}"
    if not schema.get("minimum", number) <= number <= schema.get("maximum", number):
        return "is out of range"
    return None


def _choices(reference: str) -> set[str]:
    """Return an enumeration's values as the provider's own package has them."""
    name = "".join(part.title() for part in reference.removeprefix(_ENUM).split("_"))
    values = vars(getattr(MessageInstance, name))
    return {value for key, value in values.items() if key.isupper()}


def _anything(_: str) -> bool:
    return True


def _is_date(value: str) -> bool:
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


def _is_uri(value: str) -> bool:
    parts = urlsplit(value)
    return bool(parts.scheme and parts.netloc)


_FORMATS = {
    "phone-number": lambda value: _E164.fullmatch(value) is not None,
    "uri": _is_uri,
    "date-time": _is_date,
}
