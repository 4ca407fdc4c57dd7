"""A sentence -> an interval of days: one date, two ends, a season, a decade, a part, a night."""

import re
from dataclasses import replace
from datetime import date, timedelta

from resolver.values.dates.interval import DateInterval, gap_days
from resolver.values.dates.points import Reader, point_of, with_year
from resolver.values.dates.spans import Point, month_end, noted, resolved, spanning
from resolver.values.dates.tokens import Sentence, Token
from resolver.values.dates.words import NIGHTS, SEASONS, DateWords, Part

_FIRST_SEASON = 21


def read_single(sentence: Sentence, reader: Reader) -> DateInterval | None:
    """Read a sentence with one shape."""
    if sentence.left == "h" and (odd := _odd_month(sentence.left_tokens[0], reader.words)):
        return odd
    point = with_year(point_of(sentence.left, sentence.left_tokens, reader), reader)
    if point is None:
        return None
    match sentence.lead:
        case "":
            return resolved(point, sentence.left_mark, reader.words)
        case "p":
            return _part_of(point, reader.words.parts[sentence.lead_value], reader.words)
        case "n" if point.day is not None:
            return _night(point, sentence.lead_value, reader.words)
    return None


def read_range(sentence: Sentence, reader: Reader) -> DateInterval | None:
    """Read a sentence with two shapes and a word or dash between them."""
    words = reader.words
    left = point_of(sentence.left, sentence.left_tokens, reader)
    right = point_of(sentence.right, sentence.right_tokens, reader)
    if left is None or right is None or sentence.lead == "p":
        return None
    is_left_whole = left.year is not None
    left, right = _filled(left, right, reader)
    low, high = resolved(left, sentence.left_mark, words), resolved(right, sentence.right_mark, words)
    if low is None or high is None:
        return None
    if not _may_join(sentence, low, high, is_left_whole=is_left_whole, words=words):
        return None
    notes = dict.fromkeys(note for note in (low.note, high.note) if note)
    if sentence.joint in "-t" and not sentence.lead and _years_from(low, high) > words.longest_sure_years:
        notes["one range or two dates"] = None
    return spanning(low.low, high.high, f"{low.edtf}/{high.edtf}", "; ".join(notes), words)


def _may_join(
    sentence: Sentence, low: DateInterval, high: DateInterval, *, is_left_whole: bool, words: DateWords
) -> bool:
    """Tell whether two ends make one interval, and not two claims, or a birth and a death."""
    is_iso = sentence.joint == "/" and _is_iso(sentence.left) and _is_iso(sentence.right)
    if is_iso or "b" in sentence.lead or (sentence.joint in "-t" and sentence.lead == "n"):
        return True
    if sentence.joint in "-t":
        return _years_from(low, high) <= words.longest_dashed_years
    return gap_days(low, high) == 1 and (sentence.joint == "o" or not is_left_whole)


def _years_from(low: DateInterval, high: DateInterval) -> float:
    """Return how many (long) years lie between two outer ends."""
    return (high.high - low.low).days / 366


def _is_iso(kinds: str) -> bool:
    """Tell whether a shape is written as ISO 8601 writes it."""
    return kinds in ("i", "h", "y", "d")


def _filled(left: Point, right: Point, reader: Reader) -> tuple[Point, Point]:
    """Give each end what only the other one says: "28 Dec - 3 Jan 2018", "Feb 7-8, 2018"."""
    if left.month is None and left.day is None and left.year is not None and right == Point(day=right.day):
        return left, replace(right, day=None, year=_end_year(left.year, right.day or 0))
    if right.month is None and right.day is not None:
        right = replace(right, month=left.month)
    if left.month is None and left.day is not None:
        left = replace(left, month=right.month)
    if right.year is None and left.year is not None:
        right = replace(right, year=left.year)
    right = with_year(right, reader) or right
    if left.year is None and right.year is not None:
        turns = (left.month or 0) > (right.month or 0)
        left = replace(left, year=right.year - turns, note=left.note or right.note)
    return left, right


def _end_year(year: int, short: int) -> int:
    """Return the year that ends "1989-90"."""
    return year // 100 * 100 + short


