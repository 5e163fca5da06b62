"""What the tasks of a page's main thread cost: how long each stood, and its own work in that time.

On a machine with fewer cores than what runs on it a task stands longer than it works: it waits
for a core. Chromium's trace tells one from the other.
"""

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import Page

_TASK = "ThreadControllerImpl::RunTask"


@dataclass
class Tasks:
    """Each task's time on the clock and of the processor, in ms."""

    stood_ms: list[float] = field(default_factory=list)
    worked_ms: list[float] = field(default_factory=list)


@contextmanager
def traced(page: Page) -> Iterator[Tasks]:
    """Trace what happens inside the block; the tasks are there once it has ended."""
    browser = page.context.browser
    if browser is None:
        raise ValueError("the page has no browser of its own to trace")
    tasks = Tasks()
    browser.start_tracing(page=page, categories=["-*", "toplevel"])
    yield tasks
    events = json.loads(browser.stop_tracing())["traceEvents"]
    mains = {
        (event["pid"], event["tid"])
        for event in events
        if event["name"] == "thread_name" and event["args"]["name"] == "CrRendererMain"
    }
    count = Counter((e["pid"], e["tid"]) for e in events if e["name"] == _TASK)
    busiest = max(mains, key=lambda thread: count[thread])  # a browser keeps a spare one
    for event in events:
        if event["name"] == _TASK and (event["pid"], event["tid"]) == busiest:
            tasks.stood_ms.append(event.get("dur", 0) / 1e3)
            tasks.worked_ms.append(event.get("tdur", 0) / 1e3)
