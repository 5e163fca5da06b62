"""The city's provider is believed for what it has signed, for us, for this very sign-in."""

from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from pydantic import SecretStr

from api.provider import vouched_by
from api.testing.asking import Api
from api.testing.serving import Served, serve
from kawamori.errors import NotAllowedError
from kawamori.settings import Settings
from kawamori.storage.staff.accounts import (
    Author,
    account_named,
    accounts,
    set_subject,
    withdraw_account,
)
from kawamori.testing.provider import provider
from kawamori.testing.world import NOW

if TYPE_CHECKING:
    from kawamori.testing.world import World

# Nothing here depends on the edition of the database.
pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

BY_GROUPS = {
    "oidc_roles": {"bousai-shiki": "commander", "bousai": "operator", "kita": "branch"},
    "oidc_offices": {"kita": "kita"},
}
PEOPLE = {
    "u-fumi": {"name": "文の別名"},
    "u-hana": {"name": "森 花子", "groups": ["everybody", "bousai"]},
    "u-ken": {"name": "原 健", "groups": ["kita"]},
    "u-jiro": {"name": "次郎", "groups": ["everybody"]},
    "u-aoi": {"name": "Aoi", "groups": ["bousai"]},
}
GORO = Author("Goro", "commander")


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """Run the city's provider."""
    with provider(PEOPLE) as issuer:
        yield issuer


class Browser:
    """A browser that follows every redirection by hand, so that each can be looked at."""

    def __init__(self, served: Served, client: httpx.Client) -> None:
        self.here = served.url
        self.client = client
        self.sent_to = ""

    def ask_provider(self, subject: str) -> str:
        """Go to the provider, sign in there, and return where it sends us back."""
        self.sent_to = self._location(self.client.get(f"{self.here}/hq/session/provider"))
        back = self._location(self.client.post(self.sent_to, data={"sub": subject}))
        return back.replace("http://kawamori.test", self.here)

    def sign_in(self, subject: str) -> str:
        """Go all the way and return which page is shown in the end."""
        return self._location(self.client.get(self.ask_provider(subject)))

    def me(self) -> tuple[int, str, str]:
        """Return who is signed in."""
        answer = self.client.get(f"{self.here}/hq/me")
        told = answer.json()
        return answer.status_code, told.get("person", ""), told.get("role", "")

    @staticmethod
    def _location(answer: httpx.Response) -> str:
        assert answer.is_redirect, answer.text
        return answer.headers["location"]


@pytest.fixture
def town(api: Api, issuer: str) -> Settings:
    """Give the API its provider."""
    named = {
        "oidc_issuer": issuer,
        "oidc_client_id": "kawamori",
        "oidc_client_secret": SecretStr("between the two"),
    }
    return api.settings.model_copy(update=named)


@pytest.fixture
def browser(town: Settings) -> Iterator[Browser]:
    """Open a browser on an API that goes by accounts."""
    with serve(town) as served, httpx.Client(timeout=20) as client:
        yield Browser(served, client)


@pytest.fixture
def grouped(town: Settings) -> Iterator[Browser]:
    """Open a browser on an API that goes by groups."""
    settings = town.model_copy(update=BY_GROUPS)
    with serve(settings) as served, httpx.Client(timeout=20) as client:
        yield Browser(served, client)


def refusals(world: "World") -> list[str]:
    query = "SELECT details->>'because' FROM acts WHERE act = 'refused_sign_in' ORDER BY act_id"
    return [because for (because,) in world.connection.execute(query)]


