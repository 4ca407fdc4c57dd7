"""An Arabic name as written -> how it may sound: vowels guessed from the pattern of its letters, as by one who never heard it."""

from resolver.synthesis.letters import Choose

_LONG = frozenset(("ā", "ī", "ū", "à"))
_FIRST = ("a", "i")
_FIRST_VOWELS = ("a", "i", "u", "a")


def guess_sounds(arabic: str, choose: Choose) -> str:
    """Guess how an Arabic name sounds from its letters alone, as one does who has never heard it.

    >>> [guess_sounds(name, lambda what, count: 0) for name in ("رسول", "عبد الباري", "معروف", "نسيم", "شاهر", "كوثر")]
    ['rasūl', 'ʿabd al-bārī', 'maʿrūf', 'nasīm', 'shāhir', 'kawthar']
    """
    return " ".join(_guessed_word(word, choose) for word in arabic.split())


_CONSONANTS = {
    "ب": "b", "ت": "t", "ث": "th", "ج": "j", "ح": "ḥ", "خ": "kh", "د": "d", "ذ": "dh", "ر": "r", "ز": "z", "س": "s",
    "ش": "sh", "ص": "ṣ", "ض": "ḍ", "ط": "ṭ", "ظ": "ẓ", "ع": "ʿ", "غ": "gh", "ف": "f", "ق": "q", "ك": "k", "ل": "l",
    "م": "m", "ن": "n", "ه": "h", "ء": "ʾ", "ئ": "ʾ", "ؤ": "ʾ", "پ": "p", "چ": "ch", "ژ": "zh", "گ": "g", "ڤ": "v",
}  # fmt: skip
_KNOWN_WORDS = {"عبد": "ʿabd", "الله": "allāh", "أبو": "abū", "ابو": "abū", "الدين": "al-dīn", "أم": "umm"}


def _guessed_word(word: str, choose: Choose) -> str:
    if word in _KNOWN_WORDS:
        return _KNOWN_WORDS[word]
    if word.startswith("ال") and len(word) > 4:
        return "al-" + _guessed_word(word[2:], choose)
    if word.startswith("عبد") and len(word) > 5:
        return "ʿabd " + _guessed_word(word[3:], choose)
    frame = _frame(word)
    return "".join(_with_vowels(frame, word, choose))


def _frame(word: str) -> list[str]:
    """Return consonants and long vowels: و and ي are vowels between consonants and at the end, consonants elsewhere."""
    frame: list[str] = []
    for place, letter in enumerate(word):
        is_last = place == len(word) - 1
        before_long = frame and frame[-1] in ("ā", "ī", "ū")
        if letter in "اأإآٱ":
            frame.append("ā" if place else {"إ": "i", "آ": "ā"}.get(letter, "a"))
        elif letter in "وي" and place and not before_long and (is_last or word[place + 1] not in "اةوي"):
            frame.append("ū" if letter == "و" else "ī")
        elif letter in "ىة":
            frame.append("à" if letter == "ى" else "ẗ")
        elif letter in "وي":
            frame.append("w" if letter == "و" else "y")
        else:
            frame.append(_CONSONANTS.get(letter, ""))
    return [one for one in frame if one]


def _with_vowels(frame: list[str], word: str, choose: Choose) -> list[str]:
    """Put a short vowel between two consonants, after the patterns of Arabic names where one is recognised."""
    is_doer = len(frame) == 4 and frame[1] == "ā"
    made: list[str] = []
    for place, sound in enumerate(frame):
        if place == 1 and sound == "ū" and len(frame) == 4:
            made.append("aw")
            continue
        if place and not {frame[place - 1], sound} & _LONG and not (place == 1 and frame[0] in _FIRST):
            vowel = _FIRST_VOWELS[choose(word, len(_FIRST_VOWELS))] if place == 1 else "i" if is_doer else "a"
            made.append("" if _is_closed(place, frame) else "a" if sound == "ẗ" else vowel)
        made.append(sound)
    return made


def _is_closed(place: int, frame: list[str]) -> bool:
    """Whether the second and third sounds meet without a vowel, as in muṣṭafà, maḥmūd, aḥmad, islām, najmaẗ."""
    if place != 2 or len(frame) < 4:
        return False
    before_long = frame[3] in _LONG and frame[0] in ("m", "t") and len(frame) > 4
    return before_long or frame[0] in _FIRST or (frame[3] == "ẗ" and len(frame) == 4)
