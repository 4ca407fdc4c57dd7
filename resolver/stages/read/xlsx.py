"""Bytes of an XLSX -> what the reader of cells does not tell: how far sheets reach, merged cells, zeros that a format shows."""

import io
import lzma
import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.etree import ElementTree

from resolver.errors import InputError
from resolver.memory import check_room

_BYTES_OF_CELL = 160
"""What one cell takes at most while a sheet becomes a table, measured on sheets of short cells."""
_BYTES_OF_SIGN = 6
_LARGEST_PART = 16 * 2**20
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_LINKS = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"

_ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*?\br=[\"']([0-9]{1,30})[\"']")
_FIRST_CELL = re.compile(rb"<(?:\w+:)?row\b[^>]*>\s*<(?:\w+:)?c\b[^>]*?\br=[\"']([A-Z]{1,3})[0-9]")
_FAR_CELL = re.compile(rb"\br=[\"']([A-Z]{2,30})[0-9]{1,30}[\"']")
_MERGED = re.compile(
    rb"<(?:\w+:)?mergeCell\b[^>]*?\bref=[\"']([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})[\"']"
)
_SHARED = re.compile(rb"<(?:\w+:)?si\b.*?</(?:\w+:)?si>|<(?:\w+:)?si/>", re.DOTALL)
_SHARED_CELL = re.compile(rb"<(?:\w+:)?c\b[^>]*?\bt=[\"']s[\"'][^>]*>\s*<(?:\w+:)?v>([0-9]{1,9})</")
_STYLED = re.compile(
    rb"<(?:\w+:)?c\b(?=[^>]*?\br=[\"']([A-Z]{1,3})([0-9]{1,7})[\"'])[^>]*?\bs=[\"']([0-9]{1,6})[\"']"
)
_ZEROS = re.compile("0{2,15}")
# RuntimeError is zipfile's word for a part that is encrypted or packed in a way it does not know, ValueError for one that lies
# nowhere; OSError and LZMAError come from parts packed with bzip2 and LZMA.
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    KeyError,
    OSError,
    RuntimeError,
    ValueError,
    ElementTree.ParseError,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """Cells that are one: first and last row, first and last column, all counted from 0."""

    top: int
    bottom: int
    left: int
    right: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetFacts:
    """What a sheet says besides its cells: its first column (from 0), what is merged, how many digits a cell (row, column) shows."""

    left: int = 0
    merged: tuple[Merged, ...] = ()
    zeros: Mapping[tuple[int, int], int] = field(default_factory=dict)


def facts_of(data: bytes, *, file: str) -> dict[str, SheetFacts]:
    """Return the facts of every sheet of a workbook, by its name; raise InputError when it would fill the memory.

    Workbooks of other makes (XLS, ODS) have none; how much an ODS unpacks to is looked at as well.

    >>> facts_of(b"not a workbook", file="a.xls")
    {}
    """
    if not data.startswith(b"PK"):
        return {}
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            _check_unpacked(book, file=file)
            return _facts(book, file=file)
    except _DAMAGED as fault:
        reason = str(fault).strip("'\"") or type(fault).__name__
        raise InputError(
            f"{file}: is not a spreadsheet we can open ({reason}); save it again as XLSX or CSV"
        ) from None


def _check_unpacked(book: zipfile.ZipFile, *, file: str) -> None:
    """Refuse what unpacks to more than the memory; a part that says less than it holds fails its checksum when it is read."""
    unpacked = sum(part.file_size for part in book.infolist())
    check_room(
        unpacked * _BYTES_OF_SIGN if unpacked > _LARGEST_PART else 0,
        what=f"{file}: unpacks to {unpacked:,} bytes",
        mend="save only the sheets with names, as CSV",
    )


