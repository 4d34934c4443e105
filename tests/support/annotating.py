"""What tests of marks share: marking a workbook, looking into its parts."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from lxml import etree

from budgetgen.findings import Finding
from budgetgen.workbook.marks.annotate import annotate_workbook


def parts(path: Path) -> dict[str, bytes]:
    """The parts of a workbook by name."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def put_parts(path: Path, content: Mapping[str, bytes | str]) -> Path:
    """Write parts as a workbook."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    return path


def annotated(source: Path, folder: Path, findings: Sequence[Finding]) -> Path:
    """A marked copy under a name of its own."""
    path = folder / f"{source.stem}-{len(list(folder.iterdir()))}.xlsx"
    path.write_bytes(annotate_workbook(source, findings))
    return path


def canonical(xml: bytes, *, selected: bool = True) -> bytes:
    """XML that is equal where only its spelling differs."""
    text = xml if selected else re.sub(rb' tabSelected="\w+"', b"", xml)
    return etree.tostring(etree.fromstring(text), method="c14n")
