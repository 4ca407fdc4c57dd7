"""A question of a session -> the text that puts it to a judge: both sides next to each other, for and against."""

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

from resolver.feedback.session import Asked
from resolver.report.questions import QuestionSide
from resolver.report.shown import bits
from resolver.values.text import fold
from resolver.values.verdicts import Verdict

_WIDTH = 110
_LABEL = 22
_SIDE = 30
KEYS = "[s]ame  [d]ifferent  [u]nsure  [n]ote  [Enter] later  [z] undo  [q] quit"
LAST_KEYS = "[z] undo  [q] quit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """What a key stands for."""

    verdict: Verdict | None = None
    command: str = ""


_KEYS = {
    # The same keys where a Cyrillic layout is on.
    **dict.fromkeys(("s", "ы", "і"), Key(verdict=Verdict.SAME)),
    **dict.fromkeys(("d", "в"), Key(verdict=Verdict.DIFFERENT)),
    **dict.fromkeys(("u", "г"), Key(verdict=Verdict.UNSURE)),
    **dict.fromkeys(("n", "т"), Key(command="note")),
    **dict.fromkeys(("z", "я"), Key(command="undo")),
    **dict.fromkeys(("q", "й", "\x03", "\x04"), Key(command="quit")),
    **dict.fromkeys(("", "\r", "\n"), Key(command="later")),
}


def key_of(typed: str) -> Key | None:
    """Return what a key stands for, on a Latin or a Cyrillic layout; None for any other.

    >>> key_of("S").verdict, key_of("я").command, key_of("x")
    (<Verdict.SAME: 'same'>, 'undo', None)
    """
    return _KEYS.get(typed if typed in _KEYS else fold(typed))


def question_text(asked: Asked, *, note: str = "") -> str:
    """Return a question as it is put at a terminal."""
    return "\n".join([*_head(asked), "", *_sides(asked), "", *_ending(asked, note)])


def _head(asked: Asked) -> Iterator[str]:
    yield from _wrapped(
        f"{asked.shown.question_id}   question {asked.number} of {asked.total} · {effect(asked)}"
    )


def effect(asked: Asked) -> str:
    """Return what an answer would change."""
    row = asked.row
    if asked.chain:
        return "judgements contradict one another; your answer replaces those on this pair"
    if not row["value"]:
        return f'answering "same" would put {row["left_person_id"]} and {row["right_person_id"]} under one id'
    return (
        f'answering "same" would move the expected number of people by {row["if_same"]:+.2f} and put '
        f'{row["left_person_id"]} and {row["right_person_id"]} under one id; "different" by {row["if_different"]:+.2f}'
    )


def _sides(asked: Asked) -> Iterator[str]:
    shown = asked.shown
    yield from _row("", f"LEFT  {shown.left.mention_id}", f"RIGHT  {shown.right.mention_id}", "")
    yield from _row("row", *asked.places, "")
    yield from _row("name", shown.left.name, shown.right.name, "")
    for field in shown.fields:
        said = "" if field.bits is None else f"{bits(field.bits):>6}  "
        yield from _row(field.label, field.left, field.right, said + field.level)
    left, right = _documents(shown.left), _documents(shown.right)
    if left or right:
        yield from _row("document", left, right, "same" if left == right else "")


def _documents(side: QuestionSide) -> str:
    return " + ".join(one.href or one.text for one in side.documents)


def _row(label: str, left: str, right: str, said: str) -> Iterator[str]:
    """Yield one field over as many lines as its longer side needs."""
    blank = "-" if label and (left or right) else ""
    cells = [textwrap.wrap(text or blank, width=_SIDE) or [""] for text in (left, right)]
    last = textwrap.wrap(said, width=_WIDTH - _LABEL - 2 * (_SIDE + 2)) or [""]
    for at in range(max(len(cells[0]), len(cells[1]), len(last))):
        one, other, more = (part[at] if at < len(part) else "" for part in (*cells, last))
        yield f"{label if at == 0 else '':<{_LABEL}}{one:<{_SIDE}}  {other:<{_SIDE}}  {more}".rstrip()


def _ending(asked: Asked, note: str) -> Iterator[str]:
    yield from _wrapped(f"{'why asked':<{_LABEL}}{asked.shown.reason}")
    if asked.said:
        yield from _wrapped(f"{'judged before':<{_LABEL}}{'; '.join(asked.said)}")
    if asked.chain:
        yield from _wrapped(f"{'contradiction':<{_LABEL}}{asked.chain}")
    if asked.shown.namesakes:
        yield f"{'namesakes':<{_LABEL}}{asked.shown.namesakes} other people of that name expected"
    if note:
        yield from _wrapped(f"{'your note':<{_LABEL}}{note}")
    yield f"{'probability':<{_LABEL}}{asked.shown.probability} -> you decide"


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, width=_WIDTH, subsequent_indent=" " * _LABEL, break_on_hyphens=False)
