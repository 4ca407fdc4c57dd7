"""Nothing in, more than two hundred broken files out: every format, each damaged in a way that lists are damaged, or are made to be.

Made by a script, the same every time; nothing here is anybody's list.
"""

import gzip
import io
import json
import random
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import polars as pl
import xlsxwriter

RUSSIAN = (
    "ФИО;дата рождения;дата гибели;откуда;статус;примечание\r\n"
    "Тестов Иван Иванович;09.05.1985;07.02.2018;г. Асбест;погиб;первый\r\n"
    'Пробов Пётр;1979;"7 февраля 2018";д. Верхняя;погиб;"с ""кавычками""; и точкой"\r\n'
    'Макетов Олег;;;;пропал;"две\r\nстроки"\r\n'
    "Выдумкин Илья;31.02.1990;2018-02-30;;;=1+1\r\n"
)
ENGLISH = "name,age,place,status,url\nIvan Testov,38,Asbest,killed,https://a.example/1\nJosé Mädeup,,,,\n"
ARABIC = "الاسم,تاريخ الوفاة,العمر\nسالم خالد محمد,٧/٢/٢٠١٨,٢٣\nسليم النموذجي,2018-02-07,\n"
_BOOK = Callable[[Any, Any], None]


def corpus() -> Iterator[tuple[str, bytes]]:
    """Yield the name and the bytes of each file; no name comes twice."""
    for kind in (
        _encodings,
        _cut,
        _texts,
        _ragged,
        _random,
        _other_formats,
        _json,
        _workbooks,
        _archives,
        _parquets,
    ):
        yield from kind()


def _encodings() -> Iterator[tuple[str, bytes]]:
    """Lists in the encodings there are, whole and with each other's signs."""
    pages = ("cp1251", "koi8-r", "cp866", "mac-cyrillic", "iso8859-5")
    unicode = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-7")
    for page in (*pages, *unicode):
        yield f"russian-{page}.csv", RUSSIAN.encode(page, "replace")
    for page in ("cp1256", "utf-8", "utf-16", "iso8859-6"):
        yield f"arabic-{page}.csv", ARABIC.encode(page, "replace")
    for page in ("cp1252", "latin-1", "cp1250", "utf-8", "ascii"):
        yield f"english-{page}.csv", ENGLISH.encode(page, "replace")
    half = len(RUSSIAN) // 2
    yield "two-encodings.csv", RUSSIAN[:half].encode() + RUSSIAN[half:].encode("cp1251")
    yield "two-marks.csv", b"\xef\xbb\xbf" * 2 + RUSSIAN.encode()
    yield "wrong-mark.csv", b"\xff\xfe" + RUSSIAN.encode()
    yield "odd-utf-16.csv", RUSSIAN.encode("utf-16")[:-1]
    yield "surrogates.csv", RUSSIAN.encode("utf-16-le").replace("И".encode("utf-16-le"), b"\x00\xd8")
    yield "mark-alone.csv", b"\xef\xbb\xbf"
    for page in ("cp1251", "cp1252"):
        twice = "".join(bytes([byte]).decode(page, "ignore") or chr(byte) for byte in RUSSIAN.encode())
        yield f"twice-{page}.csv", twice.encode()