def _odd_month(token: Token, words: DateWords) -> DateInterval | None:
    """Read what looks like year and month but is not: 2018-21 is a season, 1989-90 and 2017/18 are years."""
    year, number = (int(digits) for digits in re.split("[./-]", token.text))
    if year < 100 or number <= 12:
        return None
    if number > 31 or ("/" in token.text and number == year % 100 + 1):
        low, high = date(max(year, 1), 1, 1), date(max(_end_year(year, number), 1), 12, 31)
        return spanning(low, high, f"{low.year}/{high.year}", "end year written short", words)
    season = number - _FIRST_SEASON
    is_season = 0 <= season < len(SEASONS) and "-" in token.text
    return _season_of(season, year, year, words) if is_season else None


def read_season(sentence: Sentence, reader: Reader) -> DateInterval | None:
    """Read a season with its year or, for a winter, its two years."""
    kinds = sentence.left + sentence.joint + sentence.right
    tokens = sentence.left_tokens + sentence.right_tokens
    if sentence.lead or sentence.left_mark or sentence.right_mark:
        return None
    season = next(token.value for token in tokens if token.kind == "s")
    years = [token.value for token in tokens if token.kind == "y"]
    if kinds == "sh":
        years = [int(digits) for digits in re.split("[./-]", tokens[1].text)]
        years = [years[0], _end_year(*years)]
    if kinds == "s" and reader.year_hint is not None:
        years = [reader.year_hint]
    is_known = kinds in ("sy", "ys", "sh", "sy/y", "sy-y") or (kinds == "s" and bool(years))
    return _season_of(season, years[0], years[-1], reader.words) if is_known else None


def _season_of(season: int, first: int, last: int, words: DateWords) -> DateInterval | None:
    """Return a season of one year, or the winter between two years."""
    from_month, to_month = words.seasons[season]
    turns = from_month > to_month
    if last - first not in ((0, 1) if turns else (0,)) or not words.earliest_year < first < words.latest_year:
        return None
    if turns and first == last:
        first, last = first - 1, first + 1
    low, high = date(first, from_month, 1), month_end(last, to_month)
    return spanning(low, high, f"{low:%Y-%m}/{high:%Y-%m}", "a season has no exact ends", words)


def read_decade(sentence: Sentence, words: DateWords) -> DateInterval | None:
    """Read "1980s" and "early 1980s"."""
    year = sentence.left_tokens[0].value
    if sentence.left != "ye" or sentence.joint or sentence.left_mark or year % 10 or year < 10:
        return None
    if sentence.lead == "p":
        first, last = words.parts[sentence.lead_value].years
        ends = date(year + first, 1, 1), date(year + last, 12, 31)
        return spanning(*ends, f"{year + first}/{year + last}", "part of a decade", words)
    if sentence.lead:
        return None
    note = "" if year % 100 else "a decade or a century"
    return spanning(date(year, 1, 1), date(year + 9, 12, 31), f"{year // 10}X", note, words)


def read_unspecified(found: re.Match[str], words: DateWords) -> DateInterval | None:
    """Read EDTF's 198X (a decade) and 19XX (a century)."""
    century, decade = int(found[1]), found[2]
    low = century * 100 + (int(decade) * 10 if decade else 0)
    if not low:
        return None
    high = low + (9 if decade else 99)
    return spanning(date(low, 1, 1), date(high, 12, 31), f"{found[1]}{decade or 'X'}X", "", words)


def _part_of(point: Point, part: Part, words: DateWords) -> DateInterval | None:
    """Return the part of a month or year that a word such as "early" names."""
    whole = resolved(point, "", words)
    if whole is None or point.day is not None:
        return None
    if point.month is not None:
        low = whole.low.replace(day=part.days[0])
        high = whole.high.replace(day=min(part.days[1], whole.high.day))
        edtf = f"{low}/{high}"
    else:
        low, high = whole.low.replace(month=part.months[0]), month_end(whole.high.year, part.months[1])
        edtf = f"{low:%Y-%m}/{high:%Y-%m}"
    return spanning(low, high, edtf, noted(point.note, "part of a month or year"), words)


def _night(point: Point, night: int, words: DateWords) -> DateInterval | None:
    """Return the days a night touches: the night into the 8th, the night of the 7th."""
    day = resolved(point, "", words)
    if day is None:
        return None
    before, after = tuple(NIGHTS.values())[night]
    low, high = day.low + timedelta(days=before), day.high + timedelta(days=after)
    note = noted(point.note, "the night before or after") if after - before > 1 else point.note
    return spanning(low, high, f"{low}/{high}", note, words)
