"""A channel that is switched off leaves nobody hanging: what it had begun is a person's."""

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from kawamori.people import Channel
from kawamori.settings import Settings
from kawamori.storage.telling.switched import channels_on

if TYPE_CHECKING:
    from conftest import Office

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)


@pytest.mark.parametrize("state", ["claimed", "unknown", "refused"])
def test_what_was_under_way_over_it_is_handed_over_within_the_hour(
    office: "Office", state: str
) -> None:
    office.clock = office.town.wall
    office.subscribe()
    office.danger()
    office.assess()
    with office.telling() as telling:
        telling.route()
    office.town.connection.execute(
        "UPDATE deliveries SET channel = 'push', state = %s, leased_until = %s, answered_at = %s",
        (state, office.town.now, office.town.now),
    )

    for later, expected in ((timedelta(minutes=59), state), (timedelta(minutes=2), "handed_over")):
        office.town.now += later
        with office.telling() as telling:
            telling.give_up()
        assert office.states() == [expected]

    assert office.delivery()["provider_code"] == "channel off"


def test_a_channel_that_is_on_settles_its_own(office: "Office") -> None:
    office.clock = office.town.wall
    office.subscribe()
    office.danger()
    office.assess()
    with office.telling() as telling:
        telling.route()
    office.town.connection.execute(
        "UPDATE deliveries SET state = 'unknown', answered_at = %s", (office.town.now,)
    )

    office.town.now += timedelta(hours=2)
    with office.telling() as telling:
        telling.give_up()

    assert office.states() == ["unknown"]


def test_settings_say_which_channels_are_on(settings: Settings) -> None:
    assert channels_on(settings) == {Channel.SMS}
    spoken = settings.model_copy(update={"twilio_voice_from": "+81501112222"})
    assert channels_on(spoken) == {Channel.SMS, Channel.VOICE}
