"""Sentences about gauges: levels reached and left, silence, jumps, and what persons ruled."""

from kawamori.chronology.entries import Facts, Words
from kawamori.levels import GaugeLevel

_EN = ("normal", "standby", "caution", "evacuation", "danger", "overflow")
_SIDES = {"hq": Words("本部", "headquarters"), "public": Words("住民", "public")}
_VERDICTS = {
    "surge": Words("実際の増水", "a real surge"),
    "spike": Words("計器の異常値", "a spike of the instrument"),
    "overflow": Words("氾濫の発生を公表", "an overflow may be told to the public"),
    "all_clear": Words("警戒の終了", "all-clear"),
}


def level_words(level: int) -> Words:
    """Return what a gauge level is called."""
    if level == 0:
        return Words("平常水位", "normal")
    return Words(f"{GaugeLevel(level).name_ja}（水位{level}）", f"{_EN[level]} ({level})")


def station_words(facts: Facts) -> Words:
    """Return what a station was called, with its river."""
    name, river = facts["station_name"], facts["river"]
    ja = f"{name}（{river}）" if river else name
    return Words(ja, facts["station_name_en"] or name)


def transition(facts: Facts) -> Words:
    """Say that one side of an alert was raised, went higher or lower, or was cleared."""
    place, side = station_words(facts), _SIDES[facts["audience"]]
    before, after = level_words(facts["from_level"]), level_words(facts["to_level"])
    stage = f"{facts['stage_m']:.2f} m"
    late = "arrived_late" in facts["reasons"]
    unsure = "unconfirmed_rise" in facts["reasons"]
    marks = ("・後から判明" if late else "") + ("・未確認" if unsure else "")
    en_marks = (", known late" if late else "") + (", unconfirmed" if unsure else "")
    ja = {
        "raise": f"{after.ja}に到達、警戒開始",
        "escalate": f"{before.ja}から{after.ja}へ上昇",
        "ease": f"{before.ja}から{after.ja}へ低下",
        "clear": "警戒終了",
    }[facts["kind"]]
    en = {
        "raise": f"reached {after.en}, alert raised",
        "escalate": f"rose from {before.en} to {after.en}",
        "ease": f"fell from {before.en} to {after.en}",
        "clear": "alert cleared",
    }[facts["kind"]]
    return Words(
        f"{place.ja}：{ja}　水位 {stage}［{side.ja}{marks}］",
        f"{place.en}: {en}, stage {stage} [{side.en}{en_marks}]",
    )


def change(facts: Facts) -> Words:
    """Say that a gauge fell silent, was heard again, jumped, or that a jump was settled."""
    place = station_words(facts)
    stage_m = facts["stage_m"]
    stage = "不明" if stage_m is None else f"{stage_m:.2f} m"
    en_stage = "unknown" if stage_m is None else f"{stage_m:.2f} m"
    ja = {
        "blind": f"高水位のまま欠測（BLIND）　最後の水位 {stage}",
        "dead": f"欠測　最後の水位 {stage}",
        "heard": f"受信再開　水位 {stage}",
        "jumped": f"水位が急変（未確認）　{stage}",
        "settled": f"急変の確認が終了　水位 {stage}",
    }[facts["change"]]
    en = {
        "blind": f"silent while high (BLIND), last stage {en_stage}",
        "dead": f"silent, last stage {en_stage}",
        "heard": f"heard again, stage {en_stage}",
        "jumped": f"jumped (unconfirmed), {en_stage}",
        "settled": f"the jump is settled, stage {en_stage}",
    }[facts["change"]]
    return Words(f"{place.ja}：{ja}", f"{place.en}: {en}")


def ruling(facts: Facts) -> Words:
    """Say what a person ruled of an alert, and why."""
    place, verdict = station_words(facts), _VERDICTS[facts["verdict"]]
    return Words(
        f"{place.ja}：{verdict.ja}と判断（理由：{facts['reason']}）",
        f"{place.en}: ruled {verdict.en} (reason: {facts['reason']})",
    )
