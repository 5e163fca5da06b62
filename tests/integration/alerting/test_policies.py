"""The rules are data: published with author and reason, and judging takes them over."""

from dataclasses import replace
from datetime import timedelta

import pytest

from alerting.assess import Judge
from kawamori.errors import ConflictError
from kawamori.judging.policy import DEFAULT_POLICY
from kawamori.storage.connections import Connection
from kawamori.storage.judged.policies import policies_published, policy_in_force, publish_policy
from kawamori.testing.town import Town

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

STRICTER = replace(DEFAULT_POLICY, version="2026-12", quiet_for=timedelta(hours=6))


def judge_all(judge: Judge) -> None:
    while judge.step():
        pass


def publish(connection: Connection) -> None:
    publish_policy(
        connection, STRICTER, author="Aoi", role="commander", reason="the river comes back"
    )


def test_without_a_policy_the_one_that_comes_along_is_in_force(connection: Connection) -> None:
    assert policy_in_force(connection) == DEFAULT_POLICY


def test_a_published_policy_is_in_force_word_for_word_and_kept_with_its_author(
    connection: Connection,
) -> None:
    publish(connection)

    assert policy_in_force(connection) == STRICTER
    (kept,) = policies_published(connection)
    assert (kept.version, kept.author, kept.reason) == ("2026-12", "Aoi", "the river comes back")


def test_no_version_is_published_twice(connection: Connection) -> None:
    publish(connection)

    with pytest.raises(ConflictError, match="a version of their own"):
        publish(connection)


def test_judging_takes_a_new_policy_over_without_a_restart(
    connection: Connection, town: Town, judge: Judge
) -> None:
    town.observe(1.6, 1.9, 2.2, 2.1)
    judge_all(judge)
    publish(connection)
    judge.sweep()
    town.observe(1.8, *[1.6] * 20)
    judge_all(judge)

    versions = connection.execute(
        "SELECT DISTINCT policy_version FROM assessments ORDER BY policy_version"
    ).fetchall()
    closed = connection.execute("SELECT closed_at FROM alerts").fetchall()

    assert versions == [("2026-11",), ("2026-12",)]
    assert closed == [(None,)]  # three low hours, and it wants six
    town.observe(*[1.6] * 18)
    judge_all(judge)
    assert connection.execute("SELECT closed_at FROM alerts").fetchall() != [(None,)]
