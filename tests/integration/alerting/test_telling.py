"""What the public is to hear is heard by those who asked, in their language, and by nobody else."""

from datetime import timedelta
from typing import TYPE_CHECKING

import psycopg
import pytest

from kawamori.levels import GaugeLevel
from kawamori.people import Language, PhoneNumber

if TYPE_CHECKING:
    from conftest import Office

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

DANGER_JA = (
    "氾濫危険水位に到達しました。川辺橋（川辺川）4.10m 12:40。"
    "川から離れ、市の避難情報を確認してください。"
)
CLEAR_JA = "水位が下がりました。川辺橋（川辺川）0.80m 16:10。引き続き川に近づかないでください。"


def test_a_resident_is_told_of_danger_in_the_words_of_the_threshold(office: "Office") -> None:
    ben = office.subscribe(GaugeLevel.DANGER)
    office.danger()

    office.tell()

    assert office.words(ben) == [DANGER_JA]
    assert office.states() == ["accepted"]


def test_everybody_hears_from_their_own_level_on(office: "Office") -> None:
    early = office.subscribe(GaugeLevel.CAUTION)
    usual = office.subscribe(GaugeLevel.EVACUATION)
    late = office.subscribe(GaugeLevel.DANGER)
    for stage_m in (1.8, 2.2, 2.6, 3.0, 3.4, 3.8, 4.1):
        office.town.observe(stage_m)
        office.tell()

    heard = [[text[:6] for text in office.texts(person)] for person in (early, usual, late)]

    assert heard == [
        ["氾濫注意水位", "避難判断水位", "氾濫危険水位"],
        ["避難判断水位", "氾濫危険水位"],
        ["氾濫危険水位"],
    ]


def test_a_level_that_was_overtaken_before_it_was_told_is_not_told(office: "Office") -> None:
    ben = office.subscribe(GaugeLevel.CAUTION)
    office.danger()

    office.tell()

    assert office.words(ben) == [DANGER_JA]
    muted = office.town.connection.execute(
        "SELECT level, muted_because FROM messages WHERE muted_because IS NOT NULL ORDER BY level"
    ).fetchall()
    assert muted == [(n, "overtaken: the alert has gone higher since") for n in (2, 3)]


def test_a_river_that_dips_and_rises_again_within_the_hour_is_told_once(office: "Office") -> None:
    ben = office.subscribe()
    for stage_m in (1.9, 2.3, 2.7, 3.1, 2.85, 3.1):
        office.town.observe(stage_m)
        office.tell()

    assert [text[:6] for text in office.texts(ben)] == ["避難判断水位"]


def test_the_all_clear_goes_to_those_who_were_told(office: "Office") -> None:
    ben, unaware = office.subscribe(), office.subscribe(GaugeLevel.DANGER)
    office.town.observe(1.9, 2.3, 2.7, 3.1)
    office.tell()
    office.town.observe(2.7, 2.3, 1.9, 1.5, 1.1, *[0.8] * 18)

    office.tell()

    assert [text[:6] for text in office.texts(ben)] == ["避難判断水位", "水位が下がり"]
    assert office.texts(unaware) == []


def test_each_reads_their_own_language_in_an_exercise(office: "Office") -> None:
    drill = office.town.start_drill("drill")
    ben = office.subscribe(language=Language.EN, run_no=drill.run_no)
    office.danger(run_no=drill.run_no)

    office.tell()

    assert office.texts(ben)[0].startswith(
        "【訓練】DRILL: Flood danger level（氾濫危険水位） reached: "
    )


def test_in_earnest_nobody_reads_a_threshold_that_nobody_confirmed(office: "Office") -> None:
    ben = office.subscribe(language=Language.EN)
    office.danger()

    office.tell()

    assert office.texts(ben)[0].startswith("氾濫危険水位に到達しました。")


def test_a_single_faulty_reading_texts_nobody(office: "Office") -> None:
    office.subscribe(GaugeLevel.CAUTION)
    office.town.observe(0.6, 0.61, 3.83, 0.62, 0.6)

    office.tell()

    assert office.states() == []
    kinds = office.town.connection.execute("SELECT audience, kind FROM transitions ORDER BY 1, 2")
    assert kinds.fetchall() == [("hq", "ease"), ("hq", "raise")]


def test_one_gauge_alone_never_tells_of_an_overflow(office: "Office") -> None:
    ben = office.subscribe()
    office.danger()
    office.town.observe(4.5, 4.9, 5.2, 5.5, 5.6)

    office.tell()

    assert [text[:6] for text in office.texts(ben)] == ["氾濫危険水位"]
    assert office.town.connection.execute(
        "SELECT level, public_level FROM latest_assessments"
    ).fetchone() == (5, 4)


