"""线程批注: our block of text as a reply in a conversation that Excel 365 keeps about a cell.

Excel 365 shows such a thread alone, and writes the note beside it anew from the thread; older Excel, WPS and
LibreOffice show that note alone. So a mark in such a cell stands in both. What the parts hold: [MS-XLSX] 2.6.203
CT_Person, 2.6.205 CT_ThreadedComment.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import NAMESPACE_URL, uuid5

from budgetgen.workbook.file.patch import Element, Patch, namespace, new
from budgetgen.workbook.marks.cells import Place, place_of
from budgetgen.workbook.marks.texts import AUTHOR, OPENING, Marker, excel_text, find_block

_MICROSOFT: Final = "http://schemas.microsoft.com/office/2017/10/relationships"
_THREADS: Final = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
_PERSONS: Final = "application/vnd.ms-excel.person+xml"
_PERSON_PART: Final = "xl/persons/person.xml"
_KIND: Final = "threadedComment"


class Threads:
    """The threads of one sheet. We reply to them and never begin one."""

    def __init__(self, patch: Patch, part: str) -> None:
        self._patch, self._sheet = patch, part

    @property
    def _part(self) -> str | None:
        found = self._patch.related(self._sheet, _KIND)
        return found.target if found else None

    def places(self) -> dict[Place, Element]:
        """Where a thread is, and what began it."""
        return {
            place: entry
            for entry in self._entries()
            if not entry.get("parentId") and (place := place_of(entry.get("ref", "")))
        }

    def _entries(self) -> list[Element]:
        part = self._part
        return list(self._patch.root(part).iterfind("{*}threadedComment")) if part else []

    def _replies(self, first: Element) -> list[Element]:
        id = first.get("id", "")
        return [each for each in self._entries() if id and each.get("parentId") == id]

    # Taking away ---------------------------------------------------------------------------------

    def strip(self) -> dict[Place, Marker | None]:
        """Take all our text away; gives what its markers said."""
        part, found = self._part, dict[Place, Marker | None]()
        if part is None or AUTHOR.encode() not in self._patch.raw(part):
            return found
        for entry in self._entries():
            text = entry.find("{*}text")
            match = None if text is None else find_block(text.text or "")
            place = place_of(entry.get("ref", ""))
            if match and place:
                found[place] = Marker.read(match[1])
                text.text = (text.text[: match.start()] + text.text[match.end() :]).strip("\n")
                self._tidy(entry, text)
        if found:
            self._patch.touch(part)
            if not self._entries():
                self._patch.drop(self._sheet, _KIND)
        return found

    def _tidy(self, entry: Element, text: Element) -> None:
        """An entry with nothing left in it goes; a headline stays over what others replied to it."""
        if text.text:
            return
        if self._replies(entry):
            text.text = OPENING
        else:
            entry.getparent().remove(entry)

    # Putting in ----------------------------------------------------------------------------------

    def reply(self, first: Element, body: str, marker: Marker) -> None:
        """Our text at the end of the thread that this entry began."""
        part = self._part
        assert part is not None
        last = [first, *self._replies(first)][-1]
        root = self._patch.root(part)
        entry = new(namespace(root), _KIND, **_attributes(first, last, _speaker(self._patch)))
        new(namespace(root), "text", entry).text = f"{excel_text(body)}\n{marker}"
        root.insert(root.index(last) + 1, entry)
        self._patch.touch(part)


def _attributes(first: Element, last: Element, speaker: str) -> dict[str, str]:
    """In Excel's order; the time follows the entry before, so that equal input gives equal bytes."""
    attributes = {
        "ref": first.get("ref", ""),
        "dT": _after(last.get("dT", "")),
        "personId": speaker,
        "id": _guid(last.get("id", "")),
        "parentId": first.get("id", ""),
    }
    return {name: value for name, value in attributes.items() if value}


def _after(moment: str) -> str:
    """A second later, as Excel writes it (UTC, hundredths): it orders equal moments by their ids."""
    try:
        later = datetime.fromisoformat(moment) + timedelta(seconds=1)
    except (ValueError, OverflowError):
        return moment
    return later.replace(tzinfo=None).isoformat(timespec="milliseconds")[:-1]


def _guid(name: str) -> str:
    return f"{{{uuid5(NAMESPACE_URL, f'{AUTHOR}/{name}')}}}".upper()


# Who speaks --------------------------------------------------------------------------------------


def _speaker(patch: Patch) -> str:
    """The id of our person; one without an account has the name again as userId."""
    people = patch.root(_people(patch))
    known = next((each.get("id") for each in _ours(people)), None)
    if known:
        return str(known)
    id = _guid("person")
    who = {"displayName": AUTHOR, "id": id, "userId": AUTHOR, "providerId": "None"}
    person = new(namespace(people), "person", **who)
    people.insert(len(people.findall("{*}person")), person)
    patch.touch(_people(patch))
    return id


def _people(patch: Patch) -> str:
    found = patch.related(patch.workbook, "person")
    if found:
        return found.target
    patch.add(_PERSON_PART, new(_THREADS, "personList"), _PERSONS)
    patch.relate(patch.workbook, "person", _PERSON_PART, _MICROSOFT)
    return _PERSON_PART


def forget_speaker(patch: Patch) -> None:
    """Take our person off the workbook's list, unless an entry is still ours."""
    found = patch.related(patch.workbook, "person")
    if found is None:
        return
    people = patch.root(found.target)
    for person in _ours(people):
        if person.get("id") not in _speaking(patch):
            people.remove(person)
            patch.touch(found.target)


def _ours(people: Element) -> list[Element]:
    return [each for each in people.iterfind("{*}person") if each.get("displayName") == AUTHOR]


def _speaking(patch: Patch) -> set[str]:
    parts = patch.parts(r".*threadedcomment[^/]*\.xml")
    entries = (each for part in parts for each in patch.root(part).iterfind("{*}threadedComment"))
    return {entry.get("personId", "") for entry in entries}
