"""Who may do what: the table of roles, and the person behind a request."""

from typing import Literal, NamedTuple

from kawamori.errors import NotAllowedError
from kawamori.orders import COMMANDER, COMPOSERS, DESK
from kawamori.staff import Role

Act = Literal[
    "see",
    "acknowledge",
    "assign",
    "rule",
    "enter",
    "silence",
    "settle",
    "test",
    "publish",
    "administer",
    "compose",
    "release",
    "report",
    "visit",
    "camera",
    "shelter",
    "write",
    "staff",
    "audit",
    "note",
    "request",
    "issue",
    "enrol",
    "call_out",
    "task",
    "override",
]

MAY: dict[Act, frozenset[str]] = {
    "see": frozenset({"commander", "operator", "branch", "viewer"}),
    "acknowledge": frozenset({"commander", "operator", "branch"}),
    "rule": frozenset({"commander", "operator"}),
    "assign": frozenset({"commander", "operator"}),
    "enter": frozenset({"commander", "operator"}),
    "silence": frozenset({"commander", "operator"}),
    "settle": frozenset({"commander", "operator"}),
    "test": frozenset({"commander", "operator"}),
    "publish": frozenset({"commander"}),
    "administer": frozenset({"commander", "operator"}),
    "compose": COMPOSERS,
    "release": frozenset({COMMANDER}),
    "report": DESK,
    "visit": frozenset({"commander", "operator"}),
    "camera": frozenset({"commander", "operator"}),
    "shelter": frozenset({"commander", "operator", "branch"}),
    "write": frozenset({"commander", "operator", "branch"}),
    "staff": frozenset({COMMANDER}),
    "audit": frozenset({COMMANDER}),
    "note": frozenset({"commander", "operator", "branch"}),
    "request": frozenset({"commander", "operator", "branch"}),
    "issue": frozenset({"commander", "operator", "branch"}),
    "enrol": frozenset({"commander", "operator", "branch"}),
    "call_out": frozenset({"commander", "operator"}),
    "task": frozenset({"commander", "operator", "branch"}),
    "override": frozenset({COMMANDER}),
}


class Person(NamedTuple):
    """A named person, their role, and their office; no office: headquarters."""

    person: str
    role: Role
    office: str | None = None

    def acts(self) -> list[str]:
        """Return what this person's role includes."""
        return sorted(act for act, roles in MAY.items() if self.role in roles)

    def must_be_allowed(self, act: Act) -> None:
        """Raise ``NotAllowedError`` unless this person's role includes the act."""
        if self.role not in MAY[act]:
            allowed = ", ".join(sorted(MAY[act]))
            raise NotAllowedError(f"{self.role} {self.person} may not {act}: {allowed} may")