def test_whoever_the_provider_vouches_for_has_the_account_of_that_subject(
    browser: Browser, world: "World"
) -> None:
    fumi = account_named(world.connection, "Fumi").staff_id
    set_subject(world.connection, fumi, "u-fumi", GORO)

    assert browser.sign_in("u-fumi") == "/hq/"

    assert browser.me() == (200, "Fumi", "operator")
    asked = parse_qs(urlsplit(browser.sent_to).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert len(asked["code_challenge"][0]) == 43
    assert asked["redirect_uri"] == ["http://kawamori.test/hq/session/provider/return"]
    signed_in = world.connection.execute("SELECT person, details FROM acts WHERE act = 'sign_in'")
    assert signed_in.fetchall() == [("Fumi", {"way": "provider"})]


def test_a_stranger_whom_the_provider_knows_is_not_let_in(browser: Browser, world: "World") -> None:
    assert browser.sign_in("u-hana") == "/hq/#refused=provider"

    assert browser.me()[0] == 401
    assert refusals(world) == ["nobody here is 'u-hana' at the provider"]


def test_a_withdrawn_account_stays_withdrawn(browser: Browser, world: "World") -> None:
    fumi = account_named(world.connection, "Fumi").staff_id
    set_subject(world.connection, fumi, "u-fumi", GORO)
    withdraw_account(world.connection, fumi, GORO, NOW)

    assert browser.sign_in("u-fumi") == "/hq/#refused=provider"
    assert refusals(world) == ["Fumi's account is withdrawn"]


def test_groups_give_role_and_office_and_make_the_account(grouped: Browser, world: "World") -> None:
    assert grouped.sign_in("u-hana") == "/hq/"
    assert grouped.me() == (200, "森 花子", "operator")
    assert grouped.sign_in("u-ken") == "/hq/"
    assert grouped.me() == (200, "原 健", "branch")

    ken = account_named(world.connection, "原 健")
    assert (ken.office, ken.subject, ken.has_password) == ("kita", "u-ken", False)


def test_an_account_follows_its_groups_at_each_sign_in(grouped: Browser, world: "World") -> None:
    set_subject(
        world.connection, account_named(world.connection, "Daichi").staff_id, "u-hana", GORO
    )

    assert grouped.sign_in("u-hana") == "/hq/"
    assert grouped.me() == (200, "Daichi", "operator")


@pytest.mark.parametrize(
    ("subject", "because"),
    [
        ("u-jiro", "none of the groups ['everybody'] gives a role here"),
        ("u-aoi", "there is or was somebody called 'Aoi'"),
    ],
)
def test_without_a_group_or_with_a_name_that_is_taken_nobody_is_let_in(
    grouped: Browser, world: "World", subject: str, because: str
) -> None:
    before = len(accounts(world.connection))

    assert grouped.sign_in(subject) == "/hq/#refused=provider"

    assert refusals(world)[0].startswith(because)
    assert len(accounts(world.connection)) == before


def test_what_comes_back_is_taken_once_and_from_the_browser_that_was_sent(
    grouped: Browser, world: "World"
) -> None:
    stolen = grouped.ask_provider("u-hana")

    with httpx.Client(timeout=10) as another:
        assert another.get(stolen).headers["location"] == "/hq/#refused=provider"
    assert grouped.client.get(stolen).headers["location"] == "/hq/"
    assert grouped.client.get(stolen).headers["location"] == "/hq/#refused=provider"
    assert refusals(world) == ["this browser was not sent to the provider, or long ago"] * 2


def test_a_state_or_code_that_was_made_up_opens_nothing(grouped: Browser) -> None:
    back = urlsplit(grouped.ask_provider("u-hana"))
    query = parse_qs(back.query)
    made_up = f"{back.scheme}://{back.netloc}{back.path}?state={query['state'][0]}&code=mine"

    assert grouped.client.get(made_up).headers["location"] == "/hq/#refused=provider"
    assert grouped.me()[0] == 401


def test_a_token_for_another_program_is_refused(town: Settings, world: "World") -> None:
    settings = town.model_copy(update=BY_GROUPS)
    with serve(settings) as served, httpx.Client(timeout=20) as client:
        browser = Browser(served, client)
        back = browser.ask_provider("u-hana")
        settings.oidc_client_id = "somebody-else"

        assert browser.client.get(back).headers["location"] == "/hq/#refused=provider"
    assert refusals(world)


def test_a_provider_that_is_away_keeps_nobody_from_their_password(api: Api, town: Settings) -> None:
    away = town.model_copy(update={"oidc_issuer": "http://127.0.0.1:9"})
    with serve(away) as served, httpx.Client(base_url=served.url, timeout=20) as client:
        assert client.get("/hq/session/ways").json() == {"provider": "市のアカウント"}
        assert client.get("/hq/session/provider").status_code == 503
        assert client.post("/hq/session", json={"name": "x", "password": "y"}).status_code == 401
    assert api.get("/hq/session/ways", who=None).json() == {"provider": None}


@pytest.mark.parametrize(
    ("groups", "role"),
    [
        (["bousai", "bousai-shiki"], "commander"),
        ("bousai", "operator"),
        (["kita", "bousai"], "operator"),
    ],
)
def test_the_highest_role_of_several_groups_counts(
    settings: Settings, groups: object, role: str
) -> None:
    grouped = settings.model_copy(update=BY_GROUPS)

    assert vouched_by(grouped, {"sub": "u", "groups": groups}).role == role
    with pytest.raises(NotAllowedError, match="gives a role"):
        vouched_by(grouped, {"sub": "u"})
