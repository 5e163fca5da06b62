"""Sentences about the city's own affairs: shelters, rules, rehearsals, hand-written entries."""

from enum import StrEnum

from kawamori.chronology.entries import Facts, Words
from kawamori.chronology.gauges import station_words


class EntryKind(StrEnum):
    """What a hand-written entry is, as Japanese headquarters sort theirs."""

    INFORMATION = "information"
    JUDGEMENT = "judgement"
    INSTRUCTION = "instruction"
    REQUEST = "request"
    RESPONSE = "response"
    NOTE = "note"


ENTRY_KINDS = {
    EntryKind.INFORMATION: Words("情報", "Information"),
    EntryKind.JUDGEMENT: Words("判断", "Judgement"),
    EntryKind.INSTRUCTION: Words("指示", "Instruction"),
    EntryKind.REQUEST: Words("要請", "Request"),
    EntryKind.RESPONSE: Words("対応", "Response"),
    EntryKind.NOTE: Words("記録", "Note"),
}
WAYS = {
    "": Words("", ""),
    "phone": Words("電話", "by telephone"),
    "radio": Words("無線", "by radio"),
    "face": Words("口頭", "in person"),
    "fax": Words("FAX", "by fax"),
    "mail": Words("メール", "by mail"),
    "seen": Words("現認", "seen on site"),
}
_SHELTER = {
    "open": Words("開設", "opened"),
    "full": Words("満員", "full"),
    "closed": Words("閉鎖", "closed"),
}
_STEPS = {
    "standby_m": "水防団待機",
    "caution_m": "氾濫注意",
    "evacuation_m": "避難判断",
    "danger_m": "氾濫危険",
    "overflow_m": "氾濫開始",
}
# What no richer source tells of; an act that is not here is for the record of acts alone.
_ACTS = {
    "resend": Words("届かなかった配信を再送", "sent again what had not arrived"),
    "close": Words("届かなかった配信・住民の返信を処理済みに", "closed what waited for a person"),
    "import_subscribers": Words("登録者名簿を取込み", "took in a list of subscribers"),
}
ACTS = tuple(_ACTS)


def written(facts: Facts) -> Words:
    """Return what a person wrote, with how it reached them; it is in no other language."""
    kind, way = ENTRY_KINDS[EntryKind(facts["kind"])], WAYS[facts["way"]]
    source = facts["source"]
    corrects = facts["corrects"]
    told_ja = "・".join(filter(None, (source, way.ja)))
    told_en = ", ".join(filter(None, (source, way.en)))
    head_ja = f"【{kind.ja}】" + (f"（記録{corrects}の訂正）" if corrects else "")
    head_en = f"[{kind.en}]" + (f" (corrects entry {corrects})" if corrects else "")
    return Words(
        f"{head_ja}{facts['body']}" + (f"（{told_ja}）" if told_ja else ""),
        f"{head_en} {facts['body']}" + (f" ({told_en})" if told_en else ""),
    )


def shelter(facts: Facts) -> Words:
    """Say how a shelter stands."""
    state, people = _SHELTER[facts["state"]], facts["people"]
    note = facts["note"]
    return Words(
        f"避難所 {facts['shelter_name']}：{state.ja}"
        + (f"　{people}人" if people is not None else "")
        + (f"（{note}）" if note else ""),
        f"shelter {facts['shelter_name_en'] or facts['shelter_name']}: {state.en}"
        + (f", {people} people" if people is not None else "")
        + (f" ({note})" if note else ""),
    )


def policy(facts: Facts) -> Words:
    """Say that judging goes by other rules."""
    version, reason = facts["version"], facts["reason"]
    return Words(
        f"判定規則 {version} を公開（理由：{reason}）", f"policy {version} published ({reason})"
    )


def thresholds(facts: Facts) -> Words:
    """Say which thresholds of a station are others than before."""
    place = station_words(facts)
    before, after = facts["before"], facts["after"]
    changed = {
        step: f"{_metres(before[step])}→{_metres(after[step])}"
        for step in _STEPS
        if before[step] != after[step]
    }
    ja = "、".join(f"{_STEPS[step]} {change}" for step, change in changed.items())
    en = ", ".join(f"{step.removesuffix('_m')} {change}" for step, change in changed.items())
    return Words(
        f"{place.ja}：基準水位を変更　{ja or '解除幅'}",
        f"{place.en}: thresholds changed, {en or 'release'}",
    )


def run_step(facts: Facts) -> Words:
    """Say that a rehearsal began or ended."""
    name = Words("訓練", "exercise") if facts["status"] == "exercise" else Words("試験", "test")
    step = Words("終了", "ended") if facts["is_end"] else Words("開始", "begun")
    return Words(f"{name.ja}「{facts['run']}」{step.ja}", f"{name.en} {facts['run']} {step.en}")


def draft_end(facts: Facts) -> Words:
    """Say that a change of master data was published or dropped."""
    done = facts["state"] == "published"
    what, subject = facts["what"], facts["subject"]
    because = facts["because"]
    return Words(
        f"台帳の変更案（{_MASTER.get(what, what)}：{subject}）を{'公開' if done else '取下げ'}"
        + (f"（{because}）" if because else ""),
        f"draft of {what} {subject} {'published' if done else 'dropped'}"
        + (f" ({because})" if because else ""),
    )


def staff_change(facts: Facts) -> Words:
    """Say whose role was given, changed or taken back."""
    name, role = facts["name"], facts["role"] or ""
    said = _STAFF[facts["change"]]
    return Words(
        f"職員 {name}：{said.ja}" + (f"（{role}）" if role else ""),
        f"staff {name}: {said.en}" + (f" ({role})" if role else ""),
    )


def act(facts: Facts) -> Words:
    """Say what else somebody decided."""
    return _ACTS[facts["act"]]


_STAFF = {
    "add": Words("登録", "added"),
    "role": Words("権限を変更", "role changed"),
    "withdraw": Words("利用停止", "withdrawn"),
    "restore": Words("利用再開", "restored"),
}
STAFF_CHANGES = tuple(_STAFF)
_MASTER = {
    "station": "観測所",
    "retirement": "観測所の廃止",
    "sensor": "センサー",
    "plausible": "値の範囲",
    "neighbour": "上下流",
    "area": "地区",
    "voices": "代表観測所",
    "phrase": "定型文",
}


def _metres(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f} m"
