"""A key -> what is heard of it: its sound, its consonants, and its echo, for many keys at once or for one when it is asked for."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from resolver.errors import RuleError
from resolver.names.rewriting import Rewrite

Heard = tuple[str, str, str, str]
"""A key as writers of neighbouring languages hear it; its consonants; those without any h but a first one; its echo. "" is nothing."""


class Hearing:
    """What is heard of keys, each worked out once: many at once where they are learnt, one where it is asked for.

    >>> from resolver.rulebook import load_rulebook
    >>> hearing = Hearing(load_rulebook().setting("names/scripts.toml"))
    >>> hearing.learn(["mahmuda", "a"])
    >>> hearing.of(["mahmuda", "a", "ahmad"])
    [('magmuda', 'mhmd', 'mmd', 'mmt'), ('a', '', '', ''), ('agmad', 'hmd', 'hmd', 'mt')]
    """

    def __init__(self, scripts: Mapping[str, Any]) -> None:
        self._sounds = [
            (re.compile(one["pattern"], re.MULTILINE), one["replace"]) for one in scripts["sound"]["rewrite"]
        ]
        silent = dict.fromkeys(scripts["skeleton"]["dropped"], "")
        self._consonants = Rewrite.by({**scripts["skeleton"]["letters"], **silent})
        self._echo = Rewrite.by(scripts["echo"]["letters"])
        self._known: dict[str, Heard] = {}

    def of(self, keys: Sequence[str]) -> list[Heard]:
        """Return what is heard of each key."""
        known = self._known
        try:
            return [known[key] for key in keys]
        except KeyError:
            return [known.get(key) or self._hear([key], Rewrite.__call__)[0] for key in keys]

    def learn(self, keys: Iterable[str]) -> None:
        """Work out what is heard of many keys, at once."""
        new = [key for key in keys if key not in self._known]
        self._known.update(zip(new, self._hear(new, Rewrite.lines), strict=True) if new else ())

    def forget(self) -> None:
        """Let go of what was learnt."""
        self._known.clear()

    def _hear(self, keys: Sequence[str], rewrite: Callable[[Rewrite, str], str]) -> list[Heard]:
        lines = "\n".join(keys)
        bare = rewrite(self._consonants, lines)
        found = (
            self._sound(lines),
            bare,
            _BREATH.sub("", bare),
            rewrite(self._echo, lines),
        )
        return [*zip(*(one.split("\n") for one in found), strict=True)]

    def _sound(self, lines: str) -> str:
        """Return what keys sound like, one to a line; a pattern sees each between two ends of lines."""
        text = f"\n{lines}\n"
        for pattern, replacement in self._sounds:
            text = pattern.sub(replacement, text)
        if text.count("\n") != lines.count("\n") + 2:
            told = "a pattern of [sound] takes away the end of a key; name letters only"
            raise RuleError(f"names/scripts.toml: {told}")
        return text[1:-1]


_BREATH = re.compile("(?<=.)h")
