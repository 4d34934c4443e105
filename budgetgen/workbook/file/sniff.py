"""What a file is that is not a workbook, in words: by its content, because names lie."""

from __future__ import annotations

import re
from typing import Final, NamedTuple


class FileVerdict(NamedTuple):
    """What the file is, and what to do about it."""

    message: str
    remedy: str


SAVE_AS: Final = "用 WPS 或 Excel 打开它，另存为“Excel 工作簿(*.xlsx)”，再用另存的文件"
_ASK_AGAIN: Final = "选用填好的预算公开工作簿（.xlsx）"
_UNPACK: Final = "先解压，再选用其中的工作簿"
_COPY_AGAIN: Final = "重新下载或复制一份，确认能用 WPS 或 Excel 打开再试"

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"

BROKEN_ZIP: Final = FileVerdict("文件不完整，可能是下载、复制或保存时中断", _COPY_AGAIN)
DAMAGED: Final = FileVerdict("文件已损坏，内容无法读取", f"{SAVE_AS}；打不开的，{_COPY_AGAIN}")
LOCK_FILE: Final = FileVerdict(
    "这是表格软件打开工作簿时留下的临时文件", "选用同一文件夹里名称不带“~$”的文件"
)


_MAGIC: Final[tuple[tuple[bytes, FileVerdict], ...]] = (
    (ZIP, BROKEN_ZIP),
    (b"PK\x05\x06", FileVerdict("这是空的压缩包，不是工作簿", _ASK_AGAIN)),
    (b"%PDF", FileVerdict("这是 PDF 文件，不是工作簿", _ASK_AGAIN)),
    (b"Rar!", FileVerdict("这是 RAR 压缩包", _UNPACK)),
    (b"7z\xbc\xaf", FileVerdict("这是 7z 压缩包", _UNPACK)),
    (b"\x1f\x8b", FileVerdict("这是 gzip 压缩包", _UNPACK)),
    (b"{\\rtf", FileVerdict("这是 RTF 文档，不是工作簿", _ASK_AGAIN)),
    (b"\x89PNG", FileVerdict("这是图片，不是工作簿", _ASK_AGAIN)),
    (b"\xff\xd8\xff", FileVerdict("这是图片，不是工作簿", _ASK_AGAIN)),
)


def describe(name: str, data: bytes) -> FileVerdict:
    """Say what a file without the make of an .xlsx is."""
    if not data.strip(b"\0"):
        return FileVerdict("文件是空的", _COPY_AGAIN)
    if name.startswith(("~$", ".~")):
        return LOCK_FILE
    if data.startswith(_OLE):
        return _ole(name, data)
    known = next((verdict for magic, verdict in _MAGIC if data.startswith(magic)), None)
    return known or _text(data)


def _ole(name: str, data: bytes) -> FileVerdict:
    if _stream("EncryptedPackage") in data:
        return FileVerdict(
            "工作簿设有打开密码，无法读取",
            "用 WPS 或 Excel 打开，去掉打开密码（文件→信息→保护工作簿，或文件→文档加密），保存后再试",
        )
    if _stream("WordDocument") in data:
        return FileVerdict("这是旧格式的 Word 文档（.doc），不是工作簿", _ASK_AGAIN)
    if _stream("Workbook") in data or _stream("Book") in data:
        kind = "WPS 表格格式（.et）" if name.lower().endswith((".et", ".ett")) else "旧格式（.xls）"
        return FileVerdict(f"这是{kind}的工作簿", SAVE_AS)
    return FileVerdict("这是旧格式的办公文件，不是 .xlsx 工作簿", SAVE_AS)


def _stream(name: str) -> bytes:
    return name.encode("utf-16-le") + b"\0\0"


def _text(data: bytes) -> FileVerdict:
    text = _decoded(data[:65536])
    if text is None:
        return FileVerdict(
            "无法识别的文件：不是 .xlsx 工作簿，或被加密软件加密",
            f"{SAVE_AS}；单位安装了文档加密软件的，先解密",
        )
    start = text.lstrip("\ufeff \t\r\n").lower()
    if "urn:schemas-microsoft-com:office:spreadsheet" in start:
        return FileVerdict("这是“XML 表格 2003”，不是 .xlsx 工作簿", SAVE_AS)
    if start.startswith(("<!doctype html", "<html", "<table", "mime-version")) or "<html" in start:
        return FileVerdict("这是网页（HTML）改了名字，不是真正的工作簿", SAVE_AS)
    if any(mark in start for mark in (",", "\t", ";", "，")) and start.count("\n"):
        return FileVerdict("这是文本表格（CSV）改了名字，不是真正的工作簿", SAVE_AS)
    return FileVerdict("这是纯文本文件，不是工作簿", _ASK_AGAIN)


def _decoded(data: bytes) -> str | None:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data[: len(data) // 2 * 2].decode("utf-16", errors="replace")
    if b"\0" in data:
        return None
    for encoding in ("utf-8", "gb18030"):
        # The cut may lie inside a character.
        for shorter in range(4):
            try:
                return data[: len(data) - shorter].decode(encoding)
            except UnicodeDecodeError:
                continue
    return None


_SAYS_WHAT: Final[tuple[tuple[str, FileVerdict], ...]] = (
    (r"word/", FileVerdict("这是 Word 文档（.docx），不是工作簿", _ASK_AGAIN)),
    (r"ppt/", FileVerdict("这是演示文稿（.pptx），不是工作簿", _ASK_AGAIN)),
    (r"xl/workbook\.bin$", FileVerdict("这是二进制工作簿（.xlsb）", SAVE_AS)),
    (r"mimetype$", FileVerdict("这是 OpenDocument 文件（.ods 等），不是 .xlsx 工作簿", SAVE_AS)),
    (r".*\.(xlsx|xls|et)$", FileVerdict("这是内含工作簿的压缩包", _UNPACK)),
    (r"\[content_types\]\.xml$", DAMAGED),
)


def describe_zip(names: frozenset[str]) -> FileVerdict:
    """Say what a zip file is that holds no .xlsx workbook."""
    for pattern, verdict in _SAYS_WHAT:
        if any(re.match(pattern, name) for name in names):
            return verdict
    return FileVerdict("这是压缩包，不是工作簿", _ASK_AGAIN)
