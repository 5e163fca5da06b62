"""Sentences about telling people: messages, their corrections, and who on duty was called."""

from kawamori.chronology.entries import Facts, Words
from kawamori.chronology.gauges import level_words, station_words

_GAUGE = {
    "raise": Words("到達", "reached"),
    "escalate": Words("上昇", "rising"),
    "ease": Words("低下", "falling"),
    "clear": Words("警戒終了", "all-clear"),
}
_DEEDS = {
    "issue": Words("発令", "issued"),
    "change": Words("切替", "changed"),
    "lift": Words("解除", "lifted"),
    "retract": Words("取消", "retracted"),
    "correct": Words("訂正", "corrected"),
}
_CAUSES = {
    "level": Words("水位上昇", "the level"),
    "unconfirmed": Words("未確認の急上昇", "an unconfirmed rise"),
    "blind": Words("高水位のまま欠測", "silence while high"),
    "handed_over": Words("届かなかったメッセージ", "a message that did not arrive"),
}
_ENDS = {
    "the level has fallen": "水位低下",
    "heard again": "受信再開",
    "settled by a person": "担当者が処理",
    "too old": "古くなったため",
    "told within the hour": "1時間以内に連絡済み",
    "overtaken by a newer one": "新しい呼出しに統合",
}


def message(facts: Facts) -> Words:
    """Say what residents are told; how many it reached is beside the entry, since that changes."""
    what = _about(facts)
    corrected = facts["corrects"]
    if corrected is not None:
        deed = _DEEDS["retract" if facts["kind"] == "retract" else "correct"]
        return Words(
            f"住民への通知第{corrected}号を{deed.ja}：{what.ja}",
            f"message {corrected} to residents {deed.en}: {what.en}",
        )
    return Words(f"住民へ通知：{what.ja}", f"residents are told: {what.en}")


def correction(facts: Facts) -> Words:
    """Say that a correction was composed, for another to release, or that it was withdrawn."""
    deed = _DEEDS[facts["kind"]]
    number = facts["message_id"]
    why = facts["because"] or facts["how_it_is"]
    ended = facts["is_withdrawn"]
    ja = f"通知第{number}号の{deed.ja}を{'取下げ' if ended else '起案'}"
    en = f"correction of message {number} ({deed.en}) {'withdrawn' if ended else 'drafted'}"
    return Words(f"{ja}　{why}" if why else ja, f"{en}: {why}" if why else en)


def call_opened(facts: Facts) -> Words:
    """Say that somebody on duty is to be called."""
    about, cause = _called_about(facts), _CAUSES[facts["cause"]]
    return Words(
        f"{about.ja}：当番の呼出しを開始（{cause.ja}）", f"{about.en}: calling, {cause.en}"
    )


def call_told(facts: Facts) -> Words:
    """Say who was called, and that it was not the first try."""
    about = _called_about(facts)
    people = "・".join(facts["people"])
    nth = facts["nth"]
    ja = f"{people or '当番'}を呼出し" + (f"（{nth}回目、前回は応答なし）" if nth > 1 else "")
    en = f"{people or 'staff'} called" + (f" (try {nth}, nobody had taken it)" if nth > 1 else "")
    return Words(f"{about.ja}：{ja}", f"{about.en}: {en}")


def call_ended(facts: Facts) -> Words:
    """Say that a call ended, taken by somebody or by itself."""
    about, by, why = _called_about(facts), facts["taken_by"], facts["ended_because"] or ""
    if by:
        return Words(f"{about.ja}：{by}が応答", f"{about.en}: taken by {by}")
    return Words(
        f"{about.ja}：応答のないまま呼出し終了（{_ENDS.get(why, why)}）",
        f"{about.en}: ended without anybody taking it ({why})",
    )


def acknowledged(facts: Facts) -> Words:
    """Say that a person has an alert in hand, or that it is to be looked at again."""
    about, by = station_words(facts), facts["person"]
    if by is None:
        return Words(f"{about.ja}：水位上昇により再確認待ち", f"{about.en}: to be looked at again")
    return Words(f"{about.ja}：確認", f"{about.en}: acknowledged")


def assigned(facts: Facts) -> Words:
    """Say to whom an alert was given."""
    about, to, note = station_words(facts), facts["assignee"], facts["note"]
    ja = f"{to}を担当に指定" if to else "担当を解く"
    en = f"given to {to}" if to else "given back"
    return Words(
        f"{about.ja}：{ja}" + (f"（{note}）" if note else ""),
        f"{about.en}: {en}" + (f" ({note})" if note else ""),
    )


def silenced(facts: Facts) -> Words:
    """Say what is kept back, or that it is told again."""
    scope = facts["station_name"] or facts["of_river"] or facts["network"]
    level = level_words(facts["upto_level"])
    name = "点検中" if facts["kind"] == "maintenance" else "通知の抑止"
    en_name = "maintenance" if facts["kind"] == "maintenance" else "silence"
    if facts["is_lifted"]:
        return Words(f"{scope}：{name}を解除", f"{scope}: {en_name} lifted")
    return Words(
        f"{scope}：{name}を設定（{level.ja}以下、{facts['until_clock']}まで）理由：{facts['reason']}",
        f"{scope}: {en_name} up to {level.en} until {facts['until_clock']}: {facts['reason']}",
    )


def _about(facts: Facts) -> Words:
    family, kind = facts["family"], facts["kind"]
    if family == "order":
        deed = _DEEDS[kind]
        number = facts["order_id"]
        return Words(f"{facts['order_name']} 第{number}号 {deed.ja}", f"order {number} {deed.en}")
    if family == "official":
        return Words(f"「{facts['official_name']}」", f"「{facts['official_name']}」")
    if facts["station_id"] is None:
        return Words(f"{facts['level']}", f"{facts['level']}")
    place, level = station_words(facts), level_words(facts["level"])
    deed = _GAUGE.get(kind) or _DEEDS[kind]
    return Words(f"{place.ja} {level.ja} {deed.ja}", f"{place.en} {level.en}, {deed.en}")


def _called_about(facts: Facts) -> Words:
    if facts["station_id"] is None:
        number = facts["about_message"]
        return Words(f"通知第{number}号", f"message {number}")
    return station_words(facts)
