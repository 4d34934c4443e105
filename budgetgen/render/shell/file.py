"""A DOCX file: a template filled by docxtpl, and packed so that equal content gives equal bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from budgetgen.profiles import ProfileError

if TYPE_CHECKING:
    from docx.document import Document as Docx

_ZIP_DATE: Final = (1980, 1, 1, 0, 0, 0)


def fill(path: Path, context: Mapping[str, Any]) -> Docx:
    """Fill the placeholders, strictly: an unknown name is an error, every text is escaped.

    Raises ProfileError where the file is no Word file or names something unknown.
    """
    from docx.opc.exceptions import PackageNotFoundError
    from docxtpl import DocxTemplate
    from jinja2 import Environment, StrictUndefined, TemplateError

    template = DocxTemplate(str(path))
    try:
        template.render(dict(context), Environment(autoescape=True, undefined=StrictUndefined))
    except (PackageNotFoundError, zipfile.BadZipFile):
        raise ProfileError(f"{path}：不是 Word 文件，或已损坏。") from None
    except TemplateError as broken:
        known = "、".join(context)
        raise ProfileError(f"{path}：占位符有误：{broken.message}。可用的有：{known}。") from None
    docx: Docx = template.docx
    return docx


def packed(docx: Docx) -> bytes:
    """The file, with fixed dates in its ZIP."""
    saved = io.BytesIO()
    docx.save(saved)
    return zipped(file_parts(saved.getvalue()))


def file_parts(data: bytes) -> dict[str, bytes]:
    """The parts of a file by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(parts: Mapping[str, bytes]) -> bytes:
    """Parts as a file, with fixed dates in its ZIP."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, data in parts.items():
            info = zipfile.ZipInfo(name, _ZIP_DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 0
            archive.writestr(info, data, compresslevel=6)
    return target.getvalue()
