"""A text in look-up form -> its tokens, and the sentence that their kinds spell."""

import re
from dataclasses import dataclass

from resolver.values.dates.words import DateWords
from resolver.values.text import join_phrases

_ROMAN = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
CLOCK = re.compile(
    r"(?:(?<=[0-9])t|(?<![0-9:.]))[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]+)?)?(?![0-9:])"
    r"(?:\s*(?:[ap]\.?m\b\.?|z\b|[+-][0-9]{2}:?[0-9]{2}\b))?"
)
_LEX = re.compile(
    r"(?P<i>[0-9]{4}([./-])[0-9]{1,2}\2[0-9]{1,2}(?![0-9]))"
    r"|(?P<f>[0-9]{1,2}([./-])[0-9]{1,2}\4(?:[0-9]{4}|[0-9]{2})(?![0-9]))"
    r"|(?P<r>[0-9]{1,2}[. /-]{1,2}(?:i{1,3}|iv|v|vi{1,3}|ix|x|xi{1,2})[. /-]{1,2}[0-9]{4}(?![0-9]))"
    r"|(?P<h>(?:[0-9]{4}[./-][0-9]{1,2}|[0-9]{1,2}[./-][0-9]{4})(?![0-9]))"
    r"|(?P<k>[0-9]{1,2}\.[0-9]{1,2}(?![0-9]))"
    r"|(?P<number>[0-9]+)|(?P<word>[^\W\d]+)|(?P<mark>[-/?%~≈])|(?P<skip>[\s.,;:()\[\]\"'’«»“”†*°]+)|(?P<odd>.)",
    re.DOTALL,
)
# Endings of numbers, and what holds one date together ("7-Feb-2018"), say nothing once the kinds are known.
_GLUE = re.compile(
    r"(?<=[dg])-?[eu]|(?<=y)-?u|(?<=y)-(?=e)|(?<=p)-|(?<=d)b(?=m)|(?<=d)-(?=m-[dgyq])|(?<=d-m)-(?=[dgyq])|(?<=d)/(?=m/[dgyq])|(?<=d/m)/(?=[dgyq])"
    r"|(?<=y)-(?=m-d)|(?<=y-m)-(?=d)|(?<=^m)[-/](?=[gy]$)|(?<=^d)-(?=m$)|(?<=^y)-(?=m$)"
)
_SENTENCE = re.compile(
    r"(?P<lead>c|~|p|n?b?)(?P<left>[dgqymifhkse]+)(?P<left_mark>[~?%]?)"
    r"(?:(?P<joint>[-/tao])(?P<right>[dgqymifhk]+)(?P<right_mark>[~?%]?))?(?P<tail>c?)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """One token: its kind, its value, and the digits it was."""

    kind: str
    value: int = 0
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A text taken apart: what leads it, its one or two shapes, and what joins them."""

    lead: str
    lead_value: int
    left: str
    left_tokens: list[Token]
    left_mark: str
    joint: str
    right: str
    right_tokens: list[Token]
    right_mark: str


def tokens_of(text: str, words: DateWords) -> list[Token]:
    """Return the tokens of a text in look-up form; what says nothing about the date is left out."""
    text = join_phrases(CLOCK.sub(" ", text), words.phrases)
    tokens: list[Token] = []
    for found in _LEX.finditer(text):
        token = _token(found, words)
        if token is None:
            continue
        if _repeats_month(tokens, token):
            tokens = tokens[:-1] if tokens[-1].kind == "/" else tokens
        else:
            tokens.append(token)
    return tokens


def _repeats_month(tokens: list[Token], token: Token) -> bool:
    """Tell whether a month says the one before it again, in another calendar's word (شباط/فبراير)."""
    before = [earlier for earlier in tokens[-2:] if earlier.kind != "/"]
    return token.kind == "m" and bool(before) and before[-1] == token


def _token(found: re.Match[str], words: DateWords) -> Token | None:
    """Return one token, None for what may be ignored; the kind ``!`` makes the text unreadable."""
    text = found[0]
    match found.lastgroup:
        case "skip":
            return None
        case "number":
            return _number_token(found)
        case "word":
            kind, value = words.meanings.get(text, ("!", 0))
            return Token(kind=kind, value=value) if kind else None
        case "mark":
            return Token(kind="~" if text == "≈" else text)
        case "r":
            day, roman, year = re.split(r"[. /-]+", text)
            return Token(kind="f", text=f"{day}.{_ROMAN.index(roman)}.{year}")
        case "i" | "f" | "h" | "k" as kind:
            return Token(kind=kind, text=text)
    return Token(kind="!")


def _number_token(found: re.Match[str]) -> Token:
    """Return the token of a run of digits; what stands before it tells "Feb-18" from "Feb 18"."""
    text, before = found[0], found.string[max(0, found.start() - 2) : found.start()]
    if len(text) == 8:
        return Token(kind="i", value=1, text=f"{text[:4]}-{text[4:6]}-{text[6:]}")
    if len(text) == 4:
        return Token(kind="y", value=int(text))
    if len(text) > 2:
        return Token(kind="!")
    is_glued = len(before) == 2 and before[0].isalpha() and before[1] in ".-"
    kind = "q" if before[-1:] in ("'", "’") else "g" if is_glued else "d"
    return Token(kind=kind if len(text) == 2 else "d", value=int(text), text=text)


def sentence_of(tokens: list[Token]) -> Sentence | None:
    """Take a row of tokens apart, or return None where it is no sentence of the grammar."""
    kinds = "".join(token.kind for token in tokens)
    if "!" in kinds:
        return None
    dropped = {place for found in _GLUE.finditer(kinds) for place in range(*found.span())}
    tokens = [token for place, token in enumerate(tokens) if place not in dropped]
    found = _SENTENCE.fullmatch("".join(token.kind for token in tokens))
    if found is None:
        return None
    is_about = found["lead"] in ("c", "~") or bool(found["tail"])
    return Sentence(
        lead="" if found["lead"] in ("c", "~") else found["lead"],
        lead_value=tokens[0].value,
        left=found["left"],
        left_tokens=tokens[slice(*found.span("left"))],
        left_mark=_mark(found["left_mark"], is_about=is_about),
        joint=found["joint"] or "",
        right=found["right"] or "",
        right_tokens=tokens[slice(*found.span("right"))] if found["right"] else [],
        right_mark=_mark(found["right_mark"] or "", is_about=is_about),
    )


def _mark(written: str, *, is_about: bool) -> str:
    """Return the EDTF mark of one end: ~ approximate, ? uncertain, % both."""
    if is_about:
        return "%" if written in ("?", "%") else "~"
    return written
