"""Sentences about the mayor's orders and about official information."""

from kawamori.chronology.entries import Facts, Words

_EN = {
    3: "Evacuation of the elderly, etc.",
    4: "Evacuation Order",
    5: "Emergency Safety Measures",
}
_STEPS = {
    "release": Words("を発令", "released"),
    "withdraw": Words("の起案を取下げ", "draft withdrawn"),
    "lift": Words("を解除", "lifted"),
    "retract": Words("を取消（誤発令）", "retracted as sent in error"),
}
_REPORTED = {
    "release": Words("の発令を県へ報告", "release reported to the prefecture"),
    "lift": Words("の解除を県へ報告", "lifting reported to the prefecture"),
    "retract": Words("の取消を県へ報告", "retraction reported to the prefecture"),
}
_WAYS = {
    "radio": Words("防災行政無線", "the outdoor loudspeakers"),
    "area_mail": Words("緊急速報メール", "area mail"),
    "l_alert": Words("Lアラート", "L-Alert"),
}
_MOST_NAMED = 6


def drafted(facts: Facts) -> Words:
    """Say that an order was composed."""
    of = _order(facts)
    return Words(
        f"{of.ja}を起案　理由：{facts['reason']}", f"{of.en} drafted, reason: {facts['reason']}"
    )


def stepped(facts: Facts) -> Words:
    """Say what became of an order."""
    of, of_step = _order(facts), facts["of_step"]
    step = _REPORTED[of_step] if of_step else _STEPS[facts["step"]]
    return _noted(Words(f"{of.ja}{step.ja}", f"{of.en} {step.en}"), facts["note"])


def handed_over(facts: Facts) -> Words:
    """Say that a text was handed over for the whole town."""
    way = _WAYS[facts["way"]]
    of = Words(f"第{facts['order_id']}号の文面", f"the text of order {facts['order_id']}")
    said = Words(f"{of.ja}を{way.ja}へ引渡し済み", f"{of.en} handed over to {way.en}")
    return _noted(said, facts["note"])


def official(facts: Facts) -> Words:
    """Say that official information was entered, set right or lifted; it is quoted by its name."""
    places = "・".join([*facts["rivers"], *facts["areas"]])
    what = f"{facts['issuer']}「{facts['name']}」（{places}）"
    if facts["is_lifted"]:
        return Words(f"{what}解除を入力", f"{what} entered as lifted")
    if facts["supersedes"] is not None:
        return Words(f"{what}を訂正", f"{what} corrected")
    return Words(f"{what}を入力", f"{what} entered")


def _order(facts: Facts) -> Words:
    names, count = facts["area_names"], len(facts["area_names"])
    shown = "・".join(names[:_MOST_NAMED])
    more = count - _MOST_NAMED
    ja = f"{shown}ほか{more}地区" if more > 0 else shown
    en = f"{shown} and {more} more" if more > 0 else shown
    level, number = facts["alert_level"], facts["order_id"]
    return Words(
        f"{facts['name']}（警戒レベル{level}）第{number}号［{ja}］",
        f"{_EN[level]} (alert level {level}), order {number} [{en}]",
    )


def _noted(said: Words, note: str) -> Words:
    return Words(f"{said.ja}（{note}）", f"{said.en} ({note})") if note else said
