"""The catalogue for machines: what there is, as DCAT in JSON-LD."""

from collections.abc import Callable
from typing import Any

from api.residents.files import HOUR, File
from api.residents.open_data.explained import EXPLAINED_IN, explained
from api.residents.open_data.sets import SETS, DataSet
from api.residents.open_data.tables import json_file, licence_of
from api.residents.words import plain, words
from kawamori.orders import City
from kawamori.people import Language
from kawamori.settings import Settings

PATH = "open/catalog.jsonld"
_CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
}
_MEDIA_TYPE = "https://www.iana.org/assignments/media-types/"


def catalogue_file(settings: Settings, city: City) -> File:
    """Return every data set with its files, at addresses that lead there from anywhere."""
    url, licence = settings.pages_url(), licence_of(settings)
    terms = {"@id": licence.url} if licence.url else licence.name
    publisher = {
        "@type": "foaf:Organization",
        "foaf:name": _said(lambda la: city.name if la is Language.JA else city.name_en),
    }
    told: dict[str, Any] = {
        "@context": _CONTEXT,
        "@id": f"{url}/{PATH}",
        "@type": "dcat:Catalog",
        "dct:title": _said(lambda la: plain(words("open", la)["open.title"])),
        "dct:publisher": publisher,
        "dct:license": terms,
        "foaf:homepage": {"@id": f"{url}/open/"},
        "dcat:dataset": [
            {**_data_set(each, url), "dct:publisher": publisher, "dct:license": terms}
            for each in SETS
        ],
    }
    if contact := settings.open_data_contact:
        where = contact if "://" in contact else f"mailto:{contact}"
        told["dcat:contactPoint"] = {"@type": "vcard:Organization", "vcard:hasURL": {"@id": where}}
    return json_file(PATH, told, "application/ld+json")._replace(cache_control=HOUR)


def _data_set(each: DataSet, url: str) -> dict[str, Any]:
    return {
        "@id": f"{url}/open/#{each.name}",
        "@type": "dcat:Dataset",
        "dct:identifier": each.name,
        "dct:title": _said(lambda la: plain(words("open", la)[f"set.{each.name}"])),
        "dct:description": _said(lambda la: explained(la)[f"about.{each.name}"]),
        "dcat:landingPage": {"@id": f"{url}/open/"},
        "dcat:distribution": [
            {
                "@type": "dcat:Distribution",
                **_where(f"{url}/{path}"),
                "dcat:mediaType": {"@id": _MEDIA_TYPE + media_type.partition(";")[0]},
            }
            for path, media_type in each.paths
        ],
    }


def _where(address: str) -> dict[str, Any]:
    """Return where a file is; one for each station is found by the page that tells of it."""
    if "{" in address:
        return {"dct:description": address}
    return {"dcat:downloadURL": {"@id": address}}


def _said(word: Callable[[Language], str]) -> list[dict[str, str]]:
    return [{"@language": each, "@value": word(each)} for each in EXPLAINED_IN]