def _cut() -> Iterator[tuple[str, bytes]]:
    """Downloads that ended early, at many places."""
    for page in ("utf-8", "cp1251", "utf-16"):
        data = RUSSIAN.encode(page)
        for part in range(1, 10):
            yield f"cut-{page}-{part}.csv", data[: len(data) * part // 10]


def _texts() -> Iterator[tuple[str, bytes]]:
    """Texts that are no list, or one with something in it that no list should have."""
    alone = {
        "empty": "",
        "spaces": " \n \t\n",
        "lines": "\r\n" * 500,
        "separators": ";;;;\n" * 50,
        "one-word": "слово",
        "prose": "Погибли трое.\nИх имена не названы, сказал он, и ушёл.\n" * 9,
        "header-only": RUSSIAN.splitlines()[0],
        "header-twice": "ФИО;ФИО;ФИО\nТестов;Пробов;Макетов\n",
        "no-header": "Тестов Иван;23\nПробов Пётр;24\n",
        "numbers": "1;2;3\n4;5;6\n",
        "header-below": "\n" * 35 + RUSSIAN,
        "far-below": "\n" * 60 + "aa",
        "far-below-spaces": " \n" * 60 + "ФИО;возраст\nТестов Иван;23\n",
        "empty-headers": ";;ФИО;;\nа;б;Тестов Иван;в;г\n",
        "sep-line": "sep=\x07\nФИО\x07возраст\nТестов\x0723\n",
        "sep-letter": "sep=о\nФИО;возраст\n",
        "sep-quote": 'sep="\nФИО"возраст\n',
        "only-quotes": '"""""\n""\n"',
        "comment": "# made by hand\n" + RUSSIAN,
        "html-in-cells": "name,note\n<script>alert(1)</script>,<img src=x onerror=alert(1)>\n",
        "xml": "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
        "sql": "INSERT INTO dead VALUES ('Тестов Иван');\n" * 3,
        "toml": "[[list]]\nfile = 'a.csv'\n",
        "bidi": "name,age\n\u202eTestov Ivan\u202c,3\n\u2066\u2067\u2069,4\n",
        "unseen": "name,age\n\u200b\u200d\u2060,\n\u200f,5\n\ufeff,\n",
        "marks-only": "name,age\n" + "\u0301" * 500 + ",3\n",
        "stacked-marks": "name,age\nТ" + "\u0300" * 20_000 + "естов,3\n",
        "escapes": "name,age\n\x1b]0;title\x07\x1b[31mTestov\x1b[0m,3\n",
        "controls": "name,age\n" + "".join(map(chr, range(1, 32))) + ",3\n",
        "line-signs": "name;age\nA\u2028B\u2029C\x85D\x0bE\x0cF;3\n",
        "formulas": "name,note\n=cmd|' /C calc'!A0,+1\n@SUM(A1),-1\n=HYPERLINK(\"http://a.example\"),x\n",
        "long-name": f"name,age\n{'Тестов ' * 40_000},3\n",
        "long-word": f"name,age\n{'т' * 200_000},3\n",
        "long-header": f"name,{'x' * 200_000}\nA,1\n",
        "long-digits": f"name,age,birth_date,id\nA,{'9' * 5000},{'1' * 5000},{'7' * 5000}\n",
        "many-columns": ",".join(["name", *("x" for _ in range(3000))]) + "\n" + ",".join("A" for _ in range(3001)),
        "too-many-columns": ",".join("name" for _ in range(20_001)) + "\nA,B\n",
        "many-dashes": f"name,death_date\nA,{'-' * 5000}\nB,{'1-' * 90}\n",
        "many-brackets": f"name,url\n{'(' * 3000}A{')' * 3000},{'http://' * 900}\n",
        "many-commas": "name\n" + ("Тестов, " * 3000) + "\n",
        "paths": "name,url,file\n../../etc/passwd,file:///etc/passwd,/etc/shadow\n",
        "places-of-rows": "name,file,sheet,line\nA,x.csv,s,1\nB,x.csv,s,1\n",
        "ids-alike": "id,name\n" + "1,A\n" * 30 + "1#2,B\n1-2,C\n",
        "own-names": "name,person_id,row,why,as_it_was,membership_probability\nA,P-1,0,x,{},1\n",
        "nul-in-cell": "name,age\nA\x00B,3\n",
        "totals": "ФИО;возраст\nИтого;\nВсего: 5;\nTotal;7\n",
        "headers-again": (RUSSIAN.splitlines()[0] + "\n") * 20,
        "only-missing": "name,age\n-,-\nн/д,?\nнет данных,\n",
    }  # fmt: skip
    for name, text in alone.items():
        yield f"text-{name}.csv", text.encode()


def _ragged() -> Iterator[tuple[str, bytes]]:
    """Rows too short and too long, quotation marks that do not pair, separators that change."""
    rng = random.Random(7)
    lines = RUSSIAN.splitlines()
    for number in range(12):
        rows = [
            line + ";" * rng.randint(0, 4) if rng.random() < 0.5 else line[: rng.randint(0, 30)]
            for line in lines
        ]
        yield f"ragged-{number}.csv", "\n".join([lines[0], *rows]).encode()
    for number, mark in enumerate(('"', "“", "'", '""', '\\"', '"x"y')):
        place = RUSSIAN.index("Пробов") + number
        yield f"quote-{number}.csv", (RUSSIAN[:place] + mark + RUSSIAN[place:]).encode()
    for number, (old, new) in enumerate(
        ((";", "\t"), (";", "|"), (";", ":"), (";", ",  "), ("\r\n", "\r"), ("\r\n", "\n\r"))
    ):
        yield f"signs-{number}.csv", RUSSIAN.replace(old, new).encode()
        yield f"signs-half-{number}.csv", RUSSIAN.replace(old, new, 9).encode()


def _random() -> Iterator[tuple[str, bytes]]:
    """Bytes turned over, taken out and put in, by chance."""
    for seed in range(24):
        rng = random.Random(seed)
        data = bytearray(
            (RUSSIAN if seed % 2 else ARABIC).encode(("utf-8", "cp1256", "utf-16")[seed % 3], "replace")
        )
        for _ in range(1 + seed):
            at = rng.randrange(len(data))
            match rng.randrange(3):
                case 0:
                    data[at] = rng.randrange(256)
                case 1:
                    del data[at]
                case _:
                    data[at:at] = rng.randbytes(rng.randint(1, 9))
        yield f"random-{seed}.csv", bytes(data)
    yield "noise.csv", random.Random(99).randbytes(3000)


def _other_formats() -> Iterator[tuple[str, bytes]]:
    """Files of other kinds under the name of a list."""
    marks = {
        "gzip": gzip.compress(RUSSIAN.encode(), mtime=0),
        "pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
        "png": b"\x89PNG\r\n\x1a\n" + bytes(64),
        "html": b"<!DOCTYPE html><table><tr><td>name</table>",
        "html-late": b"\n\n  <HTML><body>",
        "rtf": rb"{\rtf1\ansi name}",
        "ole": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        "rar": b"Rar!\x1a\x07\x00",
        "sqlite": b"SQLite format 3\x00" + bytes(100),
        "nul": bytes(5000),
        "pickle": b"\x80\x04\x95\x00cposix\nsystem\n",
        "elf": b"\x7fELF\x02\x01\x01" + bytes(64),
    }
    for name, data in marks.items():
        yield f"{name}.csv", data


def _json() -> Iterator[tuple[str, bytes]]:
    """JSON lines that are none, too deep, or say one thing twice."""
    whole = '{"name": "Тестов Иван", "age": 38}'
    lines = {
        "array": f"[{whole}, {whole}]",
        "cut": whole[:-3],
        "deep": '{"name": "A", "x": ' + "[" * 5000 + "]" * 5000 + "}",
        "deeper": '{"name": "A", "x": ' + '{"y":' * 200 + "1" + "}" * 201,
        "twice": '{"name": "A", "name": "B", "age": 3}',
        "numbers": '{"name": 1e400, "age": NaN}\n{"name": -0.0, "age": Infinity}\n{"name": '
        + "9" * 5000
        + "}",
        "halves": '{"name": "\\ud800Тестов", "\\udfff": 1}',
        "mixed": f'{whole}\nnull\n3\n[]\n"x"\n{whole}\n',
        "commas": f"{whole},\n{whole},\n",
        "empty-keys": '{"": "A", " ": "B", "name": "C"}',
        "no-names": '{"colour": "red"}',
        "nested-name": '{"name": {"first": "Ivan", "last": "Testov"}}\n{"name": ["A", "B"]}',
        "many-keys": "\n".join(json.dumps({"name": "A", f"k{at}": at}) for at in range(300)),
        "spaces": f"\n\n   {whole}   \n\n",
        "controls": '{"name": "\\u0000\\u001b[31mA\\u202e"}',
    }
    for name, text in lines.items():
        yield f"json-{name}.jsonl", text.encode()
    yield "json-utf-16.jsonl", whole.encode("utf-16")
    yield "json-cp1251.jsonl", whole.encode("cp1251")


def _book(fill: _BOOK) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        book.set_properties({"created": date(2000, 1, 1)})
        fill(book, book.add_worksheet("Люди"))
    return buffer.getvalue()


def _fill(book: Any, sheet: Any) -> None:
    sheet.write_row(0, 0, ["ФИО", "возраст", "дата гибели", "личный номер"])
    sheet.write_row(1, 0, ["Тестов Иван", 38, "07.02.2018", "007"])
    sheet.write_row(2, 0, ["Пробов Пётр", 41.5, 43138, 8801123456789012345])


def _formulas(book: Any, sheet: Any) -> None:
    _fill(book, sheet)
    sheet.write_formula(3, 0, '=HYPERLINK("http://a.example","Тестов")', None, "Тестов")
    sheet.write_formula(4, 0, "=1/0", None, "#DIV/0!")
    sheet.write_url(5, 0, "external:evil.xlsx", string="Макетов Олег")


def _merged(book: Any, sheet: Any) -> None:
    _fill(book, sheet)
    sheet.merge_range(3, 0, 9, 0, "Макетов Олег", book.add_format())
    sheet.merge_range(10, 0, 10, 3, "Рота 1", book.add_format())
    sheet.merge_range(11, 1, 5000, 3, "далеко", book.add_format())


def _dates(book: Any, sheet: Any) -> None:
    day = book.add_format({"num_format": "dd.mm.yyyy"})
    sheet.write_row(0, 0, ["name", "birth_date"])
    for row, number in enumerate((0, 0.5, 60, 61, -1, 2958465, 2958466, 1e15, 43138.99999), start=1):
        sheet.write(row, 0, f"Testov {'abcdefghijk'[row]}")
        sheet.write_number(row, 1, number, day)


def _far(_: Any, sheet: Any) -> None:
    sheet.write_row(0, 0, ["name"])
    sheet.write(1_048_575, 16_383, "x")


def _odd(book: Any, sheet: Any) -> None:
    sheet.write_row(0, 0, ["=name", "<b>x</b>", "\u202ename"])
    sheet.write_string(1, 0, "=1+1")
    book.add_worksheet("=1+1").write_row(0, 0, ["name", "age"])
    book.add_worksheet("<script>").write_row(0, 0, ["name"])


def _workbooks() -> Iterator[tuple[str, bytes]]:
    """Workbooks with odd contents."""
    fills: dict[str, _BOOK] = {
        "whole": _fill,
        "empty": lambda *_: None,
        "formulas": _formulas,
        "merged": _merged,
        "dates": _dates,
        "far": _far,
        "odd": _odd,
        "header": lambda _, sheet: sheet.write_row(0, 0, ["name", "age"]),
        "long": lambda _, sheet: sheet.write_column(0, 0, ["name", "x" * 32_767]),
    }
    for name, fill in fills.items():
        yield f"book-{name}.xlsx", _book(fill)


def _repacked(parts: dict[str, bytes], method: int = zipfile.ZIP_STORED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as book:
        for name, data in parts.items():
            book.writestr(zipfile.ZipInfo(name), data, method)
    return buffer.getvalue()


def _archives() -> Iterator[tuple[str, bytes]]:
    """Workbooks whose archive is damaged, lacks a part, or holds what no spreadsheet does."""
    whole = _book(_fill)
    with zipfile.ZipFile(io.BytesIO(whole)) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    for part in range(1, 8):
        yield f"archive-cut-{part}.xlsx", whole[: len(whole) * part // 8]
    for name in sorted(parts):
        rest = {other: data for other, data in parts.items() if other != name}
        yield f"archive-without-{name.replace('/', '_')}.xlsx", _repacked(rest)
        yield f"archive-broken-{name.replace('/', '_')}.xlsx", _repacked({**parts, name: parts[name][:-40]})
    sheet = "xl/worksheets/sheet1.xml"
    entity = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>'
    for name in ("xl/workbook.xml", sheet, "xl/sharedStrings.xml"):
        yield (
            f"archive-entity-{name.replace('/', '_')}.xlsx",
            _repacked({**parts, name: entity + parts[name]}),
        )
    cells = parts[sheet]
    changed = {
        "shared": cells.replace(b"<v>0</v>", b"<v>999999999</v>"),
        "reference": cells.replace(b'r="A1"', b'r="ZZZZZZ99999999999"'),
        "row": cells.replace(b'<row r="2"', b'<row r="4294967296"'),
        "style": cells.replace(b"<c ", b'<c s="99999" '),
        "merge": cells.replace(
            b"</sheetData>", b'</sheetData><mergeCells><mergeCell ref="B9:A1"/></mergeCells>'
        ),
        "number": cells.replace(b"<v>38</v>", b"<v>1e999</v>"),
        "nul": cells.replace(b"<v>38</v>", b"<v>\x00</v>"),
    }
    for name, data in changed.items():
        yield f"archive-{name}.xlsx", _repacked({**parts, sheet: data})
    for seed in range(12):
        rng, turned = random.Random(seed), bytearray(whole)
        for _ in range(4):
            turned[rng.randrange(len(turned))] = rng.randrange(256)
        yield f"archive-random-{seed}.xlsx", bytes(turned)
    for method in (zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        packed = bytearray(_repacked({"xl/workbook.xml": parts["xl/workbook.xml"]}, method))
        packed[60:90] = b"\xff" * 30
        yield f"archive-packed-{method}.xlsx", bytes(packed)
    nameless = _repacked({"xl/workbook.xml": b"<workbook/>", "é": b""})
    yield "archive-name.xlsx", nameless.replace("é".encode(), b"\xff\xff")
    yield "archive-other.xlsx", _repacked({"word/document.xml": b"<w/>"})
    yield "archive-paths.xlsx", _repacked({**parts, "../../evil.xml": b"x", "/etc/passwd": b"x"})
    yield "archive-empty.xlsx", _repacked({})
    yield "archive-sheet.ods", _repacked({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"})
    yield "text.xlsx", RUSSIAN.encode()


def _parquets() -> Iterator[tuple[str, bytes]]:
    """Parquet files cut, damaged, of odd types, or that say that they hold very much."""
    frames = {
        "whole": pl.DataFrame({"name": ["Тестов Иван", None], "age": [38, None]}),
        "empty": pl.DataFrame(schema={"name": pl.String}),
        "types": pl.DataFrame(
            {
                "name": ["A", "B"],
                "day": [date(2018, 2, 7), None],
                "list": [[1, 2], None],
                "struct": [{"a": 1}, {"a": None}],
                "bytes": [b"\xff\x00", None],
                "floats": [float("nan"), float("inf")],
                "nothing": [None, None],
            }
        ),
        "no-names": pl.DataFrame({"colour": ["red"]}),
        "odd-headers": pl.DataFrame({"": ["A"], "=name": ["B"], "name": ["C\x1b[31m"]}),
        "rows": pl.DataFrame({"name": pl.repeat("Тестов", 100, eager=True)}),
    }
    for name, frame in frames.items():
        yield f"{name}.parquet", _parquet(frame)
    whole = _parquet(frames["whole"])
    for part in range(1, 8):
        yield f"cut-{part}.parquet", whole[: len(whole) * part // 8]
        yield f"cut-inside-{part}.parquet", whole[: len(whole) * part // 16] + whole[len(whole) // 2 :]
    for seed in range(16):
        rng, data = random.Random(seed), bytearray(whole)
        for _ in range(3):
            data[rng.randrange(4, len(data) - 8)] = rng.randrange(256)
        yield f"random-{seed}.parquet", bytes(data)
    yield "no-footer.parquet", b"PAR1" + bytes(40) + b"PAR1"
    yield "long-footer.parquet", b"PAR1" + bytes(40) + b"\xff\xff\xff\x7fPAR1"


def _parquet(frame: pl.DataFrame) -> bytes:
    buffer = io.BytesIO()
    frame.write_parquet(buffer)
    return buffer.getvalue()
