"""What people were told can be proven by its code, and nothing else can."""

import time
from collections.abc import Iterator
from itertools import product, takewhile
from typing import TYPE_CHECKING, Any

import pytest

from api.testing.asking import Api, employ_all
from api.testing.serving import serve
from kawamori.levels import GaugeLevel
from kawamori.messages.proof import CHARACTERS, code_of
from kawamori.people import AreaSubscription, Language, PhoneNumber, Subscriber
from kawamori.storage.connections import Connection
from kawamori.storage.people.subscribers import add_subscriber
from kawamori.testing.areas import settle_districts

if TYPE_CHECKING:
    from conftest import Office

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

ORDER = {"alert_level": 4, "areas": ["kawara"], "reason": "川辺橋で氾濫危険水位に到達"}
NOT_FOUND = {"error": {"code": "not_found", "message": "nothing was told with this code"}}
ANNOUNCE = """
INSERT INTO messages (run_no, status, family, kind, level)
VALUES (0, 'actual', 'canary', 'issue', 4) RETURNING code
"""
SAYS_ALL_TWICE = """
CREATE FUNCTION public.gen_random_uuid() RETURNS uuid LANGUAGE sql AS $$
  SELECT rpad(lpad(to_hex(nextval('said') / 2), 12, '0'), 32, '0')::uuid
$$
"""
BEN = PhoneNumber("+819030000001")


@pytest.fixture
def api(office: "Office") -> Iterator[Api]:
    employ_all(office.town.connection)
    settle_districts(office.town.connection)
    with serve(office.settings) as served:
        api = Api(served, office.settings)
        office.wait_for(lambda: api.get("/ready", who=None).status_code == 200)
        yield api


def codes(office: "Office") -> dict[int, str]:
    """Return the code of the public's message about each level; an order's is 4 too."""
    query = "SELECT level, code FROM messages WHERE audience = 'public' ORDER BY message_id"
    return dict(office.town.connection.execute(query).fetchall())


def proof(api: Api, code: str) -> dict[str, Any]:
    answer = api.get(f"/public/messages/{code}", who=None)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def post(api: Api, path: str, *, who: str, **said: object) -> dict[str, Any]:
    answer = api.post(path, who=who, json=said)
    assert answer.status_code in (200, 201), answer.text
    return dict(answer.json())


def is_unknown(api: Api, code: str) -> bool:
    answer = api.get(f"/public/messages/{code}", who=None)
    return (answer.status_code, answer.json()) == (404, NOT_FOUND)


def test_a_notice_is_proven_in_the_words_that_were_told_however_its_code_is_typed(
    office: "Office", api: Api
) -> None:
    ben = office.subscribe(GaugeLevel.DANGER)
    office.danger()
    office.assess()
    assert all(is_unknown(api, code) for code in codes(office).values())  # nobody was told yet

    office.tell()
    (text,) = office.texts(ben)
    code = code_of(text)
    assert code is not None
    found = proof(api, code)

    assert {**found, "texts": None, "told_at": None} == {
        "code": code,
        "told_at": None,
        "family": "gauge",
        "kind": "escalate",
        "level": 4,
        "status": "actual",
        "corrected": False,
        "corrected_by": None,
        "retracted": False,
        "ended": False,
        "texts": None,
    }
    assert set(found["texts"]) == set(Language)
    assert found["texts"]["ja"].startswith(
        "氾濫危険水位に到達：川辺橋（川辺川）\n川辺橋（川辺川）4.10m"
    )
    assert all(text.endswith(f"#{code}") for text in found["texts"].values())
    wide = "".join(chr(ord(character) + 0xFEE0) for character in code.lower())
    for typed in (code.lower(), f"%23{code}", f"{code[:3]} {code[3:]}", wide):
        assert proof(api, typed) == found


def test_what_was_told_to_nobody_can_not_be_proven(office: "Office", api: Api) -> None:
    office.subscribe(GaugeLevel.CAUTION)
    office.danger()
    office.tell()
    drawn = codes(office)
    told = drawn[4]
    assert proof(api, told)["level"] == 4
    muted = [drawn[2], drawn[3]]  # overtaken before they were told
    assert all(is_unknown(api, code) for code in [*muted, "234567", "K7Q4M", "ABCDEF", "川"])

    for state in ("due", "withheld", "canceled", "refused", "handed_over"):
        office.town.connection.execute("UPDATE deliveries SET state = %s, tries = 0", (state,))
        assert is_unknown(api, told), state
    for state in ("claimed", "accepted", "delivered", "unknown"):
        office.town.connection.execute("UPDATE deliveries SET state = %s", (state,))
        assert proof(api, told), state

    office.town.connection.execute("UPDATE messages SET family = 'canary'")
    assert is_unknown(api, told)


def test_an_exercise_is_proven_only_where_it_is_what_the_public_is_shown(
    office: "Office", api: Api
) -> None:
    drill = office.town.start_drill("drill")
    office.subscribe(GaugeLevel.DANGER, run_no=drill.run_no)
    office.danger(run_no=drill.run_no)
    office.tell()
    code = codes(office)[4]

    assert is_unknown(api, code)
    with serve(api.settings.model_copy(update={"public_run": "drill"})) as served:
        shown = proof(Api(served, api.settings), code)
    assert shown["status"] == "exercise"
    assert shown["texts"]["en"].startswith("【訓練】DRILL: ")


