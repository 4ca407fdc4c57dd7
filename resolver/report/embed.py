"""Cards and questions -> JSON that may stand inside a page: every text once, no letter that HTML could read as a tag."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from markupsafe import Markup

from resolver.names.ragged import Numbers
from resolver.report.cards import DocumentLink
from resolver.report.questions import Question, QuestionSide

_UNSAFE = ("<", ">", "&", "\N{LINE SEPARATOR}", "\N{PARAGRAPH SEPARATOR}")


def as_script(value: Any) -> Markup:
    r"""Return a value as JSON for a ``<script type="application/json">``.

    >>> str(as_script({"name": "</script><b>"}))
    '{"name":"\\u003c/script\\u003e\\u003cb\\u003e"}'
    """
    return Markup(safe_in_script(json.dumps(value, ensure_ascii=False, separators=(",", ":"))))


def safe_in_script(text: str) -> str:
    """Return JSON without any letter that HTML could read as a tag."""
    for letter in _UNSAFE:
        text = text.replace(letter, f"\\u{ord(letter):04x}")
    return text


class TextNumbers:
    """Gives each distinct text a number; number 0 is the empty text."""

    def __init__(self) -> None:
        self._numbers = Numbers[str]({"": 0})
        self.number = self._numbers.__getitem__

    def all_of(self, texts: Iterable[str]) -> list[int]:
        """Return the number of each text."""
        return list(map(self.number, texts))

    @property
    def in_order(self) -> list[str]:
        """Return the texts in the order of their numbers."""
        return list(self._numbers)


def questions_block(questions: Sequence[Question]) -> dict[str, Any]:
    """Return the open questions."""
    texts = TextNumbers()
    rows = [
        [
            one.question_id,
            one.probability,
            round(one.weight, 2),
            *texts.all_of((one.effect, one.reason, one.namesakes, one.rule)),
            *(_side(side, texts) for side in (one.left, one.right)),
            [
                [*texts.all_of((field.label, field.left, field.right, field.level)), field.bits]
                for field in one.fields
            ],
        ]
        for one in questions
    ]
    return {"texts": texts.in_order, "rows": rows}


def _side(side: QuestionSide, texts: TextNumbers) -> list[Any]:
    return [side.mention_id, side.person_id, texts.number(side.name), _links(side.documents, texts)]


def _links(documents: Sequence[DocumentLink], texts: TextNumbers) -> list[int]:
    return texts.all_of([text for link in documents for text in (link.text, link.href or "")])
