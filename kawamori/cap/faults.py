"""What is wrong with a CAP file: which element, its value, and what is allowed there."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from lxml import etree

from kawamori.cap.alerts import NAMESPACE, MsgType, Scope
from kawamori.cap.grammar import ALERT, REFERENCES, Element, Rule

SIGNATURES = "http://www.w3.org/2000/09/xmldsig#"
_INSTANCE = "{http://www.w3.org/2001/XMLSchema-instance}"
_HINTS = {f"{_INSTANCE}schemaLocation", f"{_INSTANCE}noNamespaceSchemaLocation"}
SHOWN = 80  # characters of a value


class Fault(NamedTuple):
    """One thing that is wrong."""

    where: str
    what: str

    def __str__(self) -> str:
        """Return both, as a person reads them."""
        return f"{self.where}: {self.what}"


def faults(root: etree._Element) -> list[Fault]:
    """Return all that is wrong with an alert; nothing when it is CAP 1.2."""
    if root.tag != f"{{{NAMESPACE}}}alert":
        name = etree.QName(root)
        found = f"<{name.localname}> of the namespace {name.namespace or '(none)'}"
        return [Fault("file", f"{found}; only <alert> of {NAMESPACE} (CAP 1.2) is read")]
    return [*_inside(root, ALERT, "alert"), *_between(root)]


def _inside(parent: etree._Element, elements: Sequence[Element], path: str) -> Iterator[Fault]:
    """Yield what is wrong below an element that holds others."""
    yield from _attributes(parent, path)
    if text_of(parent).strip():
        yield Fault(path, f"text between its elements: {_short(text_of(parent))}")
    known = {element.name: (at, element) for at, element in enumerate(elements)}
    seen: Counter[str] = Counter()
    reached, last = 0, ""
    for child in parent.iterchildren("*"):
        name = _name(child)
        if name not in known:
            if path != "alert" or etree.QName(child).namespace != SIGNATURES:
                yield Fault(f"{path}/{name}", f"no such element; allowed are {', '.join(known)}")
            else:
                reached, last = len(elements), "Signature"
            continue
        at, element = known[name]
        seen[name] += 1
        where = f"{path}/{name}[{seen[name]}]" if element.many else f"{path}/{name}"
        if at < reached:
            yield Fault(where, f"stands after {last}; it comes before it")
        reached, last = max((reached, last), (at, name))
        yield from _content(child, element, where)
    for element in elements:
        if element.required and not seen[element.name]:
            yield Fault(f"{path}/{element.name}", f"is missing; {_allowed(element)}")
        if not element.many and seen[element.name] > 1:
            yield Fault(f"{path}/{element.name}", f"stands {seen[element.name]} times, not once")


def _content(node: etree._Element, element: Element, path: str) -> Iterator[Fault]:
    if not isinstance(element.holds, Rule):
        yield from _inside(node, element.holds, path)
        return
    yield from _attributes(node, path)
    if next(node.iterchildren("*"), None) is not None:
        yield Fault(path, "holds other elements; only text is allowed")
    elif not element.holds.fits(text_of(node)):
        yield Fault(path, f"{_short(text_of(node))}; allowed is {element.holds.allowed}")


def _between(root: etree._Element) -> Iterator[Fault]:
    """Yield what one element demands of another."""
    kind, scope = text_at(root, "msgType"), text_at(root, "scope")
    if kind in {*MsgType} - {MsgType.ALERT} and not text_at(root, "references").split():
        yield Fault("alert/references", f"is empty; {kind} needs {REFERENCES.allowed}")
    for needed_by, name in ((Scope.RESTRICTED, "restriction"), (Scope.PRIVATE, "addresses")):
        if scope == needed_by and not text_at(root, name).strip():
            yield Fault(f"alert/{name}", f"is missing; scope {scope} needs it")


def text_at(parent: etree._Element, name: str) -> str:
    """Return the text of a child, nothing when there is none."""
    child = parent.find(f"{{{NAMESPACE}}}{name}")
    return "" if child is None else text_of(child)


def text_of(node: etree._Element) -> str:
    """Return an element's text, comments within it left out."""
    return (node.text or "") + "".join(child.tail or "" for child in node)


def _name(node: etree._Element) -> str:
    name = etree.QName(node)
    return name.localname if name.namespace == NAMESPACE else name.text


def _attributes(node: etree._Element, path: str) -> Iterator[Fault]:
    for attribute in node.attrib:
        if attribute not in _HINTS:
            yield Fault(path, f"has an attribute {attribute!s}; CAP knows none")


def _allowed(element: Element) -> str:
    if isinstance(element.holds, Rule):
        return f"allowed is {element.holds.allowed}"
    return f"it holds {', '.join(part.name for part in element.holds)}"


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return f'"{plain[:SHOWN]}…"' if len(plain) > SHOWN else f'"{plain}"'
