"""Asking the API for orders, as tests do: composed, acted on, previewed, listed."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from api.testing.asking import Api

ORDER = {
    "alert_level": 4,
    "areas": ["kawara", "minato"],
    "reason": "川辺橋で氾濫危険水位に到達",
    "shelter": "川辺小学校",
    "url": "https://city.example.jp/hinan",
}
PHRASE = "避難指示 川原町ほか1地区"


def compose(api: "Api", *, who: str = "Fumi", query: str = "", **other: object) -> dict[str, Any]:
    """Compose an order; ``httpx.HTTPStatusError`` when that is refused."""
    answer = api.post(f"/hq/orders{query}", who=who, json=ORDER | other)
    return dict(answer.raise_for_status().json())


def do(api: "Api", order: dict[str, Any], act: str, *, who: str = "Goro", **said: object) -> Any:
    """Do something with an order; ``httpx.HTTPStatusError`` when that is refused."""
    answer = api.post(f"/hq/orders/{order['order_id']}/{act}", who=who, json=said)
    return answer.raise_for_status().json()


def refused(
    api: "Api", order: dict[str, Any], act: str, *, who: str = "Goro", **said: object
) -> tuple[int, str]:
    """Return with what status and words an act is refused; ``AssertionError`` when it is not."""
    answer = api.post(f"/hq/orders/{order['order_id']}/{act}", who=who, json=said)
    if not answer.is_error:
        raise AssertionError(answer.text)
    return answer.status_code, answer.json()["error"]["message"]


def preview(api: "Api", order: dict[str, Any], what: str = "preview") -> dict[str, Any]:
    """Return what a release, or something else, would tell."""
    answer = api.get(f"/hq/orders/{order['order_id']}/{what}")
    return dict(answer.raise_for_status().json())


def shown(api: "Api", query: str = "") -> list[dict[str, Any]]:
    """Return the orders that headquarters sees."""
    return list(api.get(f"/hq/orders{query}").json()["orders"])


def announced(api: "Api") -> list[dict[str, Any]]:
    """Return the orders that everybody sees."""
    return list(api.get("/public/orders", who=None).json()["orders"])
