"""Bytes -> text: which encoding a file was saved in, and what it says."""

import codecs
import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from resolver.errors import InputError
from resolver.stages.read.alphabets import code_page_of, wrong_part
from resolver.stages.read.central import central_european
from resolver.values.mojibake import repaired

LEGACY = ("cp1251", "cp1252", "cp1256", "koi8-r")
"""Encodings we guess among when a file is not Unicode."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE_BYTES = 65_536
_HEAD_SIGNS = 4_000
_HEAD_LINES = 3
MOST_WRONG, FAR_TOO_WRONG = 0.02, 0.5
"""From these parts of wrong letters on another code page is looked for, and no text is read where there is none."""
_MEND = (
    'save it as UTF-8, or name its encoding in resolver.toml: [[list]] file = "{file}", encoding = "cp1251"'
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """The text of a file, the encoding it was in, and what to tell about it."""

    text: str
    encoding: str
    notes: tuple[str, ...] = ()


def decode(
    data: bytes, *, file: str, encoding: str | None = None, known_words: Callable[[str], int]
) -> Decoded:
    """Return the text of a file: as named, by its byte order mark, as UTF-8, or as the likeliest other.

    ``known_words`` counts the header words we know in a text: the right encoding shows them, a wrong one
    hardly ever.

    >>> decode("ФИО;возраст".encode("cp1251"), file="a.csv", known_words=lambda text: "ФИО" in text).encoding
    'cp1251'
    """
    if encoding is not None:
        return Decoded(text=_strictly(data, encoding, file=file), encoding=encoding)
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _once_more(Decoded(text=_strictly(data, name, file=file), encoding=name))
    wide = _wide(data)
    if wide:
        return Decoded(text=_strictly(data, wide, file=file), encoding=wide)
    if b"\x00" in data:
        line = len((data[: data.index(b"\x00")] + b".").splitlines())
        raise InputError(
            f"{file}: is not a text file: line {line} holds a zero byte; take that out, or save it as CSV, XLSX, Parquet or JSON lines"
        )
    try:
        return _once_more(Decoded(text=data.decode("utf-8"), encoding="utf-8"))
    except UnicodeDecodeError as fault:
        return _nearly_utf8(data, fault) or _legacy(data, file=file, known_words=known_words)


def _once_more(decoded: Decoded) -> Decoded:
    """Return the text as it was meant where all of it had been decoded wrongly before it was saved."""
    head = [line for line in decoded.text[:_HEAD_SIGNS].splitlines() if not line.isascii()][:_HEAD_LINES]
    if not head or not all(map(repaired, head)):
        return decoded
    meant = repaired(decoded.text)
    if meant is None:
        return decoded
    note = "had been decoded wrongly before it was saved; all of it was mended"
    return replace(decoded, text=meant.removeprefix("\ufeff"), notes=(*decoded.notes, note))


def _strictly(data: bytes, encoding: str, *, file: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeError as fault:
        where = _place_of(fault, data, encoding)
        raise InputError(f"{file}: is not {encoding}{where}; {_MEND.format(file=file)}") from None


def _place_of(fault: UnicodeError, data: bytes, encoding: str) -> str:
    if not isinstance(fault, UnicodeDecodeError):
        return ""
    is_wide = encoding.startswith("utf-16")
    return f" at byte {fault.start}" if is_wide else f" at line {_line_at(data, fault.start)}"


def _wide(data: bytes) -> str | None:
    """Return which UTF-16 a text is in: one byte of each pair is often zero, the other hardly ever."""
    sample = data[: _SAMPLE_BYTES // 2 * 2]
    half = len(sample) // 2
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if len(data) % 2 or max(even, odd) < half * 0.1 or min(even, odd) > half * 0.01:
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _nearly_utf8(data: bytes, fault: UnicodeDecodeError) -> Decoded | None:
    """Return UTF-8 with a few broken signs, as when a cell was cut in the middle of a letter."""
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd") - data.count("\ufffd".encode())
    whole = len(re.findall(rb"[\xd0-\xdb][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}", data))
    if whole < 20 * broken:
        return None
    note = f"{broken} broken signs were replaced by \ufffd, the first on line {_line_at(data, fault.start)}"
    return Decoded(text=text, encoding="utf-8", notes=(note,))


def _legacy(data: bytes, *, file: str, known_words: Callable[[str], int]) -> Decoded:
    """Return the text in the encoding that its words tell or that shows header words; where that shows what no language writes, in an old code page."""
    central = central_european(data[: _SAMPLE_BYTES * 16])
    told = _try(data, central) if central else None
    best = central if told is not None else _likeliest(data, known_words)
    sample = b"\n".join(line for line in _sample(data).split(b"\n") if _try(line, "utf-8") is None)
    wrong = wrong_part(sample.decode(best, "replace")) if best else 1.0
    by_letters = code_page_of(sample) if wrong > MOST_WRONG else None
    text = _try(data, by_letters) if by_letters else None
    if by_letters and text is not None:
        return _guessed(text, by_letters, file)
    if best is None or wrong > FAR_TOO_WRONG:
        raise InputError(f"{file}: its encoding cannot be told; {_MEND.format(file=file)}")
    if best == central:
        return _guessed(data.decode(best), best, file)
    return Decoded(text=data.decode(best), encoding=best, notes=(f"is not UTF-8; read as {best}",))


def _guessed(text: str, encoding: str, file: str) -> Decoded:
    note = f'is not UTF-8; read as {encoding} (if letters are wrong: [[list]] file = "{file}", encoding = "…" in resolver.toml)'
    return Decoded(text=text, encoding=encoding, notes=(note,))


def _likeliest(data: bytes, known_words: Callable[[str], int]) -> str | None:
    """Return the encoding that shows most header words, then the likeliest by its letters; none where neither tells."""
    likely = _likely(data)
    texts = {name: text for name in LEGACY if (text := _try(data, name)) is not None}
    found = {name: known_words(texts[name][:_SAMPLE_BYTES]) for name in texts}
    best = max(
        texts,
        key=lambda name: (found[name], name in likely, -likely.index(name) if name in likely else 0),
        default=None,
    )
    return best if best is not None and (found[best] or best in likely) else None


def _likely(data: bytes) -> list[str]:
    from charset_normalizer import from_bytes

    found = from_bytes(_sample(data), cp_isolation=list(LEGACY))
    return [match.encoding.replace("_", "-") for match in found]


def _sample(data: bytes) -> bytes:
    """Return some lines beyond ASCII."""
    lines = (line for line in re.split(rb"[\r\n]+", data[: _SAMPLE_BYTES * 16]) if not line.isascii())
    return b"\n".join(lines)[:_SAMPLE_BYTES]


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _line_at(data: bytes, offset: int) -> int:
    return len(re.findall(rb"\r\n|\r|\n", data[:offset])) + 1
