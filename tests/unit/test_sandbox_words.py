"""What the sandbox can be asked for is documented, and its parts are counted as on the air."""

from enum import StrEnum
from pathlib import Path

import pytest

from kawamori.messages.budget import segments
from simulators.sandbox.behaviours import NUMBERS, Answer, Behaviour, Behaviours, Callbacks, Fate
from simulators.sandbox.submissions import NEVER

TOLD = (Path(__file__).parents[2] / "docs" / "sandbox.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("field", Behaviour.model_fields)
def test_every_field_of_a_behaviour_is_documented(field: str) -> None:
    assert f"| `{field}` |" in TOLD


@pytest.mark.parametrize("value", [*Answer, *Fate, *Callbacks])
def test_every_way_to_behave_is_documented(value: StrEnum) -> None:
    assert f"`{value}`" in TOLD


@pytest.mark.parametrize("number", [*NUMBERS, *NEVER])
def test_every_number_that_misbehaves_is_documented(number: str) -> None:
    assert f"| {number} |" in TOLD


@pytest.mark.parametrize(
    ("body", "parts"),
    [
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("川" * 70, 1),
        ("川" * 71, 2),
        ("川" * 134, 2),
        ("川" * 135, 3),
        ("a" * 70 + "川", 2),  # one Japanese character makes the whole text UCS-2
        ("🌊" * 35, 1),
        ("🌊" * 36, 2),
    ],
)
def test_a_text_takes_the_parts_that_it_takes_on_the_air(body: str, parts: int) -> None:
    assert segments(body).parts == parts


def test_a_behaviour_for_one_number_comes_before_the_one_for_everybody() -> None:
    behaviours = Behaviours()
    behaviours.set(Behaviour(answer=Answer.BUSY))
    behaviours.set(Behaviour(to="+819012345678", answer=Answer.BROKEN, times=1))

    answers = [behaviours.take("+819012345678").answer for _ in range(2)]

    assert answers == [Answer.BROKEN, Answer.BUSY]


def test_a_share_of_the_requests_is_drawn_by_lot() -> None:
    behaviours = Behaviours()
    behaviours.set(Behaviour(answer=Answer.LOST, share=0.5))

    lost = sum(behaviours.take("+819012345678").answer is Answer.LOST for _ in range(1000))

    assert 350 < lost < 650
