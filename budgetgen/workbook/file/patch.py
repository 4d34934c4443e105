"""改包: an .xlsx as parts of a zip; parts nobody touches are copied as they are, compressed bytes and all."""

from __future__ import annotations

import copy
import io
import posixpath
import re
import struct
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeAlias

from lxml import etree

Element: TypeAlias = Any
"""An lxml element; its stubs know neither default namespaces nor that attributes are text."""

WORKSHEET: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
STYLES: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
COMMENTS: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
VML: Final = "application/vnd.openxmlformats-officedocument.vmlDrawing"

_TYPES: Final = "[Content_Types].xml"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006/"
_RELATIONS: Final = f"{_PACKAGE}relationships"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PROLOG: Final = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_FIND_PROLOG: Final = re.compile(rb"(?:\xef\xbb\xbf)?\s*<\?xml[^>]*\?>\s*")
_OTHER_ENCODING: Final = re.compile(rb"encoding\s*=\s*[\"'](?!utf-8)", re.IGNORECASE)
_OPEN_BREAK: Final = re.compile(rb"<br>(?!\s*</br>)")
_LONG_AGO: Final = (1980, 1, 1, 0, 0, 0)
_LOCAL_HEADER: Final = 30
_HAS_DESCRIPTOR: Final = 0x08


class Relation(NamedTuple):
    """关系: how one part names another."""

    id: str
    kind: str
    target: str


