"""Alerts of others: what is CAP 1.2 is read, everything else is refused with its reasons."""

from pathlib import Path

import pytest

from kawamori.cap.alerts import MsgType, Response, Scope, Status
from kawamori.cap.read import LARGEST, parse, read
from kawamori.cli import main
from kawamori.errors import InvalidError

GOOD = """<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">
  <identifier>urn:x:7</identifier>
  <sender>flood@example.org</sender>
  <sent>2026-09-01T14:05:00+09:00</sent>
  <status>Actual</status>
  <msgType>Update</msgType>
  <scope>Public</scope>
  <references>flood@example.org,urn:x:6,2026-09-01T13:05:00-00:00</references>
  <info>
    <language>ja-JP</language>
    <category>Met</category>
    <event>避難指示</event>
    <responseType>Evacuate</responseType>
    <urgency>Immediate</urgency>
    <severity>Severe</severity>
    <certainty>Likely</certainty>
    <expires>2026-09-02T02:05:00+09:00</expires>
    <headline>警戒レベル4避難指示</headline>
    <web>https://city.example/a</web>
    <area>
      <areaDesc>東町</areaDesc>
      <polygon>35.0,139.0 35.1,139.0 35.1,139.1 35.0,139.0</polygon>
      <circle>35.0,139.0 1.5</circle>
      <geocode><valueName>code</valueName><value>22325</value></geocode>
    </area>
  </info>
</alert>
"""


def changed(old: str, new: str) -> bytes:
    assert old in GOOD
    return GOOD.replace(old, new).encode()


def test_an_alert_is_read_with_its_place_its_end_and_what_it_replaces() -> None:
    alert = read(GOOD.encode())

    assert (alert.status, alert.msg_type, alert.scope) == (
        Status.ACTUAL,
        MsgType.UPDATE,
        Scope.PUBLIC,
    )
    assert [each.identifier for each in alert.references] == ["urn:x:6"]
    info = alert.infos[0]
    assert info.responses == (Response.EVACUATE,)
    assert info.areas[0].polygons[0][1] == (35.1, 139.0)
    assert info.areas[0].circles == (((35.0, 139.0), 1.5),)
    assert info.areas[0].geocodes == (("code", "22325"),)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("<scope>Public</scope>", "", "alert/scope: is missing; allowed is one of Public, Restri"),
        ("Severe<", "Bad<", 'info[1]/severity: "Bad"; allowed is one of Extreme, Severe, Modera'),
        ("14:05:00+09:00</sent", "05:05:00Z</sent", 'alert/sent: "2026-09-01T05:05:00Z"; allowed'),
        ("14:05:00+09:00</sent", "14:05:00</sent", "alert/sent"),
        ("09-01T14:05", "09-31T14:05", "alert/sent"),
        ("urn:x:7", "urn:x, 7", 'alert/identifier: "urn:x, 7"; allowed is a name without spaces'),
        ("35.1,139.1 35.0,139.0<", "35.1,139.1<", "polygon[1]"),
        ("35.0,139.0 35.1", "139.0,35.0 35.1", "polygon[1]"),
        ("<circle>35.0,139.0 1.5<", "<circle>35.0,139.0<", "circle[1]"),
        ("flood@example.org,urn:x:6", "urn:x:6", "alert/references"),
        ("<status>", "<scope>Public</scope><status>", "alert/scope: stands 2 times, not once"),
        ("<category>Met</category>", "", "info[1]/category: is missing"),
        ("<event>", "<title>x</title><event>", "info[1]/title: no such element"),
        ("<event>避難指示</event>", "<event> </event>", "info[1]/event"),
        ("<area>", "and <area>", 'alert/info[1]: text between its elements: "and"'),
        ("<area>", '<area id="1">', "has an attribute id"),
        ("Evacuate<", "Run<", "info[1]/responseType[1]"),
        ("ja-JP", "日本語", "info[1]/language"),
        ("https://city.example/a", "city example", "info[1]/web"),
        ("cap:1.2", "cap:1.1", "only <alert> of urn:oasis:names:tc:emergency:cap:1.2 (CAP 1.2)"),
    ],
)
def test_what_is_wrong_is_named_with_its_value_and_what_is_allowed(
    old: str, new: str, reason: str
) -> None:
    with pytest.raises(InvalidError) as refused:
        read(changed(old, new))

    assert reason in str(refused.value)


def test_every_fault_is_told_at_once() -> None:
    broken = GOOD.replace("Severe<", "Bad<").replace("Immediate<", "Now<").encode()

    with pytest.raises(InvalidError) as refused:
        read(broken)

    assert "severity" in str(refused.value)
    assert "urgency" in str(refused.value)


def test_an_element_out_of_its_order_is_refused() -> None:
    broken = changed("<category>Met</category>", "").replace(
        b"</certainty>", b"</certainty><category>Met</category>"
    )

    with pytest.raises(InvalidError, match=r"category\[1\]: stands after certainty"):
        read(broken)


@pytest.mark.parametrize("kind", ["Update", "Cancel", "Ack", "Error"])
def test_what_answers_an_alert_says_which(kind: str) -> None:
    lost = changed("Update", kind).replace(
        b"flood@example.org,urn:x:6,2026-09-01T13:05:00-00:00", b""
    )

    with pytest.raises(InvalidError, match=f"references: is empty; {kind} needs sender,identifier"):
        read(lost)


def test_a_restricted_alert_says_by_what_rule() -> None:
    with pytest.raises(InvalidError, match="restriction: is missing; scope Restricted"):
        read(changed("Public", "Restricted"))


BOMB = b"""<?xml version="1.0"?>
<!DOCTYPE lolz [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">]>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>&d;</identifier></alert>"""
FETCHER = b"""<!DOCTYPE a [<!ENTITY secret SYSTEM "file:///etc/hostname">]>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>&secret;</identifier></alert>"""
OUTSIDE = b"""<!DOCTYPE alert SYSTEM "http://127.0.0.1:9/alert.dtd">
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"/>"""


@pytest.mark.parametrize("hostile", [BOMB, FETCHER, OUTSIDE])
def test_entities_that_grow_or_fetch_are_refused_unread(hostile: bytes) -> None:
    with pytest.raises(InvalidError, match="document type"):
        read(hostile)


def test_what_is_no_xml_or_has_no_end_is_refused() -> None:
    with pytest.raises(InvalidError, match="this is not XML"):
        read(b"{}")
    with pytest.raises(InvalidError, match="this is not XML"):
        read(b"")
    with pytest.raises(InvalidError, match="at most"):
        parse(b" " * (LARGEST + 1))


def test_the_command_accepts_the_good_and_refuses_the_rest(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good, bad = tmp_path / "good.xml", tmp_path / "bad.xml"
    good.write_text(GOOD, "utf-8")
    bad.write_bytes(changed("Severe<", "Bad<"))

    assert main(["cap", "check", str(good)]) == 0
    assert main(["cap", "check", str(good), str(bad), str(tmp_path / "none")]) == 1

    told = capsys.readouterr()
    assert "避難指示 (ja-JP), until 2026-09-02T02:05:00+09:00; not signed" in told.out
    assert 'bad.xml: refused: alert/info[1]/severity: "Bad"' in told.err
    assert "none: refused: can't be read" in told.err
