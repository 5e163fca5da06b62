"""What a provider's refusal asks for, how long to wait, and which message nobody needs."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerting.channels.contract import Effect
from alerting.channels.rules import LONGEST_ASKED_S
from alerting.channels.sms.codes import RULES, refused
from alerting.channels.sms.transport import Sms, validity_s
from alerting.dispatch import LONGEST_PAUSE_S, pause_s
from alerting.mute import TOO_OLD, mute
from kawamori.alerts import Kind
from kawamori.errors import InvalidError
from kawamori.levels import GaugeLevel
from kawamori.runs import Status
from kawamori.settings import read_settings
from kawamori.storage.telling.messages import Message

NOON = datetime(2026, 9, 1, 3, 0, tzinfo=UTC)
CAUTION, EVACUATION, DANGER = GaugeLevel.CAUTION, GaugeLevel.EVACUATION, GaugeLevel.DANGER


@pytest.mark.parametrize(
    ("code", "effect"),
    [
        ("21211", Effect.BAD_ADDRESS),
        ("21614", Effect.BAD_ADDRESS),
        ("21610", Effect.OPTED_OUT),
        ("21612", Effect.PAGE),
        ("21408", Effect.PAGE),
        ("30004", Effect.NONE),
        ("30006", Effect.NONE),
        ("30007", Effect.PAGE),
        ("99999", Effect.PAGE),  # a code nobody has heard of
    ],
)
def test_some_refusals_are_for_good(code: str, effect: Effect) -> None:
    answer = refused(code, tries=1, level=DANGER, retry_after_s=None)

    assert (answer.permanent, answer.effect) == (True, effect)


@pytest.mark.parametrize("code", ["20003", "30002"])
def test_an_account_that_is_shut_stops_everything_and_loses_nothing(code: str) -> None:
    answer = refused(code, tries=7, level=EVACUATION, retry_after_s=None)

    assert (answer.permanent, answer.effect) == (False, Effect.HALT)


@pytest.mark.parametrize(("code", "tries"), [("30003", 2), ("30005", 2), ("30008", 2)])
def test_some_failures_are_worth_one_more_try(code: str, tries: int) -> None:
    first = refused(code, tries=tries - 1, level=DANGER, retry_after_s=None)
    last = refused(code, tries=tries, level=DANGER, retry_after_s=None)

    assert (first.permanent, first.effect) == (False, Effect.NONE)
    assert last.permanent


def test_a_handset_that_is_off_is_tried_again_only_when_it_is_urgent() -> None:
    assert refused("30003", tries=1, level=EVACUATION, retry_after_s=None).permanent


def test_the_provider_s_own_time_goes_before_ours() -> None:
    assert refused("20429", tries=1, level=DANGER, retry_after_s=7).again_in_s == 7
    assert refused("21611", tries=1, level=DANGER, retry_after_s=None).again_in_s == 30


def test_a_provider_that_asks_for_a_day_is_tried_again_within_a_minute() -> None:
    answer = refused("20429", tries=1, level=DANGER, retry_after_s=86_400)

    assert answer.again_in_s == LONGEST_ASKED_S == 60


@given(st.sampled_from([*RULES, "1"]), st.integers(1, 9), st.sampled_from(GaugeLevel))
def test_what_is_tried_again_is_never_called_permanent(
    code: str, tries: int, level: GaugeLevel
) -> None:
    answer = refused(code, tries=tries, level=level, retry_after_s=None)

    assert not (answer.permanent and answer.again_in_s)


@given(st.integers(1, 30))
def test_pauses_grow_to_a_limit_and_are_never_in_step(tries: int) -> None:
    pauses = {pause_s(tries, None) for _ in range(5)}

    assert 0 < min(pauses) <= max(pauses) <= LONGEST_PAUSE_S
    assert len(pauses) > 1


def test_what_was_asked_for_is_waited_at_least() -> None:
    assert pause_s(1, 30.0) >= 30.0


def test_an_order_dies_before_it_does_harm() -> None:
    assert [validity_s(level, "raise") for level in (5, 4, 3, 2)] == [900, 900, 1800, 1800]


@pytest.mark.parametrize("kind", ["clear", "lift", "correct", "retract"])
def test_what_is_over_or_was_wrong_is_heard_hours_later_too(kind: str) -> None:
    assert validity_s(DANGER, kind) == 6 * 3600


@pytest.mark.parametrize("code", ["30036", "canceled"])
def test_what_expired_or_was_canceled_at_the_provider_is_left(code: str) -> None:
    answer = refused(code, tries=1, level=DANGER, retry_after_s=None)

    assert (answer.permanent, answer.effect) == (True, Effect.NONE)


def test_sms_without_an_account_does_not_start() -> None:
    settings = read_settings({"KAWAMORI_DATABASE_URL": "postgresql://db.example/kawamori"})

    with pytest.raises(InvalidError, match="KAWAMORI_TWILIO_ACCOUNT_SID"):
        Sms(settings)


def message(
    kind: Kind = Kind.RAISE,
    level: GaugeLevel = EVACUATION,
    later: GaugeLevel | None = None,
    told_ago: timedelta | None = None,
    late: timedelta = timedelta(),
    speed: float = 1.0,
    *,
    moved_on: bool = False,
) -> Message:
    return Message(
        message_id=1,
        run_no=0,
        status=Status.ACTUAL,
        kind=kind,
        level=level,
        code="K7Q4MX",
        alert_id=1,
        station_id="kawabe-bridge",
        observed_at=NOON,
        recorded_at=NOON + late,
        wall_recorded_at=NOON,
        speed=speed,
        stage_m=3.1,
        name="川辺橋",
        name_en="",
        river="川辺川",
        later_level=later,
        told_at=None if told_ago is None else NOON - told_ago,
        has_moved_on=moved_on,
    )


def test_a_message_is_muted_when_the_alert_has_gone_higher_since() -> None:
    assert mute(message(later=DANGER), NOON)
    assert mute(message(later=EVACUATION), NOON) is None
    assert mute(message(later=CAUTION), NOON) is None


def test_a_message_is_muted_when_the_same_was_told_within_the_hour() -> None:
    assert mute(message(told_ago=timedelta(minutes=59)), NOON)
    assert mute(message(told_ago=timedelta(minutes=60)), NOON) is None


def test_an_all_clear_is_not_muted_for_what_was_told() -> None:
    assert mute(message(Kind.CLEAR, CAUTION, later=DANGER, told_ago=timedelta(0)), NOON) is None


def test_what_an_old_reading_causes_is_muted_at_every_level_and_kind() -> None:
    for kind in (Kind.RAISE, Kind.CLEAR):
        assert mute(message(kind, DANGER, late=timedelta(weeks=3)), NOON) == "too old"
    assert mute(message(level=DANGER, late=TOO_OLD), NOON) is None


def test_a_message_that_waited_too_long_to_be_routed_is_muted() -> None:
    waited = message(level=DANGER, late=timedelta(hours=1))

    assert mute(waited, NOON + timedelta(hours=2)) is None
    assert mute(waited, NOON + timedelta(hours=2, seconds=1)) == "too old"


def test_a_fast_rehearsal_that_lags_for_a_minute_is_not_called_old() -> None:
    assert mute(message(level=DANGER, late=timedelta(hours=10), speed=600.0), NOON) is None


def test_an_all_clear_is_muted_when_anything_newer_is_known() -> None:
    assert mute(message(Kind.CLEAR, CAUTION, moved_on=True), NOON)
    assert mute(message(Kind.RAISE, CAUTION, moved_on=True), NOON) is None
