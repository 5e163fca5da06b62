"""What axe-core finds wrong with a page for those who don't see it, hear it or point at it."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Page

AXE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
HARM = ("serious", "critical")


def serious_findings(page: "Page") -> list[str]:
    """Return each serious or critical finding: the rule, what it asks, and where it is broken."""
    # In a world of its own: the page's policy lets no script in but the page's.
    session = page.context.new_cdp_session(page)
    tree = session.send("Page.getFrameTree")["frameTree"]["frame"]["id"]
    world = session.send(
        "Page.createIsolatedWorld",
        {"frameId": tree, "worldName": "axe", "grantUniveralAccess": True},
    )["executionContextId"]

    def run(expression: str) -> Any:
        answer = session.send(
            "Runtime.evaluate",
            {
                "expression": expression,
                "contextId": world,
                "awaitPromise": True,
                "returnByValue": True,
            },
        )
        if "exceptionDetails" in answer:
            raise RuntimeError(answer["exceptionDetails"])
        return answer["result"].get("value")

    run(AXE.read_text(encoding="utf-8") + "\n;undefined")
    found = run("axe.run(document, { resultTypes: ['violations'] }).then((r) => r.violations)")
    session.detach()
    return [
        f"{each['id']}: {each['help']}: {node['target']} {node['html'][:160]}"
        for each in found
        if each["impact"] in HARM
        for node in each["nodes"]
    ]
