"""Tags of an accessible PDF: a table that runs over several pages is one table for a screen reader.

WeasyPrint tags each page's piece as a table of its own, with its heads again. Here the pieces are put together
in the tag tree before the file is written: rows move to the first piece, heads and foot rules that only repeat
become artifacts. Works on pydyf objects (WeasyPrint's ``finisher``); where the tree is not as expected, the
pieces stay apart.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def finish_tags(document: Any, pdf: Any) -> None:
    """Complete the tags: ``document`` has WeasyPrint's pages, ``pdf`` the objects to be written."""
    join_tables(document, pdf)
    describe_links(document, pdf)


def describe_links(document: Any, pdf: Any) -> None:
    """Links say where they lead, and Tab goes through them in reading order (ISO 14289-1, 7.18)."""
    import pydyf

    for page in document.pages:
        for box in _boxes(page._page_box):
            annotation = getattr(box, "link_annotation", None)
            if annotation is not None and box.element is not None:
                annotation["Contents"] = pydyf.String("".join(box.element.itertext()).strip())
    for reference in pdf.page_references:
        pdf.objects[int(reference.split()[0])]["Tabs"] = "/S"


def join_tables(document: Any, pdf: Any) -> None:
    """Join the pieces of every table."""
    tree = _Tree(pdf)
    if tree.root is None:
        return
    sources = [box.element for page in document.pages for box in _tables(page._page_box)]
    tagged = [node for node in tree.walk(tree.root) if node["S"] == "/Table"]
    if len(sources) != len(tagged):
        return
    firsts: dict[int, Any] = {}
    for source, table in zip(sources, tagged, strict=True):
        first = firsts.setdefault(id(source), table)
        if first is not table:
            tree.join(first, table)


def _tables(box: Any) -> Iterator[Any]:
    """Table boxes of a page in the order in which they are tagged; running heads are not."""
    from weasyprint.formatting_structure.boxes import MarginBox

    if getattr(box, "is_table_wrapper", False):
        yield box
        return
    for child in getattr(box, "children", ()):
        if not isinstance(child, MarginBox):
            yield from _tables(child)


def _boxes(box: Any) -> Iterator[Any]:
    yield box
    for child in getattr(box, "children", ()):
        yield from _boxes(child)


class _Tree:
    """The structure tree of a PDF about to be written."""

    def __init__(self, pdf: Any) -> None:
        self._pdf = pdf
        self._pages = list(pdf.page_references)
        root = self._object(pdf.catalog.get("StructTreeRoot"))
        self.root = self._object(root["K"][0]) if root else None
        self._nums = self._object(root["ParentTree"])["Nums"] if root else []

    def _object(self, reference: Any) -> Any:
        if reference is None:
            return None
        text = reference.decode() if isinstance(reference, bytes) else str(reference)
        return self._pdf.objects[int(text.split()[0])]

    def children(self, node: Any) -> list[Any]:
        """Structure elements right below (content and links left out)."""
        found = (self._object(k) for k in node.get("K", ()) if not isinstance(k, int))
        return [each for each in found if each.get("Type") == "/StructElem"]

    def walk(self, node: Any) -> Iterator[Any]:
        """A node and all below, in reading order."""
        yield node
        for child in self.children(node):
            yield from self.walk(child)

    def join(self, first: Any, piece: Any) -> None:
        """Move a later page's rows under the first page's table."""
        for part in self.children(piece):
            if part["S"] in ("/THead", "/TFoot"):
                self._turn_into_artifacts(part)
            else:
                self._rename_heads(part, piece.number, first.number)
                part["P"] = first.reference
                first["K"].append(part.reference)
        self._remove(piece)

    def _rename_heads(self, part: Any, old: int, new: int) -> None:
        """Cells name the head cells of their own piece; those of the first stand in the same places."""
        import pydyf

        for node in self.walk(part):
            attributes = node.get("A")
            if attributes and attributes.get("Headers"):
                attributes["Headers"] = pydyf.Array(
                    pydyf.String(head.string.replace(f"{old}-", f"{new}-", 1))
                    for head in attributes["Headers"]
                )

    def _turn_into_artifacts(self, part: Any) -> None:
        for node in self.walk(part):
            for mcid in (k for k in node["K"] if isinstance(k, int)):
                page = self._pages.index(node["Pg"])
                self._nums[2 * page + 1][mcid] = "null"
                self._unmark(page, mcid)

    def _unmark(self, page: int, mcid: int) -> None:
        """In the page's content: begin an artifact where the marked content began."""
        operators = self._object(self._object(self._pages[page])["Contents"]).stream
        for place, operator in enumerate(operators):
            if isinstance(operator, dict) and operator.get("MCID") == mcid:
                operators[place - 1 : place + 2] = ["/Artifact", b"BMC"]
                return

    def _remove(self, node: Any) -> None:
        """Take a node out, and whatever it leaves empty above it."""
        above = self._object(node["P"])
        above["K"].remove(node.reference)
        if not above["K"] and above is not self.root:
            self._remove(above)
