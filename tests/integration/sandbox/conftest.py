"""The SMS sandbox in a process of its own, on good terms with everybody before each test."""

from collections.abc import Iterator

import pytest

from simulators.sandbox.testing import Sandbox, running


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with running(tmp_path_factory.mktemp("sandbox") / "messages.db") as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(shared: Sandbox) -> Iterator[Sandbox]:
    yield shared
    shared.behave_well()