def test_an_exercise_reaches_only_its_own_list_and_says_so(office: "Office") -> None:
    drill = office.town.start_drill("drill")
    resident = office.subscribe(GaugeLevel.CAUTION)
    trainee = office.subscribe(GaugeLevel.CAUTION, run_no=drill.run_no)
    office.danger(run_no=drill.run_no)

    office.tell()

    assert office.words(trainee) == ["【訓練】" + DANGER_JA]
    assert office.texts(resident) == []


def test_reality_does_not_reach_those_who_are_only_on_an_exercise_s_list(
    office: "Office",
) -> None:
    drill = office.town.start_drill("drill")
    trainee = office.subscribe(GaugeLevel.CAUTION, run_no=drill.run_no)
    office.danger()

    office.tell()

    assert office.texts(trainee) == []


def test_the_database_itself_refuses_an_exercise_s_delivery_to_a_resident(
    office: "Office",
) -> None:
    drill = office.town.start_drill("drill")
    office.subscribe(GaugeLevel.CAUTION)
    office.danger(run_no=drill.run_no)
    office.assess()

    with pytest.raises(psycopg.errors.ForeignKeyViolation):
        office.town.connection.execute(
            "INSERT INTO deliveries (message_id, run_no, subscriber_id, channel, level, language,"
            " body) SELECT message_id, run_no, subscriber_id, 'sms', 4, 'ja', ''"
            " FROM messages, subscribers"
        )
    with pytest.raises(psycopg.errors.ForeignKeyViolation):
        office.town.connection.execute(
            "INSERT INTO deliveries (message_id, run_no, subscriber_id, channel, level, language,"
            " body) SELECT message_id, 0, subscriber_id, 'sms', 4, 'ja', ''"
            " FROM messages, subscribers"
        )


def test_who_opted_out_at_the_provider_is_never_written_to_again(office: "Office") -> None:
    opted_out = office.subscribe(address=PhoneNumber("+15005550004"))
    office.danger()

    office.tell()

    assert office.delivery()["state"] == "refused"
    assert office.delivery()["provider_code"] == "21610"
    because = office.town.connection.execute("SELECT stopped_because FROM subscribers").fetchone()
    assert because == ("opted out",)
    with pytest.raises(Exception, match="opted out"):
        office.subscribe(address=opted_out)


def test_a_provider_that_is_busy_is_asked_again_later(office: "Office") -> None:
    ben = office.subscribe()
    office.sandbox.behave(to=ben.e164, answer="refuse_429", retry_after_s=7, times=1)
    office.danger()

    office.tell()

    assert office.states() == ["due"]
    office.later = timedelta(minutes=1)
    office.tell()
    assert office.words(ben) == [DANGER_JA]


def test_a_provider_that_can_not_be_reached_has_certainly_sent_nothing(office: "Office") -> None:
    office.subscribe()
    office.settings.twilio_base_url = "http://127.0.0.1:9"
    office.danger()

    office.tell()

    assert office.delivery()["state"] == "due"
    assert office.delivery()["provider_code"] == "unreachable"


def test_a_wrong_password_stops_the_channel_and_loses_nothing(office: "Office") -> None:
    ben, chika = office.subscribe(), office.subscribe()
    right = office.settings.twilio_account_sid
    office.settings.twilio_account_sid = "AC" + "9" * 32
    office.danger()

    office.tell()

    assert office.states() == ["due", "due"]
    office.settings.twilio_account_sid, office.later = right, timedelta(minutes=5)
    office.tell()
    assert [office.words(person) for person in (ben, chika)] == [[DANGER_JA], [DANGER_JA]]


def test_while_the_channel_is_stopped_nothing_is_claimed(office: "Office") -> None:
    office.subscribe()
    office.settings.twilio_account_sid = "AC" + "9" * 32
    office.danger()
    office.assess()
    with office.telling() as telling:
        telling.step()
        office.wait_for(lambda: office.states() == ["due"])

        office.later = timedelta(seconds=58)

        assert telling.step() == 0


def test_who_unsubscribes_before_it_is_sent_is_not_written_to(office: "Office") -> None:
    ben = office.subscribe()
    office.danger()
    office.assess()
    with office.telling() as telling:
        telling.route()
    office.town.connection.execute(
        "UPDATE subscribers SET stopped_at = now(), stopped_because = 'asked us'"
    )

    office.tell()

    assert office.texts(ben) == []
    assert office.delivery()["state"] == "refused"


def test_many_are_told_a_handful_at_a_time(office: "Office") -> None:
    people = [office.subscribe() for _ in range(20)]
    office.danger()

    office.tell()

    assert [office.words(person) for person in people] == [[DANGER_JA]] * 20
