"""What people show to be let in."""

from pydantic import Field, SecretStr

from api.schemas.geojson import Strict


class SignInAsked(Strict):
    """A name and its password; a code where there is a second factor."""

    name: str = Field(max_length=200)
    password: SecretStr = Field(max_length=400)
    code: str = Field(
        default="", max_length=40, description="From the telephone, or a recovery code"
    )


class SignInAnswered(Strict):
    """Whether somebody is signed in, or what is asked for besides."""

    signed_in: bool
    code_wanted: bool = Field(description="Ask again, with a code: the password was right")


class Ways(Strict):
    """How people sign in here besides by name and password."""

    provider: str | None = Field(description="What the city's provider is called; null: none")


class LinkShown(Strict):
    """The secret of a one-time link."""

    link: SecretStr = Field(max_length=200)