def test_an_order_that_was_taken_back_says_by_which_message(office: "Office", api: Api) -> None:
    person = Subscriber(BEN, areas=(AreaSubscription("kawara"),))
    add_subscriber(office.town.connection, office.seal, person)
    path = f"/hq/orders/{post(api, '/hq/orders', who='Aoi', **ORDER)['order_id']}"
    preview = api.get(f"{path}/preview", who="Goro").json()
    post(api, f"{path}/release", who="Goro", phrase=preview["phrase"])
    code = codes(office)[4]
    assert is_unknown(api, code)  # released, and on its way to nobody yet
    office.tell()
    before = proof(api, code)
    assert (before["family"], before["kind"], before["level"]) == ("order", "issue", 4)

    said = api.get(f"{path}/preview-retraction", who="Goro").json()
    post(api, f"{path}/retract", who="Goro", phrase=said["phrase"], because="誤発令")
    on_its_way = proof(api, code)
    assert (on_its_way["corrected"], on_its_way["retracted"]) == (True, True)
    assert on_its_way["corrected_by"] is None  # it would lead nowhere
    office.tell()

    first, second = office.texts(BEN)
    assert (code_of(first), code_of(second)) == (code, proof(api, code)["corrected_by"])
    assert proof(api, code)["retracted"]
    assert proof(api, code)["texts"] == before["texts"]
    newer = proof(api, code_of(second) or "")
    assert (newer["kind"], newer["retracted"], newer["corrected_by"]) == ("retract", False, None)
    assert newer["texts"]["ja"].startswith("【取消】")


def test_an_order_that_was_lifted_is_genuine_and_says_that_it_is_over(
    office: "Office", api: Api
) -> None:
    add_subscriber(
        office.town.connection, office.seal, Subscriber(BEN, areas=(AreaSubscription("kawara"),))
    )
    path = f"/hq/orders/{post(api, '/hq/orders', who='Aoi', **ORDER)['order_id']}"
    preview = api.get(f"{path}/preview", who="Goro").json()
    post(api, f"{path}/release", who="Goro", phrase=preview["phrase"])
    office.tell()
    code = codes(office)[4]
    assert not proof(api, code)["ended"]

    said = api.get(f"{path}/preview-lifting", who="Goro").json()
    post(api, f"{path}/lift", who="Goro", phrase=said["phrase"])
    office.tell()

    assert proof(api, code)["ended"]
    lifting = code_of(office.texts(BEN)[-1]) or ""
    assert (proof(api, lifting)["kind"], proof(api, lifting)["ended"]) == ("lift", False)


def test_headquarters_finds_a_message_by_its_code(office: "Office", api: Api) -> None:
    ben = office.subscribe(GaugeLevel.DANGER)
    office.danger()
    office.tell()
    code = code_of(office.texts(ben)[0]) or ""

    (found,) = api.get(f"/hq/messages?code={code.lower()}").json()
    assert (found["code"], found["level"], found["family"]) == (code, 4, "gauge")
    assert api.get("/hq/messages?code=234567").json() == []
    assert api.get(f"/hq/messages?run=&code=%23{code}").json() == [found]
    assert len(api.get("/hq/messages").json()) == 3


def test_whoever_guesses_is_made_to_wait_and_whoever_knows_is_not(
    office: "Office", api: Api
) -> None:
    ben = office.subscribe(GaugeLevel.DANGER)
    office.danger()
    office.tell()
    code = code_of(office.texts(ben)[0]) or ""
    path, begun = "/public/messages", time.monotonic()
    with api.browser() as browser:
        right = [browser.get(f"{path}/{code}").status_code for _ in range(35)]
        guesses = (browser.get(f"{path}/{''.join(each)}") for each in product(CHARACTERS, repeat=6))
        answers = list(takewhile(lambda answer: answer.status_code == 404, guesses))
        refused = browser.get(f"{path}/{code}")

    assert right == [200] * 35
    assert 29 <= len(answers) <= 31 + (time.monotonic() - begun) / 2
    assert refused.status_code == 429
    assert 1 <= int(refused.headers["Retry-After"]) <= 3
    assert refused.json()["error"]["code"] == "too_often"


def test_codes_are_drawn_anew_until_one_is_nobody_s(connection: Connection) -> None:
    drawn = [
        row[0]
        for row in connection.execute("SELECT new_message_code() FROM generate_series(1, 3000)")
    ]
    assert len(set(drawn)) == len(drawn)
    assert all(set(column) == set(CHARACTERS) for column in zip(*drawn, strict=True))

    connection.execute("CREATE SEQUENCE said")
    connection.execute(SAYS_ALL_TWICE)
    connection.execute("SET search_path = public, pg_catalog")
    made = [connection.execute(ANNOUNCE).fetchone() for _ in range(6)]
    assert len(set(made)) == 6
