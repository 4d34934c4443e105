"""Files that can't be read: each is named for what it is, with what to do."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

import pytest
from docx import Document

from budgetgen.workbook.file import package
from budgetgen.workbook.file.package import WorkbookError, identify_workbook
from budgetgen.workbook.read.reader import read_workbook
from support.places import DATA
from support.workbook_factory import read, save

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def stream(name: str) -> bytes:
    """An OLE2 file whose directory names one stream."""
    return OLE + name.encode("utf-16-le").ljust(128, b"\0")


def zipped(**members: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return buffer.getvalue()


def docx() -> bytes:
    buffer = io.BytesIO()
    Document().save(buffer)
    return buffer.getvalue()


def refusal(path: Path) -> str:
    """What both readers say of a file they can't read."""
    with pytest.raises(WorkbookError) as first:
        read_workbook(path)
    with pytest.raises(WorkbookError) as second:
        identify_workbook(path)
    assert str(first.value) == str(second.value)
    assert path.name in str(first.value)
    assert first.value.remedy
    return first.value.message


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.xlsx", b"", "空的"),
        ("a.xlsx", bytes(4096), "空的"),
        ("a.xlsx", stream("EncryptedPackage"), "打开密码"),
        ("a.xls", stream("Workbook"), ".xls"),
        ("a.xlsx", stream("Book"), ".xls"),
        ("a.et", stream("Workbook"), ".et"),
        ("a.xlsx", stream("WordDocument"), ".doc"),
        ("a.xlsx", OLE, "旧格式的办公文件"),
        ("a.xlsx", "单位编码,金额\n304001,5\n".encode(), "CSV"),
        ("a.xlsx", "单位编码,金额\n304001,5\n".encode("gb18030"), "CSV"),
        ("a.xlsx", "\ufeff单位编码\t金额\n304001\t5\n".encode("utf-16"), "CSV"),
        ("a.xls", b"<html><table><tr><td>1</td></tr></table></html>", "HTML"),
        ("a.xls", b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "XML"),
        ("a.xlsx", "只有一句话".encode(), "纯文本"),
        ("a.xlsx", b"%PDF-1.7\n", "PDF"),
        ("a.xlsx", b"Rar!\x1a\x07\x01\x00", "RAR"),
        ("a.xlsx", b"7z\xbc\xaf\x27\x1c", "7z"),
        ("a.xlsx", b"\x89PNG\r\n\x1a\n", "图片"),
        ("a.xlsx", b"\x13\x37\x00\x00secret", "加密软件"),
        ("a.xlsx", docx(), ".docx"),
        ("a.xlsx", zipped(mimetype="application/vnd.oasis.opendocument.spreadsheet"), "OpenDocument"),
        ("a.xlsx", zipped(xl__workbook_dot_bin=""), ".xlsb"),
        ("a.xlsx", zipped(x_dot_xlsx=""), "压缩包"),
        ("a.xlsx", zipped(x_dot_txt=""), "压缩包"),
        ("a.xlsx", b"PK\x05\x06" + bytes(18), "压缩包"),
        ("~$a.xlsx", b"\x04abcd".ljust(165, b" "), "临时文件"),
    ],
)  # fmt: skip
def test_what_is_no_workbook(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert said in refusal(path)


@pytest.mark.parametrize("name", ["a.xlsx", "a.xlsm", "a.xls"])
@pytest.mark.parametrize(
    ("real", "said"), [("encrypted.xlsx", "打开密码"), ("old.xls", "旧格式（.xls）")]
)
def test_real_files_of_other_make(tmp_path: Path, name: str, real: str, said: str) -> None:
    """encrypted.xlsx: XlsxWriter's file, encrypted with the password budget by msoffcrypto-tool (agile, as Excel
    and WPS do); old.xls: the same, by LibreOffice as Excel 97."""
    path = tmp_path / name
    path.write_bytes((DATA / real).read_bytes())
    assert said in refusal(path)


def test_missing_file_and_folder(tmp_path: Path) -> None:
    assert "没有这个文件" in refusal(tmp_path / "没有.xlsx")
    assert "文件夹" in refusal(tmp_path)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.99])
def test_truncated(tmp_path: Path, share: float) -> None:
    path = save(tmp_path)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    assert "不完整" in refusal(path)


def test_damaged_inside(tmp_path: Path) -> None:
    whole = zipfile.ZipFile(save(tmp_path))
    path = tmp_path / "坏.xlsx"
    with whole, zipfile.ZipFile(path, "w") as archive:
        for name in whole.namelist():
            data = whole.read(name)
            archive.writestr(name, data[: len(data) // 2] if "sheet" in name else data)
    with pytest.raises(WorkbookError, match="已损坏"):
        read_workbook(path)


def test_a_part_is_missing(tmp_path: Path) -> None:
    whole = zipfile.ZipFile(save(tmp_path))
    path = tmp_path / "缺.xlsx"
    with whole, zipfile.ZipFile(path, "w") as archive:
        for name in whole.namelist():
            if not name.endswith("sheet1.xml"):
                archive.writestr(name, whole.read(name))
    with pytest.raises(WorkbookError, match="已损坏"):
        read_workbook(path)


def test_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "大.xlsx"
    with path.open("wb") as file:
        os.truncate(file.fileno(), package.MOST_BYTES + 1)
    assert "100 MB" in refusal(path)
    monkeypatch.setattr(package, "MOST_UNPACKED", 10_000)
    assert "1 GB" in refusal(save(tmp_path))


def test_entities_are_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("秘密")
    whole = zipfile.ZipFile(save(tmp_path))
    path = tmp_path / "外.xlsx"
    with whole, zipfile.ZipFile(path, "w") as archive:
        for name in whole.namelist():
            text = whole.read(name).decode()
            if name == "xl/sharedStrings.xml":
                head = f'<!DOCTYPE sst [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
                text = head + text.replace("示范县科学技术局", "&x;")
            archive.writestr(name, text)
    budget, _ = read_workbook(path)
    assert "秘密" not in repr(budget)


def test_the_name_does_not_matter(tmp_path: Path) -> None:
    path = save(tmp_path).rename(tmp_path / "预算.et")
    assert read(path)[1] == []
