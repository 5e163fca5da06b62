"""A city's list of shelters comes in as it was published, whole or not at all."""

import pytest

from kawamori.errors import InvalidError
from kawamori.shelters import Hazard
from kawamori.storage.shelters.files import read_shelters

STANDARD = (
    "全国地方公共団体コード,ID,地方公共団体名,名称,名称_カナ,名称_英語,所在地_連結表記,緯度,経度,"
    "災害種別_洪水,災害種別_崖崩れ、土石流及び地滑り,災害種別_高潮,災害種別_地震,災害種別_津波,"
    "災害種別_大規模な火事,災害種別_内水氾濫,災害種別_火山現象,指定避難所との重複,想定収容人数,備考\n"
    "992011,0000000001,川辺市,本町小学校,ホンチョウショウガッコウ,Honcho School,本町1-2,"
    "35.0712,138.9801,1,,,1,,,1,,1,６２０人,\n"
    "992011,0000000002,川辺市,浜の高台,ハマノタカダイ,,浜3,35.0412,139.0101,,,1,,1,,,,,,屋外\n"
)
GSI = (
    "NO,共通ID,施設・場所名,住所,洪水,崖崩れ、土石流及び地滑り,高潮,地震,津波,大規模な火事,内水氾濫,"
    "火山現象,指定避難所との住所同一,緯度,経度,備考\n"
    "28,E9920100002201,本町小学校,川辺市本町1-2,1,,1,1,,,1,,1,35.071211,138.980101,\n"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_the_standard_open_data_is_read_in_either_encoding(encoding: str) -> None:
    school, hill = read_shelters(STANDARD.encode(encoding), "shelters.csv")

    assert (school.shelter_id, school.name, school.name_en) == (
        "0000000001",
        "本町小学校",
        "Honcho School",
    )
    assert (school.lat, school.lon, school.capacity) == (35.0712, 138.9801, 620)
    assert school.hazards == {Hazard.FLOOD, Hazard.EARTHQUAKE, Hazard.INLAND_FLOOD}
    assert hill.hazards == {Hazard.STORM_SURGE, Hazard.TSUNAMI}
    assert (hill.capacity, hill.note) == (None, "屋外")


def test_the_list_of_the_survey_authority_is_read_and_its_common_id_kept() -> None:
    [school] = read_shelters(GSI.encode("cp932"), "99201_2.csv")

    assert school.shelter_id == "e9920100002201"
    assert school.address == "川辺市本町1-2"
    assert Hazard.STORM_SURGE in school.hazards


def test_every_fault_is_told_with_its_line_and_nothing_comes_in() -> None:
    bad = (
        "ID,名称,緯度,経度,災害種別_洪水,想定収容人数\n"
        "a-1,,35.0,139.0,1,\n"
        "a-2,小学校,北緯35度,139.0,1,\n"
        "a-3,中学校,35.0,139.0,たぶん,\n"
        "a-4,高校,35.0,139.0,1,多数\n"
        "a-5,大学,139.0,35.0,1,5\n"
        "a-6,寺,35.0,139.0,1,5\n"
        "a-6,神社,35.0,139.0,1,5\n"
    )

    with pytest.raises(InvalidError) as refused:
        read_shelters(bad.encode(), "bad.csv")

    assert str(refused.value).splitlines() == [
        "bad.csv, line 2 (a-1 ): it has no name",
        "bad.csv, line 3 (a-2 小学校): lat '北緯35度' is no number of degrees such as 35.0712",
        "bad.csv, line 4 (a-3 中学校): 洪水 'たぶん' must be 1 (designated for it) or empty",
        "bad.csv, line 5 (a-4 高校): 想定収容人数 '多数' is no number of people",
        "bad.csv, line 6 (a-5 大学): 139.0, 35.0 is no latitude and longitude",
        "bad.csv, line 8 (a-6 神社): its id is already on line 7: give each its own",
        "nothing was stored",
    ]


def test_a_file_without_the_columns_that_matter_says_which() -> None:
    with pytest.raises(InvalidError, match="no column lat or 緯度; lon or 経度"):
        read_shelters("ID,名称\n1,小学校\n".encode(), "short.csv")
