"""The queue's tables are those that the installed library works with."""

from importlib.resources import files

from procrastinate.schema import SchemaManager


def test_the_schema_of_the_queue_is_the_library_s_word_for_word() -> None:
    """Where this fails after an upgrade: its new files of sql/migrations become ours, numbered."""
    ours = (files("kawamori.storage") / "schema" / "0011_jobs.sql").read_text(encoding="utf-8")

    assert SchemaManager.get_schema() in ours
