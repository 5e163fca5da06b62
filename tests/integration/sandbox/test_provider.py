"""The SMS sandbox speaks as the provider does, to the provider's own client."""

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from kawamori.testing.waiting import until
from simulators.sandbox.messages import API
from simulators.sandbox.testing import ACCOUNT, SERVICE_SID, SOMEBODY, WORDS, Sandbox

BEN = "+819087654321"
AUTH = (ACCOUNT.sid, ACCOUNT.token)
OPENAPI = os.environ.get("KAWAMORI_TWILIO_OPENAPI")


def test_a_message_is_accepted_under_an_id_and_arrives_by_itself(sandbox: Sandbox) -> None:
    message = sandbox.send()

    assert message.sid.startswith("SM")
    assert len(message.sid) == 34
    assert message.status == "accepted"
    assert message.date_sent is None
    with sandbox.client() as client:
        until(lambda: client.messages(message.sid).fetch().status == "delivered")
        arrived = client.messages(message.sid).fetch()
    assert arrived.body == WORDS
    assert arrived.to == SOMEBODY
    assert arrived.date_sent


def test_a_message_from_a_number_waits_in_that_numbers_queue(sandbox: Sandbox) -> None:
    with sandbox.client() as client:
        message = client.messages.create(to=SOMEBODY, body="Leave the river.", from_="+15005550006")

    assert message.status == "queued"
    assert message.from_ == "+15005550006"


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ({"to": "090-1234-5678"}, 21211),
        ({"to": "+15005550001"}, 21211),
        ({"to": "+15005550009"}, 21614),
        ({"to": ""}, 21604),
        ({"body": ""}, 21602),
        ({"body": "川" * 1601}, 21617),
        ({"messaging_service_sid": None}, 21603),
        ({"messaging_service_sid": "MG1"}, 21701),
        ({"callback": "ftp://city.example/1"}, 21609),
        ({"callback": "https://water_levels.example/1"}, 21609),
        ({"callback": "http://[broken/1"}, 21609),
    ],
)
def test_a_message_that_cannot_go_is_refused_with_the_providers_code(
    sandbox: Sandbox, wanted: dict[str, str | None], code: int
) -> None:
    before = len(sandbox.accepted())

    error = sandbox.refusal(**wanted)

    assert error.code == code
    assert error.status == 400
    assert len(sandbox.accepted()) == before


@pytest.mark.parametrize(
    ("credentials", "answer"),
    [
        (None, 401),
        ((ACCOUNT.sid, "wrong"), 401),
        (("AC" + "f" * 32, ACCOUNT.token), 401),
        (AUTH, 201),
    ],
)
def test_only_the_account_may_send(
    sandbox: Sandbox, credentials: tuple[str, str] | None, answer: int
) -> None:
    form = {"To": SOMEBODY, "Body": WORDS, "MessagingServiceSid": SERVICE_SID}

    response = httpx.post(sandbox.messages_url, data=form, auth=credentials)

    assert response.status_code == answer
    if answer == 401:
        assert response.json()["code"] == 20003
        assert response.headers["WWW-Authenticate"].startswith("Basic")


def test_nobody_sees_another_accounts_messages(sandbox: Sandbox) -> None:
    other = sandbox.messages_url.replace(ACCOUNT.sid, "AC" + "f" * 32)

    response = httpx.get(other, auth=AUTH)

    assert response.status_code == 404
    assert response.json()["code"] == 20404


def test_who_answered_stop_is_written_to_again_only_after_start(sandbox: Sandbox) -> None:
    opt_out = f"{sandbox.url}/sandbox/opt-outs/{BEN}"

    httpx.put(opt_out).raise_for_status()
    error = sandbox.refusal(to=BEN)
    httpx.delete(opt_out).raise_for_status()

    assert error.code == 21610
    assert sandbox.send(to=BEN).sid


def test_a_list_has_every_message_to_somebody_newest_first_page_by_page(sandbox: Sandbox) -> None:
    to = "+819011110001"
    sent = [sandbox.send(to=to, body=f"{WORDS}{n}").sid for n in range(7)]
    sandbox.send(to=BEN)

    with sandbox.client() as client:
        listed = [m.sid for m in client.messages.stream(to=to, page_size=3)]

    assert listed == sent[::-1]


def test_a_list_by_day_has_what_was_sent_that_day_and_not_what_still_waits(
    sandbox: Sandbox,
) -> None:
    to = "+819011110002"
    sent = sandbox.send(to=to).sid
    with sandbox.client() as client:
        until(lambda: client.messages(sent).fetch().date_sent)
        sent_at = client.messages(sent).fetch().date_sent
    assert sent_at
    today = sent_at.date()
    sandbox.behave(to=to, pace_s=3600)
    waiting = sandbox.send(to=to).sid

    def listed(**asked: Any) -> list[str | None]:
        with sandbox.client() as client:
            return [m.sid for m in client.messages.list(to=to, **asked)]

    hour, day = timedelta(hours=1), timedelta(days=1)
    assert listed() == [waiting, sent]
    assert listed(date_sent=today) == [sent]
    assert listed(date_sent=today - day) == []
    assert listed(date_sent_after=today) == [sent]
    assert listed(date_sent_before=today) == []
    assert listed(date_sent_after=datetime.now(UTC) - hour) == [sent]
    assert listed(date_sent_before=datetime.now(UTC) - hour) == []


