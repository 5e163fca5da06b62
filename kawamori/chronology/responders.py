"""Sentences about temporary responders: called out, on a task, missing, blocked, called back.

Nobody is named: a responder is a number.
"""

from kawamori.chronology.entries import Facts, Words

_STEPS = {
    "accept": Words("了解", "accepted"),
    "decline": Words("辞退", "declined"),
    "on_the_way": Words("出発", "on the way"),
    "there": Words("到着", "there"),
    "done": Words("完了", "done"),
    "safe": Words("無事を報告", "reported to be safe"),
    "withdraw": Words("退避開始", "leaving"),
    "ask": Words("定時連絡なし、本人に確認中", "missed a check-in, asked after"),
    "escalate": Words("連絡途絶、所在確認へ", "not heard of, to be looked for"),
    "block": Words("水位により任務中断", "blocked by the interlock"),
    "revoke": Words("任務取消し", "revoked"),
    "account": Words("本部が無事を確認", "accounted for by headquarters"),
}
_ORDERED = Words("退避を指示", "ordered to leave")
_CLOSED = {
    "filled": Words("必要人数を確保", "filled"),
    "ended": Words("時間終了", "its time is over"),
    "canceled": Words("取消し", "canceled"),
    "exhausted": Words("要請できる人がいない", "nobody is left to ask"),
}


def called_out(facts: Facts) -> Words:
    """Say that people were called out."""
    number, what, needed, place = (facts[k] for k in ("callout_id", "what", "needed", "place"))
    return Words(
        f"参集要請第{number}号：{what}、{needed}人、{place}",
        f"call-out {number}: {what}, {needed} people, {place}",
    )


def closed(facts: Facts) -> Words:
    """Say why a call-out asks nobody any more, and how many it asked and expects."""
    number, why = facts["callout_id"], _CLOSED[facts["because"]]
    asked, coming = facts["asked"], facts["coming"]
    return Words(
        f"参集要請第{number}号：{why.ja}（要請{asked}人、参集{coming}人）",
        f"call-out {number}: {why.en} ({asked} asked, {coming} coming)",
    )


def given(facts: Facts) -> Words:
    """Say that somebody was given a task."""
    number, who, what, place = (facts[k] for k in ("task_id", "responder_id", "what", "place"))
    return Words(
        f"任務第{number}号：一時職員{who}番、{what}、{place}",
        f"task {number}: responder {who}, {what}, {place}",
    )


def stepped(facts: Facts) -> Words:
    """Say what became of a task."""
    number, who, step = facts["task_id"], facts["responder_id"], _STEPS[facts["step"]]
    if facts["step"] == "withdraw" and facts["is_ours"]:
        step = _ORDERED
    note = facts["note"]
    return Words(
        f"任務第{number}号（一時職員{who}番）：{step.ja}" + (f"（{note}）" if note else ""),
        f"task {number} (responder {who}): {step.en}" + (f" ({note})" if note else ""),
    )


def overridden(facts: Facts) -> Words:
    """Say that somebody lets tasks go where the interlock says no."""
    area, reason = facts["area"], facts["reason"]
    return Words(f"任務制限の解除：{area}（{reason}）", f"interlock overridden: {area} ({reason})")


def ordered_out(facts: Facts) -> Words:
    """Say that everybody in an area was ordered out."""
    number, reason, people = facts["withdraw_id"], facts["reason"], facts["people"]
    return Words(
        f"退避指示第{number}号：{people}人（{reason}）",
        f"withdraw order {number}: {people} people ({reason})",
    )


def all_out(facts: Facts) -> Words:
    """Say that everybody who was ordered out is accounted for."""
    number, people = facts["withdraw_id"], facts["people"]
    return Words(
        f"退避指示第{number}号：{people}人全員の無事を確認",
        f"withdraw order {number}: all {people} accounted for",
    )


def reported(facts: Facts) -> Words:
    """Say that somebody reported something."""
    who, kind, body = facts["responder_id"], _SEEN[facts["kind"]], facts["body"]
    return Words(
        f"現地報告（一時職員{who}番）：{kind.ja}" + (f" {body}" if body else ""),
        f"report of responder {who}: {kind.en}" + (f" {body}" if body else ""),
    )


def purged(facts: Facts) -> Words:
    """Say that of responders nothing is kept any more that tells who they were."""
    people, reason = facts["people"], facts["reason"]
    return Words(
        f"一時職員{people}人の個人情報を消去（{reason}）",
        f"who {people} responders were was erased ({reason})",
    )


_SEEN = {
    "flooding": Words("浸水", "flooding"),
    "overflow": Words("越水", "overflow"),
    "road": Words("道路", "road"),
    "bridge": Words("橋", "bridge"),
    "debris": Words("流木・土砂", "debris"),
    "person": Words("要救助者", "somebody in need"),
    "other": Words("その他", "other"),
}
