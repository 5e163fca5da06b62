"""Shelters as open data: the columns that every municipality publishes, and how each stands."""

from collections.abc import Iterator
from typing import Any

from api.residents.files import File
from api.residents.open_data.tables import Licence, csv_file, feature, geojson_file, point
from api.residents.shown import Shown
from kawamori.shelters import Hazard
from kawamori.storage.shelters.states import ShelterShown

# 自治体標準オープンデータセット, データ項目定義書A (2026-08-01), 03.指定緊急避難場所一覧.
# What a city has not told us stays empty.
STANDARD = (
    "全国地方公共団体コード", "ID", "名称", "名称_カナ", "名称_英字",
    "所在地_全国地方公共団体コード", "町字ID",
    "所在地_連結表記", "所在地_都道府県", "所在地_市区町村", "所在地_町字", "所在地_番地以下",
    "建物名等(方書)", "緯度", "経度", "標高", "電話番号", "内線番号",
    "連絡先メールアドレス", "連絡先FormURL",
    "連絡先備考（その他、SNSなど）", "郵便番号", "市区町村コード", "地方公共団体名",
    "災害種別_洪水",
    "災害種別_崖崩れ、土石流及び地滑り", "災害種別_高潮", "災害種別_地震", "災害種別_津波",
    "災害種別_大規模な火事", "災害種別_内水氾濫", "災害種別_火山現象",
    "指定避難所との重複", "想定収容人数",
    "対象となる町会・自治会", "URL", "画像", "画像_ライセンス", "備考",
)  # fmt: skip
OURS = ("state", "state_changed_at", "status")
_HAZARDS = {
    Hazard.FLOOD: "災害種別_洪水",
    Hazard.LANDSLIDE: "災害種別_崖崩れ、土石流及び地滑り",
    Hazard.STORM_SURGE: "災害種別_高潮",
    Hazard.EARTHQUAKE: "災害種別_地震",
    Hazard.TSUNAMI: "災害種別_津波",
    Hazard.FIRE: "災害種別_大規模な火事",
    Hazard.INLAND_FLOOD: "災害種別_内水氾濫",
    Hazard.VOLCANO: "災害種別_火山現象",
}
PROPERTIES = (
    "shelter_id", "name", "name_en", "reading", "address", "capacity", "hazards", "note", "state",
    "state_changed_at",
)  # fmt: skip


def shelter_files(shown: Shown, licence: Licence) -> Iterator[File]:
    """Yield the shelters as GeoJSON and as CSV."""
    yield geojson_file(
        "open/shelters.geojson",
        shown,
        licence,
        (
            feature(each.shelter_id, point(each.lon, each.lat), _properties(each))
            for each in shown.shelters
        ),
    )
    rows = (_standard(each, shown) for each in shown.shelters)
    yield csv_file("open/shelters.csv", (*STANDARD, *OURS), rows)


def _properties(each: ShelterShown) -> dict[str, Any]:
    told = {**each._asdict(), "state_changed_at": each.changed_at}
    return {name: told[name] for name in PROPERTIES}


def _standard(each: ShelterShown, shown: Shown) -> dict[str, Any]:
    return {
        **dict.fromkeys(STANDARD),
        "ID": each.shelter_id,
        "名称": each.name,
        "名称_カナ": each.reading,
        "名称_英字": each.name_en,
        "所在地_連結表記": each.address,
        "緯度": each.lat,
        "経度": each.lon,
        "地方公共団体名": shown.city.name,
        "想定収容人数": each.capacity,
        "備考": each.note,
        **{column: 1 for hazard, column in _HAZARDS.items() if hazard in each.hazards},
        "state": each.state,
        "state_changed_at": each.changed_at,
        "status": shown.run.status,
    }