def test_the_page_shows_words_as_words_and_no_whole_number(sandbox: Sandbox) -> None:
    sandbox.send(to="+819011112222", body='【訓練】<img src=x onerror="alert(1)">&amp;')

    page = httpx.get(sandbox.url)

    assert (
        '<b class="drill">【訓練】</b>&lt;img src=x onerror=&quot;alert(1)&quot;&gt;&amp;amp;'
        in page.text
    )
    assert "<img" not in page.text
    assert "11112222" not in page.text
    assert "090-••••-2222" in page.text
    assert "default-src 'self'" in page.headers["Content-Security-Policy"]


def test_the_page_shows_calls_among_the_messages(sandbox: Sandbox) -> None:
    sandbox.behave(pace_s=0)
    with sandbox.client() as client:
        client.calls.create(
            to="+819011113333",
            from_="+815011112222",
            twiml="<Response><Say>川から<![CDATA[<b>]]>離れて</Say></Response>",
        )

    until(lambda: "応答あり" in httpx.get(sandbox.url).text)

    page = httpx.get(sandbox.url).text
    assert "川から&lt;b&gt;離れて" in page
    assert "090-••••-3333" in page


def test_the_page_is_told_when_nothing_has_moved(sandbox: Sandbox) -> None:
    def feed(tag: str = "") -> httpx.Response:
        return httpx.get(f"{sandbox.url}/feed", headers={"If-None-Match": tag})

    until(lambda: feed(feed().headers["ETag"]).status_code == 304)
    before = feed().headers["ETag"]
    sandbox.send()
    assert feed(before).status_code == 200


@pytest.fixture(scope="module")
def messages_path() -> dict[str, Any]:
    """Give what the provider's OpenAPI says of the path of messages."""
    if not OPENAPI:
        pytest.skip("KAWAMORI_TWILIO_OPENAPI names no folder with the provider's OpenAPI")
    path = f"/{API}/Accounts/{{AccountSid}}/Messages.json"
    for file in sorted(Path(OPENAPI).glob("*.json")):
        if found := json.loads(file.read_text("utf-8")).get("paths", {}).get(path):
            return found
    pytest.fail(f"no file in {OPENAPI} describes {path}")


@pytest.mark.parametrize(
    ("wanted", "fault"),
    [
        ({"validity_period": "soon"}, "ValidityPeriod"),
        ({"risk_check": "maybe"}, "RiskCheck: is none of the choices"),
        ({"smart_encoded": "yes"}, "SmartEncoded: is not true or false"),
        ({"status_callback": "/hooks"}, "StatusCallback"),
    ],
)
def test_a_request_that_the_openapi_does_not_describe_is_refused_and_noted(
    sandbox: Sandbox, messages_path: dict[str, Any], wanted: dict[str, str], fault: str
) -> None:
    assert messages_path

    error = sandbox.refusal(**wanted)

    assert fault in error.msg


def test_a_field_or_a_question_that_the_openapi_does_not_know_is_refused(
    sandbox: Sandbox, messages_path: dict[str, Any]
) -> None:
    assert messages_path
    form = {"To": SOMEBODY, "Body": WORDS, "MessagingServiceSid": SERVICE_SID}

    sent = httpx.post(sandbox.messages_url, data=form | {"Validity": "900"}, auth=AUTH)
    listed = httpx.get(sandbox.messages_url, params={"Since": "2026-09-01"}, auth=AUTH)

    assert (sent.status_code, listed.status_code) == (400, 400)
    faults = httpx.get(f"{sandbox.url}/sandbox/openapi").json()["faults"]
    assert "POST Validity: is not described" in faults
    assert "GET Since: is not described" in faults


def shape(value: object) -> object:
    """Return the names of a resource's fields, all the way down."""
    return {k: shape(v) for k, v in value.items()} if isinstance(value, dict) else None


def test_an_accepted_message_has_the_shape_of_the_openapi(
    sandbox: Sandbox, messages_path: dict[str, Any]
) -> None:
    form = {
        "To": SOMEBODY,
        "Body": WORDS,
        "MessagingServiceSid": SERVICE_SID,
        "StatusCallback": "http://127.0.0.1:1/d-1",
        "ValidityPeriod": "900",
    }
    post = messages_path["post"]
    known = post["requestBody"]["content"]["application/x-www-form-urlencoded"]["schema"]

    answer = httpx.post(sandbox.messages_url, data=form, auth=AUTH)

    assert set(form) <= set(known["properties"])
    example = post["responses"][str(answer.status_code)]["content"]["application/json"]["examples"][
        "createWithMessagingService"
    ]["value"]
    assert shape(answer.json()) == shape(example)
    for name, value in answer.json().items():
        assert value is None or example[name] is None or type(value) is type(example[name]), name


def test_a_page_of_messages_has_the_shape_of_the_openapi(
    sandbox: Sandbox, messages_path: dict[str, Any]
) -> None:
    sandbox.send()
    asked = {"To": SOMEBODY, "DateSent>": "2020-01-01", "PageSize": "2", "Page": "0"}
    get = messages_path["get"]

    answer = httpx.get(sandbox.messages_url, params=asked, auth=AUTH)

    assert set(asked) <= {parameter["name"] for parameter in get["parameters"]}
    listed = get["responses"][str(answer.status_code)]["content"]["application/json"]
    assert set(answer.json()) == set(listed["schema"]["properties"])
    example = listed["examples"]["readFullPage1"]["value"]["messages"][0]
    for message in answer.json()["messages"]:
        assert set(message) <= set(example) | {"messaging_service_sid"}
