"""A policy file says every rule by name; what is wrong is refused with what to write instead."""

from dataclasses import fields, replace
from datetime import timedelta
from pathlib import Path

import pytest

from kawamori.errors import InvalidError
from kawamori.judging.forewarning import Bars
from kawamori.judging.policy import DEFAULT_POLICY, Policy
from kawamori.judging.policy_files import parse_policy, policy_text, read_policy, with_rules
from kawamori.levels import GaugeLevel

CHANGED = replace(
    DEFAULT_POLICY,
    version='a "quoted" one',
    alert_from=GaugeLevel.STANDBY,
    person_clears_from=GaugeLevel.DANGER,
    raised_while_rising=frozenset({GaugeLevel.EVACUATION, GaugeLevel.DANGER}),
    quiet_for=timedelta(minutes=95, seconds=30),
    trend_window=timedelta(minutes=90),
    warning=Bars(warn=0.3, rest=timedelta(hours=2)),
)


@pytest.mark.parametrize("policy", [DEFAULT_POLICY, CHANGED])
def test_a_policy_written_and_read_is_the_same(policy: Policy) -> None:
    assert parse_policy(policy_text(policy)) == policy


def test_every_rule_is_in_the_file() -> None:
    text = policy_text(DEFAULT_POLICY)

    for rule in fields(Policy):
        assert f"{rule.name} = " in text or f"[{rule.name}]" in text


def test_what_is_not_named_is_as_by_default() -> None:
    policy = parse_policy('version = "calm"\nquiet_for = "1 h 30 min"\n[warning]\nwarn = 0.25')

    assert policy == replace(
        DEFAULT_POLICY,
        version="calm",
        quiet_for=timedelta(minutes=90),
        warning=replace(DEFAULT_POLICY.warning, warn=0.25),
    )


def test_rules_can_be_put_in_place_of_a_policy_s_own() -> None:
    assert with_rules(CHANGED, "least_step_m = 0.25") == replace(CHANGED, least_step_m=0.25)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("quiet = ", "not TOML"),
        ('quiet_fo = "3 h"', r"quiet_fo is no rule of a policy: did you mean quiet_for\?"),
        ("zzz = 1", "zzz is no rule of a policy: known are version, alert_from"),
        (
            "[warning]\nquicker = 2.0",
            r"warning\.quicker is no rule of a policy: known are warn, firm",
        ),
        ("warning = 2.0", r"warning is 2\.0: write its rules under \[warning\]"),
        ("[warning]\nwarn = 0.9", r"warning\.warn is 0\.9: it must be 0\.01 or more, at most 0\.8"),
        ("quiet_for = 3", r"quiet_for is 3: write a time such as \"3 h\""),
        ('quiet_for = "3"', "quiet_for is '3': write a time such as"),
        ('quiet_for = "3 weeks"', "quiet_for is '3 weeks': write a time such as"),
        ('quiet_for = "-3 h"', "quiet_for is '-3 h': it must be more than 0 s and at most 30 d"),
        ('quiet_for = "31 d"', "at most 30 d"),
        ('alert_from = "red"', "alert_from is 'red': write one of standby, caution"),
        ('alert_from = "normal"', "alert_from is 'normal': write one of standby, caution"),
        ("alert_from = 2", "alert_from is 2: write one of"),
        ('raised_while_rising = "danger"', r"raised_while_rising is 'danger': write a list"),
        ('raised_while_rising = ["wet"]', "raised_while_rising is 'wet': write one of"),
        ('least_step_m = "half"', "least_step_m is 'half': write a number"),
        ("least_step_m = true", "least_step_m is True: write a number"),
        ("least_step_m = nan", r"least_step_m is nan: it must be 0 or more, at most 1000"),
        ("least_step_m = -0.1", r"least_step_m is -0\.1: it must be 0 or more"),
        ("official_holds_from = 2.5", r"official_holds_from is 2\.5: write a whole number"),
        ("official_holds_from = -1", "official_holds_from is -1: it must be 0 or more"),
        ("version = 7", "version is 7: write a word in quotation marks"),
        ('version = " "', "version is ' ': write a word"),
        ('version = "x"\nleast_step_m = 9.0', r"least_step_m is 9\.0, above most_step_m at"),
        ("least_step_m = 0.4", "version is '2026-11', that of the default: give these rules"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_what_to_write(text: str, said: str) -> None:
    with pytest.raises(InvalidError, match=said):
        parse_policy(text)


def test_the_file_is_named_in_what_is_said(tmp_path: Path) -> None:
    file = tmp_path / "policy.toml"
    file.write_text("zzz = 1")

    with pytest.raises(InvalidError, match=r"policy\.toml: zzz is no rule"):
        read_policy(file)
    with pytest.raises(InvalidError, match=r"absent\.toml: .* name a policy file that can be read"):
        read_policy(tmp_path / "absent.toml")
    file.write_bytes(b"\xff")
    with pytest.raises(InvalidError, match="name a policy file that can be read"):
        read_policy(file)
