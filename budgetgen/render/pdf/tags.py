"""Tags of an accessible PDF: what runs over several pages is one thing for a screen reader.

WeasyPrint tags each page's piece of a table, row or paragraph by itself, a table's with its heads again. Here
the pieces are put together in the tag tree before the file is written: what a piece holds moves to the first
one, heads and foot rules that only repeat become artifacts. Works on pydyf objects (WeasyPrint's ``finisher``);
where the tree is not as expected, the pieces stay apart.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

_TEXTS: Final = ("p", "h1", "h2", "h3", "h4", "h5")
_Pieces = tuple[list[Any], list[Any]]


def finish_tags(document: Any, pdf: Any) -> None:
    """Complete the tags: ``document`` has WeasyPrint's pages, ``pdf`` the objects to be written."""
    tree = _Tree(pdf)
    if tree.root is not None:
        texts = [tree.pieces(document, tag) for tag in _TEXTS]
        rows = tree.pieces(document, "tr")
        join_tables(document, tree)
        join_rows(rows, tree)
        drop_empty_heads(tree)
        for pieces in texts:
            join_texts(pieces, tree)
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


def join_tables(document: Any, tree: _Tree) -> None:
    """Join the pieces of every table."""
    sources = [box.element for page in document.pages for box in _tables(page._page_box)]
    tagged = [node for node in tree.walk(tree.root) if node["S"] == "/Table"]
    for first, table in _parted(sources, tagged):
        tree.join(first, table)


def join_rows(rows: _Pieces, tree: _Tree) -> None:
    """Join the pieces of every row that is higher than its page, cell by cell."""
    for first, row in _parted(*rows):
        if tree.above(row)["S"] == "/TBody":
            for cell, rest in zip(tree.children(first), tree.children(row), strict=True):
                tree.move(rest, cell)
            tree.remove(row)


def drop_empty_heads(tree: _Tree) -> None:
    """Take out the heads of tables that have none."""
    heads = [node for node in tree.walk(tree.root) if node["S"] == "/THead"]
    for head in heads:
        nested = tree.above(head)["S"] == "/THead"
        if not nested and not any(node["S"] == "/TR" for node in tree.walk(head)):
            tree.remove(head)


def join_texts(texts: _Pieces, tree: _Tree) -> None:
    """Join the pieces of every paragraph or heading."""
    for first, text in _parted(*texts):
        tree.move(text, first)
        tree.remove(text)


def _parted(sources: list[Any], tagged: list[Any]) -> Iterator[tuple[Any, Any]]:
    """The first and a later piece of one source; none where the tags are not those of the boxes."""
    firsts: dict[int, Any] = {}
    if len(sources) == len(tagged):
        for source, node in zip(sources, tagged, strict=True):
            first = firsts.setdefault(id(source), node)
            if first is not node:
                yield first, node


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


def _own(box: Any, tag: str) -> Iterator[Any]:
    """Boxes of a page's elements of one name, in the order in which they are tagged."""
    from weasyprint.formatting_structure.boxes import LineBox, MarginBox

    if isinstance(box, MarginBox | LineBox):
        return
    if box.element is not None and box.element_tag == tag:
        yield box
    for child in getattr(box, "children", ()):
        yield from _own(child, tag)


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

    def above(self, node: Any) -> Any:
        """The element that a node is in."""
        return self._object(node["P"])

    def pieces(self, document: Any, tag: str) -> _Pieces:
        """Boxes' elements of one name, page by page, and the nodes that were made of them."""
        boxes = (box for page in document.pages for box in _own(page._page_box, tag))
        name = f"/{tag.upper()}"
        return [box.element for box in boxes], [n for n in self.walk(self.root) if n["S"] == name]

    def move(self, node: Any, to: Any) -> None:
        """Move everything that a node holds to the end of another."""
        for child in self.children(node):
            child["P"] = to.reference
            to["K"].append(child.reference)

    def join(self, first: Any, piece: Any) -> None:
        """Move a later page's rows under the first page's table."""
        for part in self.children(piece):
            if part["S"] in ("/THead", "/TFoot"):
                self._turn_into_artifacts(part)
            else:
                self._rename_heads(part, piece.number, first.number)
                part["P"] = first.reference
                first["K"].append(part.reference)
        self.remove(piece)

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

    def remove(self, node: Any) -> None:
        """Take a node out, and whatever it leaves empty above it."""
        above = self.above(node)
        above["K"].remove(node.reference)
        if not above["K"] and above is not self.root:
            self.remove(above)
