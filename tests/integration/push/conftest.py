"""A push service that decrypts, and lanes that push to it."""

from collections.abc import Iterator

import pytest

from alerting.channels.push.jobs import Surroundings
from alerting.channels.push.lanes import Lanes
from alerting.channels.push.vapid import Vapid, new_private_key, read_private_key
from simulators.push.testing import LOCAL_HOST, PushService, running


@pytest.fixture(scope="session")
def one_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PushService]:
    with running(tmp_path_factory.mktemp("push")) as service:
        yield service


@pytest.fixture
def service(one_service: PushService) -> PushService:
    one_service.behave_well()
    return one_service


@pytest.fixture(scope="session")
def around(one_service: PushService) -> Surroundings:
    subject = "mailto:bousai@city.example"
    return Surroundings(new_private_key(), subject, str(one_service.ca_file), (LOCAL_HOST,))


@pytest.fixture(scope="session")
def public_key(around: Surroundings) -> str:
    return Vapid(read_private_key(around.vapid_private_key), around.vapid_subject).public_key


@pytest.fixture(scope="session")
def lanes(around: Surroundings) -> Iterator[Lanes]:
    lanes = Lanes(around)
    yield lanes
    lanes.close()
