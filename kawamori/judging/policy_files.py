"""A policy as a TOML file: every rule by its name, those not named as they are by default."""

import math
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import timedelta
from difflib import get_close_matches
from enum import IntEnum
from pathlib import Path
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints

from kawamori.errors import InvalidError
from kawamori.judging.policy import DEFAULT_POLICY, Policy
from kawamori.levels import GaugeLevel

_UNITS = {
    "s": timedelta(seconds=1),
    "min": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
}
_LONGEST = timedelta(days=30)
_LARGEST = 1000.0
_CHANCES = ("warning.forget", "warning.warn", "warning.firm")
_AT_LEAST = {
    "trend_intervals": 2.0,
    "surge_readings": 1,
    "drop_readings": 1,
    **dict.fromkeys(_CHANCES, 0.01),
}
_AT_MOST: dict[str, float] = dict.fromkeys(_CHANCES, 0.8)  # no chance is told that is higher
_IN_ORDER = (("least_step_m", "most_step_m"), ("late_after_intervals", "dead_after_intervals"))
_NONE = "none"
Words = dict[str, Any]


def read_policy(path: Path) -> Policy:
    """Return the policy in a file; a policy that differs needs a version of its own."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidError(f"{path}: {error}: name a policy file that can be read") from error
    try:
        return parse_policy(text)
    except InvalidError as error:
        raise InvalidError(f"{path}: {error}") from error


def parse_policy(text: str) -> Policy:
    """Return the policy that a TOML text describes."""
    policy = with_rules(DEFAULT_POLICY, text)
    if policy != DEFAULT_POLICY and policy.version == DEFAULT_POLICY.version:
        raise InvalidError(
            f"version is {policy.version!r}, that of the default: give these rules their own"
        )
    return policy


def with_rules(policy: Policy, text: str) -> Policy:
    """Return a policy with the rules of a TOML text in place of its own."""
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InvalidError(f"not TOML: {error}") from error
    policy = _build(Policy, given, policy, "")
    for lower, upper in _IN_ORDER:
        if getattr(policy, lower) > getattr(policy, upper):
            raise InvalidError(
                f"{lower} is {getattr(policy, lower)}, above {upper} at {getattr(policy, upper)}: "
                "lower the one or raise the other"
            )
    return policy


def policy_text(policy: Policy) -> str:
    """Return a policy as the text of its file, every rule named."""
    return "\n".join(_lines(policy, "")) + "\n"


def _build(kind: type[Any], given: Mapping[str, Any], default: Any, within: str) -> Any:
    """Return a value of ``kind`` with what is given in place of its defaults."""
    hints = get_type_hints(kind)
    names = [each.name for each in fields(kind)]
    for name in given:
        if name not in names:
            near = get_close_matches(name, names, n=1)
            advice = f"did you mean {near[0]}?" if near else f"known are {', '.join(names)}"
            raise InvalidError(f"{within}{name} is no rule of a policy: {advice}")
    values = {
        name: _value(within + name, hints[name], given[name], getattr(default, name))
        if name in given
        else getattr(default, name)
        for name in names
    }
    return kind(**values)


def _value(name: str, kind: Any, given: Any, default: Any) -> Any:
    """Return one rule's value, or refuse it with what to write instead."""
    if is_dataclass(kind) and isinstance(kind, type):
        if not isinstance(given, dict):
            raise _refused(name, given, f"write its rules under [{name}]")
        return _build(kind, given, default, f"{name}.")
    if NoneType in get_args(kind):
        if given == _NONE:
            return None
        kind = next(each for each in get_args(kind) if each is not NoneType)
    if get_origin(kind) is frozenset:
        if not isinstance(given, list):
            raise _refused(name, given, 'write a list, such as ["evacuation"]')
        return frozenset(_value(name, get_args(kind)[0], each, None) for each in given)
    read = _READERS.get(kind)
    if read is None:
        raise TypeError(f"policy field {name} has the type {kind}, which no file can say")
    return read(name, given)


def _level(name: str, given: Any) -> GaugeLevel:
    names = [level.name.lower() for level in GaugeLevel if level is not GaugeLevel.NORMAL]
    if given not in names:
        raise _refused(name, given, f"write one of {', '.join(names)}")
    return GaugeLevel[given.upper()]


def _duration(name: str, given: Any) -> timedelta:
    advice = 'write a time such as "3 h", "90 min", "10 s" or "1 h 30 min"'
    words = given.split() if isinstance(given, str) else []
    if not words or len(words) % 2:
        raise _refused(name, given, advice)
    total = timedelta(0)
    for amount, unit in zip(words[::2], words[1::2], strict=True):
        if unit not in _UNITS:
            raise _refused(name, given, advice)
        try:
            total += float(amount) * _UNITS[unit]
        except (ValueError, OverflowError) as error:
            raise _refused(name, given, advice) from error
    if not timedelta(0) < total <= _LONGEST:
        raise _refused(name, given, f"it must be more than 0 s and at most {_LONGEST.days} d")
    return total


def _float(name: str, given: Any) -> float:
    if isinstance(given, bool) or not isinstance(given, int | float):
        raise _refused(name, given, "write a number")
    _check_bounds(name, given)
    return float(given)


def _int(name: str, given: Any) -> int:
    if isinstance(given, bool) or not isinstance(given, int):
        raise _refused(name, given, "write a whole number")
    _check_bounds(name, given)
    return given


def _check_bounds(name: str, given: float) -> None:
    least, most = _AT_LEAST.get(name, 0.0), _AT_MOST.get(name, _LARGEST)
    if not (least <= given <= most) or not math.isfinite(given):
        raise _refused(name, given, f"it must be {least:g} or more, at most {most:g}")


def _bool(name: str, given: Any) -> bool:
    if not isinstance(given, bool):
        raise _refused(name, given, "write true or false")
    return given


def _str(name: str, given: Any) -> str:
    if not isinstance(given, str) or not given.strip():
        raise _refused(name, given, "write a word in quotation marks")
    return given


_READERS: dict[Any, Callable[[str, Any], Any]] = {
    GaugeLevel: _level,
    timedelta: _duration,
    float: _float,
    int: _int,
    bool: _bool,
    str: _str,
}


def _refused(name: str, given: Any, advice: str) -> InvalidError:
    return InvalidError(f"{name} is {given!r}: {advice}")


def _lines(rules: Any, within: str) -> list[str]:
    """Return the lines of a table: what is simple first, as TOML wants it."""
    values = {each.name: getattr(rules, each.name) for each in fields(rules)}
    simple = [f"{name} = {_word(v)}" for name, v in values.items() if not is_dataclass(v)]
    tables = [
        line
        for name, v in values.items()
        if is_dataclass(v)
        for line in ("", f"[{within}{name}]", *_lines(v, f"{within}{name}."))
    ]
    return simple + tables


def _word(value: Any) -> str:
    if value is None:
        return f'"{_NONE}"'
    if isinstance(value, IntEnum):
        return f'"{value.name.lower()}"'
    if isinstance(value, timedelta):
        return f'"{_spelled(value)}"'
    if isinstance(value, frozenset):
        return f"[{', '.join(_word(each) for each in sorted(value))}]"
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"'
    return str(value).lower() if isinstance(value, bool) else repr(value)


def _spelled(value: timedelta) -> str:
    for unit in ("h", "min"):
        if value % _UNITS[unit] == timedelta(0):
            return f"{value // _UNITS[unit]} {unit}"
    return f"{value.total_seconds():g} s"
