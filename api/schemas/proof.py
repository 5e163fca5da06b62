"""What a message's code proves."""

from typing import Literal

from pydantic import AwareDatetime, Field

from api.schemas.geojson import LevelNumber, StatusName, Strict


class ProvenMessage(Strict):
    """A message that people were told, as they were told it."""

    code: str = Field(description="In capitals, as it is printed")
    told_at: AwareDatetime
    family: Literal["gauge", "official", "order", "own"]
    kind: str
    level: LevelNumber = Field(
        description="The gauge's in the families gauge and own, else 警戒レベル"
    )
    status: StatusName
    corrected: bool = Field(description="It was set right or taken back since")
    corrected_by: str | None = Field(
        description="The code of what did so, once that was told to somebody too"
    )
    retracted: bool = Field(description="All that it says was taken back")
    ended: bool = Field(description="The order that it gave stands nowhere any more")
    texts: dict[str, str] = Field(
        description="By language, in the form of a push message: the first line is the title"
    )