def _facts(book: zipfile.ZipFile, *, file: str) -> dict[str, SheetFacts]:
    names = set(book.namelist())
    if "xl/workbook.xml" not in names:
        return {}
    shared = _shared_lengths(book) if "xl/sharedStrings.xml" in names else []
    zeros = _zero_styles(book) if "xl/styles.xml" in names else {}
    facts = {}
    for title, part in _parts(book).items():
        if part in names:
            xml = book.read(part)
            _check_reach(xml, shared, where=f"{file}, sheet {title}")
            first = [column_number(letters.decode()) for letters in set(_FIRST_CELL.findall(xml))]
            facts[title] = SheetFacts(
                left=min(first, default=1) - 1,
                merged=_merges(xml),
                zeros=_zero_cells(xml, zeros) if zeros else {},
            )
    return facts


def _parts(book: zipfile.ZipFile) -> dict[str, str]:
    """Return which part of the archive holds each sheet."""
    sheets = _small(book, "xl/workbook.xml")
    links = {
        one.get("Id"): (one.get("Target") or "").lstrip("/")
        for one in _small(book, "xl/_rels/workbook.xml.rels").iter()
    }
    found = {}
    for sheet in sheets.iter(f"{_MAIN}sheet"):
        target = links.get(sheet.get(f"{_LINKS}id"), "")
        found[sheet.get("name") or ""] = target if target.startswith("xl/") else f"xl/{target}"
    return found


def _small(book: zipfile.ZipFile, part: str) -> ElementTree.Element:
    if book.getinfo(part).file_size > _LARGEST_PART:
        raise zipfile.BadZipFile(f"{part} is far too large")
    xml = book.read(part)
    if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:
        raise zipfile.BadZipFile(f"{part} defines entities, as no spreadsheet does")
    return ElementTree.fromstring(xml)


def _check_reach(xml: bytes, shared: list[int], *, where: str) -> None:
    """Refuse a sheet of which one cell stands so far out that all between would fill the memory, or whose texts would."""
    rows = [int(found[1]) for found in _ROW.finditer(xml)]
    columns = [column_number(found[1].decode()) for found in _FAR_CELL.finditer(xml)]
    height = max(max(rows, default=0), len(rows))
    width = max(columns, default=26)
    signs = 0
    if shared and height * width * max(shared) > 2**28:
        signs = sum(shared[at] for found in _SHARED_CELL.finditer(xml) if (at := int(found[1])) < len(shared))
    check_room(
        height * width * _BYTES_OF_CELL + signs * _BYTES_OF_SIGN,
        what=f"{where}: reaches over {height:,} rows and {width:,} columns",
        mend="delete what stands far from the list, or save the list as CSV",
    )


def _shared_lengths(book: zipfile.ZipFile) -> list[int]:
    return [len(found[0]) for found in _SHARED.finditer(book.read("xl/sharedStrings.xml"))]


def _merges(xml: bytes) -> tuple[Merged, ...]:
    tail = xml[xml.rfind(b"</sheetData>") + 1 :]
    return tuple(
        Merged(
            top=int(top) - 1,
            bottom=int(bottom) - 1,
            left=column_number(left.decode()) - 1,
            right=column_number(right.decode()) - 1,
        )
        for left, top, right, bottom in _MERGED.findall(tail)
    )


def _zero_styles(book: zipfile.ZipFile) -> dict[int, int]:
    """Return the styles that show a number with zeros in front, and with how many digits in all."""
    styles = _small(book, "xl/styles.xml")
    shown = {
        one.get("numFmtId"): len(one.get("formatCode") or "")
        for one in styles.iter(f"{_MAIN}numFmt")
        if _ZEROS.fullmatch(one.get("formatCode") or "")
    }
    formats = styles.find(f"{_MAIN}cellXfs")
    if formats is None or not shown:
        return {}
    return {at: shown[one.get("numFmtId")] for at, one in enumerate(formats) if one.get("numFmtId") in shown}


def _zero_cells(xml: bytes, zeros: Mapping[int, int]) -> dict[tuple[int, int], int]:
    return {
        (int(row) - 1, column_number(column.decode()) - 1): zeros[int(style)]
        for column, row, style in _STYLED.findall(xml)
        if int(style) in zeros
    }


def column_number(letters: str) -> int:
    """Return the number of a column of a spreadsheet, from 1.

    >>> column_number("A"), column_number("AA"), column_number("XFD")
    (1, 27, 16384)
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
