"""Both network servers tell the same of a frame: whose, when heard, and whether at all."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.lorawan.repeats import Repeats
from edge.lorawan.uplinks import Uplink, read_chirpstack, read_things
from kawamori.errors import InvalidError
from simulators.lorawan.events import Heard, chirpstack, things_stack

AT = datetime(2026, 9, 1, 3, 10, tzinfo=UTC)
HEARD = Heard("a84041ffff123456", 2, b"\x0e\x1c", 7, AT, gateways=2)

Tell = Callable[[Heard], tuple[str, bytes]]
Read = Callable[[bytes], Uplink]

servers = pytest.mark.parametrize(
    ("tell", "read"), [(chirpstack, read_chirpstack), (things_stack, read_things)]
)


@servers
def test_a_frame_is_told_with_its_node_its_counter_and_its_strongest_gateway(
    tell: Tell, read: Read
) -> None:
    uplink = read(tell(HEARD)[1])

    assert (uplink.dev_eui, uplink.counter, uplink.port) == ("a84041ffff123456", 7, 2)
    assert (uplink.frame, uplink.heard_at, uplink.gateways) == (b"\x0e\x1c", AT, 2)
    assert (uplink.rssi_dbm, uplink.snr_db, uplink.doubt) == (-90, 7.5, "")


@servers
def test_a_counter_that_is_left_out_is_the_first(tell: Tell, read: Read) -> None:
    payload = tell(HEARD.again(counter=0))[1]

    assert b'"f_cnt"' not in payload
    assert b'"fCnt"' not in payload
    assert read(payload).counter == 0


@servers
def test_what_a_cut_off_gateway_hands_over_late_has_the_time_it_was_heard(
    tell: Tell, read: Read
) -> None:
    assert read(tell(HEARD.again(late=timedelta(hours=6)))[1]).heard_at == AT


@servers
def test_a_gateway_that_runs_ahead_of_its_server_is_not_asked(tell: Tell, read: Read) -> None:
    ahead = HEARD.again(late=timedelta(hours=-1))

    assert read(tell(ahead)[1]).heard_at == AT - timedelta(hours=1)


@servers
def test_a_gateway_whose_clock_was_never_set_is_not_asked(tell: Tell, read: Read) -> None:
    since_1970 = timedelta(days=365 * 56)
    unset = HEARD.again(at=AT - since_1970, late=since_1970)

    assert read(tell(unset)[1]).heard_at == AT


@servers
@pytest.mark.parametrize(
    ("unreal", "reason"),
    [({"simulated": True}, "simulated"), ({"gateways": 0}, "heard by no gateway")],
)
def test_what_no_radio_carried_is_known_as_such(
    tell: Tell, read: Read, unreal: dict[str, object], reason: str
) -> None:
    assert read(tell(HEARD.again(**unreal))[1]).doubt.startswith(reason)


@servers
def test_what_nobody_has_decrypted_is_known_as_such(tell: Tell, read: Read) -> None:
    payload = tell(HEARD)[1]
    for before, key in ((b'"devAddr"', b'"joinServerContext"'), (b'"f_cnt"', b'"app_s_key"')):
        payload = payload.replace(before, key + b': {"key": "AA=="}, ' + before)

    assert read(payload).doubt.startswith("still encrypted")


@pytest.mark.parametrize("read", [read_chirpstack, read_things])
@given(payload=st.binary(max_size=100) | st.sampled_from([b"null", b"{}", b"[[" * 50_000]))
def test_what_is_no_event_is_refused(read: Read, payload: bytes) -> None:
    with pytest.raises(InvalidError):
        read(payload)


def uplink(counter: int, after: timedelta = timedelta(), session: str = "s1") -> Uplink:
    return Uplink("a84041ffff123456", session, counter, 2, b"\x0e", AT + after)


def test_a_frame_heard_again_or_handed_over_again_is_a_repeat() -> None:
    repeats = Repeats()

    assert not repeats.is_repeat(uplink(7))
    assert repeats.is_repeat(uplink(7))
    assert repeats.is_repeat(uplink(7, timedelta(seconds=3)))
    assert not repeats.is_repeat(uplink(8, timedelta(seconds=4)))


def test_a_counter_that_begins_anew_after_a_join_is_no_repeat() -> None:
    repeats = Repeats()

    assert not repeats.is_repeat(uplink(0))
    assert not repeats.is_repeat(uplink(0, timedelta(seconds=30), session="s2"))


def test_a_node_that_restarts_without_a_join_is_no_repeat() -> None:
    repeats = Repeats()

    assert not repeats.is_repeat(uplink(0))
    assert not repeats.is_repeat(uplink(0, timedelta(minutes=10)))


def test_a_frame_that_could_not_be_kept_is_taken_when_it_comes_again() -> None:
    repeats = Repeats()
    assert not repeats.is_repeat(uplink(6))
    repeats.settle(kept=True)

    assert not repeats.is_repeat(uplink(7))
    repeats.settle(kept=False)

    assert repeats.is_repeat(uplink(6))
    assert not repeats.is_repeat(uplink(7))