def local(element: Element) -> str:
    """A tag without its namespace; empty for comments and instructions."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def namespace(element: Element) -> str:
    """The namespace of an element; transitional, strict or ours to come."""
    return etree.QName(element).namespace or ""


def new(space: str, tag: str, parent: Element | None = None, **attributes: str) -> Element:
    """A new element, at the end of its parent if it has one."""
    name, default = f"{{{space}}}{tag}", {None: space}
    if parent is None:
        return etree.Element(name, attributes, nsmap=default)  # type: ignore[arg-type]
    return etree.SubElement(parent, name, attributes)


def parse(data: bytes, *, lenient: bool = False) -> Element:
    """XML without entities or network; VML by Excel is not always well-formed: its breaks stay open."""
    if lenient:
        data = _OPEN_BREAK.sub(b"<br/>", data)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=True, recover=lenient
    )
    return etree.fromstring(data, parser)


class Patch:
    """An .xlsx being changed: parsed parts by name, and how they refer to each other."""

    def __init__(self, path: Path) -> None:
        self._data = path.read_bytes()
        self._zip = zipfile.ZipFile(io.BytesIO(self._data))
        self._names = {_key(name): name for name in self._zip.namelist()}
        self._roots: dict[str, Element] = {}
        self._changed: dict[str, None] = {}
        self.workbook = next(r.target for r in self.relations("") if r.kind == "officeDocument")

    # Parts ---------------------------------------------------------------------------------------

    def has(self, part: str) -> bool:
        """Whether there is such a part."""
        return _key(part) in self._names

    def parts(self, pattern: str) -> list[str]:
        """Names of the parts that a regular expression describes."""
        return [name for key, name in self._names.items() if re.fullmatch(pattern, key)]

    def raw(self, part: str) -> bytes:
        """A part as it came."""
        return self._zip.read(self._names[_key(part)])

    def root(self, part: str) -> Element:
        """A part's XML; say `touch` after changing it."""
        name = self._names[_key(part)]
        if name not in self._roots:
            self._roots[name] = parse(self.raw(name), lenient=name.lower().endswith(".vml"))
        return self._roots[name]

    def touch(self, part: str) -> None:
        """This part has changed and must be written anew."""
        self._changed[self._names[_key(part)]] = None

    def add(self, part: str, root: Element, content_type: str) -> None:
        """A new part."""
        self._names[_key(part)] = part
        self._roots[part] = root
        self.touch(part)
        if content_type:
            self._declare(part, content_type)

    def remove(self, part: str) -> None:
        """Take a part out, and its own relations."""
        if not self.has(part):
            return
        name = self._names.pop(_key(part))
        self._roots.pop(name, None)
        self._changed.pop(name, None)
        self._forget(part)
        self.remove(_relations_of(part))

    def free(self, pattern: str) -> str:
        """The first name of the kind ``xl/comments{}.xml`` that is not taken."""
        number = 1
        while self.has(pattern.format(number)):
            number += 1
        return pattern.format(number)

    # Content types -------------------------------------------------------------------------------

    def _declare(self, part: str, content_type: str) -> None:
        types, extension = self.root(_TYPES), part.rpartition(".")[2]
        if content_type == VML and any(_lower(e, "Extension") == extension for e in types):
            return
        attributes = {"PartName": f"/{part}", "ContentType": content_type}
        new(namespace(types), "Override", types, **attributes)
        self.touch(_TYPES)

    def _forget(self, part: str) -> None:
        types = self.root(_TYPES)
        for entry in list(types):
            if _key(entry.get("PartName", "")) == _key(part):
                types.remove(entry)
                self.touch(_TYPES)

    # Relations -----------------------------------------------------------------------------------

    def relations(self, part: str) -> list[Relation]:
        """What a part refers to inside the package."""
        return [] if not self.has(_relations_of(part)) else list(self._relations(part))

    def _relations(self, part: str) -> Iterator[Relation]:
        folder = posixpath.dirname(part)
        for each in self.root(_relations_of(part)).iter("{*}Relationship"):
            if each.get("TargetMode") == "External":
                continue
            target = each.get("Target", "").replace("\\", "/")
            whole = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            yield Relation(each.get("Id", ""), posixpath.basename(each.get("Type", "")), whole)

    def related(self, part: str, kind: str) -> Relation | None:
        """The first relation of a kind that leads to a part."""
        found = (r for r in self.relations(part) if r.kind == kind and self.has(r.target))
        return next(found, None)

    def relate(self, part: str, kind: str, target: str, space: str = "") -> str:
        """Let a part refer to another; gives the new relation's id. Kinds are Office's but for others' space."""
        rels = _relations_of(part)
        if not self.has(rels):
            self.add(rels, new(_RELATIONS, "Relationships"), "")
        root = self.root(rels)
        taken = {each.get("Id") for each in root}
        id = next(f"rId{n}" for n in range(1, len(taken) + 2) if f"rId{n}" not in taken)
        relative = posixpath.relpath(target, posixpath.dirname(part) or ".")
        type = f"{space or self.office}/{kind}"
        new(_RELATIONS, "Relationship", root, Id=id, Type=type, Target=relative)
        self.touch(rels)
        return id

    def unrelate(self, part: str, id: str) -> None:
        """Take one relation of a part back."""
        rels = _relations_of(part)
        root = self.root(rels)
        for each in [each for each in root if each.get("Id") == id]:
            root.remove(each)
        self.touch(rels)
        if not len(root):
            self.remove(rels)

    def drop(self, part: str, kind: str) -> None:
        """Take a part away that another one refers to by this kind of relation."""
        relation = self.related(part, kind)
        if relation:
            self.unrelate(part, relation.id)
            self.remove(relation.target)

    @property
    def office(self) -> str:
        """The namespace of relations: transitional or strict, as the workbook has it."""
        sheets = self.root(self.workbook).iter("{*}sheet")
        names = (etree.QName(key) for sheet in sheets for key in sheet.attrib)
        return next((name.namespace for name in names if name.localname == "id"), None) or _OFFICE

    # Writing -------------------------------------------------------------------------------------

    def to_bytes(self) -> bytes:
        """The package: order, dates and bytes of untouched parts as they came."""
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            came = {info.filename: info for info in self._zip.infolist()}
            for name in [*came, *self._changed]:
                if name in archive.NameToInfo or _key(name) not in self._names:
                    continue
                if name in self._changed:
                    info = zipfile.ZipInfo(name, _LONG_AGO)
                    info.compress_type = zipfile.ZIP_DEFLATED
                    archive.writestr(info, self._written(name))
                else:
                    self._copy(came[name], archive)
        return out.getvalue()

    def _written(self, name: str) -> bytes:
        prolog = b"" if name.lower().endswith(".vml") else _PROLOG
        raw = self.raw(name) if name in self._zip.NameToInfo else None
        if raw is not None:
            found = _FIND_PROLOG.match(raw)
            if not (found and _OTHER_ENCODING.search(found[0])):
                prolog = found[0] if found else b""
        data = etree.tostring(self._roots[name], encoding="UTF-8", xml_declaration=False)
        if raw and name.lower().endswith(".vml") and _OPEN_BREAK.search(raw):
            data = data.replace(b"<br/>", b"<br>")
        return prolog + data

    def _copy(self, info: zipfile.ZipInfo, archive: zipfile.ZipFile) -> None:
        start = info.header_offset + _LOCAL_HEADER
        name, extra = struct.unpack("<HH", self._data[start - 4 : start])
        start += name + extra
        same = copy.copy(info)
        same.flag_bits &= ~_HAS_DESCRIPTOR
        assert archive.fp is not None
        same.header_offset = archive.fp.tell()
        archive.fp.write(same.FileHeader())
        archive.fp.write(self._data[start : start + info.compress_size])
        archive.filelist.append(same)
        archive.NameToInfo[same.filename] = same
        archive.start_dir = archive.fp.tell()


def _key(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()


def _lower(element: Element, attribute: str) -> str:
    return str(element.get(attribute, "")).lower()


def _relations_of(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")
