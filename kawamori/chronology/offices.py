"""Sentences about what offices hand over to one another, ask of one another, and report."""

from kawamori.chronology.entries import Facts, Words

_HEADQUARTERS = Words("本部", "headquarters")
_STEPS = {
    "take": Words("着手", "taken"),
    "done": Words("完了", "done"),
    "refuse": Words("対応不可", "refused"),
}


def handed_over(facts: Facts) -> Words:
    """Say what one shift or office hands over to another."""
    to = Words("全員", "everybody") if facts["to_all"] else _office(facts["to_name"])
    by = _office(facts["from_name"])
    shift, body = facts["shift"], facts["body"]
    return Words(
        f"引継ぎ（{by.ja}→{to.ja}、{shift}）：{body}",
        f"hand-over ({by.en} to {to.en}, {shift}): {body}",
    )


def asked(facts: Facts) -> Words:
    """Say what one office asks of another."""
    by, to = _office(facts["from_name"]), _office(facts["to_name"])
    number, what = facts["request_id"], facts["what"]
    return Words(
        f"要請第{number}号（{by.ja}→{to.ja}）：{what}",
        f"request {number} ({by.en} to {to.en}): {what}",
    )


def answered(facts: Facts) -> Words:
    """Say what became of what was asked."""
    step, number, note = _STEPS[facts["step"]], facts["request_id"], facts["note"]
    what = facts["what"]
    return Words(
        f"要請第{number}号（{what}）：{step.ja}" + (f"（{note}）" if note else ""),
        f"request {number} ({what}): {step.en}" + (f" ({note})" if note else ""),
    )


def reported(facts: Facts) -> Words:
    """Say that a situation report was issued."""
    by, number = _office(facts["office_name"]), facts["number"]
    return Words(
        f"状況報告 第{number}報を発行（{by.ja}）", f"situation report {number} issued ({by.en})"
    )


def _office(name: str | None) -> Words:
    return Words(name, name) if name else _HEADQUARTERS
