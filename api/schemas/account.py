"""What people do with their own account."""

from pydantic import Field, SecretStr

from api.schemas.geojson import Strict


class PasswordAsked(Strict):
    """A password of one's own; the current one too, where there is one."""

    current: SecretStr = Field(default=SecretStr(""), max_length=400)
    password: SecretStr = Field(max_length=400)


class CodeShown(Strict):
    """A code from the telephone."""

    code: str = Field(max_length=40)


class EnrolmentBegun(Strict):
    """What goes into an authenticator: by its camera, or typed."""

    secret: str
    uri: str
    qr: str = Field(description="The URI as a picture, itself a `data:` URI")


class RecoveryCodes(Strict):
    """Codes to keep on paper, each good once; shown this once."""

    codes: list[str]
