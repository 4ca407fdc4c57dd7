"""A name in the letters it is kept in -> the same name in other letters: what a list's writer makes of it.

Independent of the tables by which the matcher reads, on purpose. Arabic and Kurdish names are kept as they sound and written from
there; where no one has written down how a name sounds, its vowels are guessed, as a stranger would.
"""

import re
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from resolver.synthesis.recipe import Habit, LetterTables

Choose = Callable[[str, int], int]
"""What is chosen and out of how many -> which one: the habit of a list, or its wavering."""

_SOUND = re.compile(r"(?:ay|aw)(?![aāiīuūēoeàyw])|kh|gh|sh|th|dh|ch|zh|.")
_VOWELS = frozenset("aāiīuūēoeà")
_SHORT = {"a": "أ", "i": "إ", "u": "أ", "e": "أ", "ā": "آ", "ī": "إي", "ū": "أو", "o": "أو", "ē": "إي"}
_PLAIN = str.maketrans("āīūēàḥṣḍṭẓʿʾẗ", "aiueahsdtz\0\0\0", "")
_SMALL = frozenset({"al-", "āl", "abū", "ʿabd"})


def chooser(habit: str) -> Choose:
    """Return a way to choose that always chooses alike for one habit.

    >>> choose = chooser("some list")
    >>> choose("ū", 3) == choose("ū", 3)
    True
    """
    start = zlib.crc32(habit.encode())

    def choose(what: str, count: int) -> int:
        return ((zlib.crc32(what.encode(), start) * 0x9E3779B1 & 0xFFFFFFFF) * count) >> 32

    return choose


def remembering(choose: Choose) -> Choose:
    """Return a way to choose that remembers what it chose: for habits, which are asked over and over.

    >>> remembering(chooser("some list"))("ū", 3) == chooser("some list")("ū", 3)
    True
    """
    chosen: dict[tuple[str, int], int] = {}

    def remembered(what: str, count: int) -> int:
        found = chosen.get((what, count))
        if found is None:
            found = chosen[what, count] = choose(what, count)
        return found

    return remembered


def sounds_of(word: str) -> list[str]:
    """Return the sounds of a word, each consonant, vowel and diphthong one.

    >>> sounds_of("ḥusayn"), sounds_of("bayān")
    (['ḥ', 'u', 's', 'ay', 'n'], ['b', 'a', 'y', 'ā', 'n'])
    """
    return _SOUND.findall(word)


def capitalised(name: str) -> str:
    """Put a capital at the beginning of every word, also after a hyphen."""
    return re.sub(r"(?:^|(?<=[ \-]))\w", lambda found: found[0].upper(), name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Letters:
    """All the tables of letters, ready for use."""

    tables: LetterTables

    # --- from sounds --------------------------------------------------------------------------------------------------

    def romanise(self, spoken: str, habit: str, choose: Choose) -> str:
        """Write a spoken name in Latin letters after a habit.

        >>> from resolver.synthesis.recipe import read_recipe
        >>> letters = Letters(tables=read_recipe().letters)
        >>> [letters.romanise("yūsuf", habit, lambda what, count: 0) for habit in ("english", "french", "turkish")]
        ['Yousuf', 'Yousouf', 'Yusuf']
        >>> letters.romanise("ʿabd al-raḥmān", "english", lambda what, count: min(1, count - 1))
        'Abdel Rahman'
        """
        rules = self.tables.latin[habit]
        first, _, rest = spoken.partition(" ")
        if first == "ʿabd" and rest == "allāh":
            return _one_of(rules.allah, "allah", choose)
        if first in ("ʿabd", "abū") and rest:
            head = _one_of(rules.abd if first == "ʿabd" else rules.abu, first, choose)
            tail = self._latin_words(rest.removeprefix("al-") if first == "ʿabd" else rest, rules, choose)
            return head + (tail.lower() if head[-1].isalpha() else tail)
        if rest == "al-dīn":
            return self._latin_words(first, rules, choose) + _one_of(rules.din, "din", choose)
        return self._latin_words(spoken, rules, choose)

    def _latin_words(self, spoken: str, rules: Habit, choose: Choose) -> str:
        return " ".join(self._latin_word(word, rules, choose) for word in spoken.split())

    def _latin_word(self, word: str, rules: Habit, choose: Choose) -> str:
        if word.startswith("al-"):
            return _one_of(rules.article, "al-", choose) + self._latin_word(word[3:], rules, choose)
        sounds = sounds_of(word)
        written = [_written(sound, place, sounds, rules, choose) for place, sound in enumerate(sounds)]
        text = "".join(written).replace("\0", "")
        return text[:1].upper() + text[1:]

    def arabic(self, spoken: str) -> str:
        """Write a spoken name in Arabic letters, as a dictionary would.

        >>> from resolver.synthesis.recipe import read_recipe
        >>> letters = Letters(tables=read_recipe().letters)
        >>> [letters.arabic(name) for name in ("fāṭimaẗ", "ʿabd al-raḥmān", "wāʾil", "sherko", "abū ṭayr")]
        ['فاطمة', 'عبد الرحمن', 'وائل', 'شركو', 'أبو طير']
        """
        return " ".join(self._arabic_word(word) for word in spoken.split())

    def _arabic_word(self, word: str) -> str:
        known = {"allāh": "الله", "al-raḥmān": "الرحمن", "al-": "ال"}.get(word)
        if known:
            return known
        if word.startswith("al-"):
            return "ال" + self._arabic_word(word[3:])
        table = self.tables.sounds["arabic"]
        sounds = sounds_of(word.replace("iyy", "iy"))
        written = (
            [_SHORT[sounds[0][0]] + ("ي" if sounds[0] == "ay" else "و" if sounds[0] == "aw" else "")]
            if (sounds[0][0] in _VOWELS)
            else [table.get(sounds[0], "")]
        )
        for place in range(1, len(sounds)):
            sound, before = sounds[place], sounds[place - 1]
            if sound == before and sound not in _VOWELS:
                continue
            written.append(_hamza(sounds, place) if sound == "ʾ" else table.get(sound, ""))
        return "".join(written) + ("ه" if sounds[-1] in ("a", "e") and len(sounds) > 2 else "")

    def russian_from_sounds(self, spoken: str, choose: Choose) -> str:
        """Write a spoken name in Russian letters, as the press does.

        >>> from resolver.synthesis.recipe import read_recipe
        >>> letters = Letters(tables=read_recipe().letters)
        >>> [letters.russian_from_sounds(name, lambda what, count: 0) for name in ("ʿabd al-raḥmān", "yūsuf", "al-ḥalabī")]
        ['Абдуррахман', 'Юсуф', 'аль-Халаби']
        """
        first, _, rest = spoken.partition(" ")
        if first == "ʿabd" and rest.startswith("al-"):
            name = self._russian_word(rest[3:])
            glued = (
                "Абду" + name[:1].lower() + name.lower() if name[:1] in "РСНЗДТШ" else "Абдул" + name.lower()
            )
            return _one_of((glued, "Абдель " + name, "Абдул-" + name), "abd", choose)
        if spoken == "ʿabd allāh":
            return _one_of(("Абдулла", "Абдалла"), "allah", choose)
        if rest == "al-dīn":
            return self._russian_word(first) + _one_of(("уддин", " ад-Дин", "эддин"), "din", choose)
        article = _one_of(("аль-", "аль-", "Аль-", "эль-"), "al", choose)
        words = [
            (article + self._russian_word(word[3:])) if word.startswith("al-") else self._russian_word(word)
            for word in spoken.split()
        ]
        return " ".join(words)

    def _russian_word(self, word: str) -> str:
        table = self.tables.sounds["russian"]
        sounds = sounds_of(word.replace("iyy", "iy"))
        text = "".join(table.get(sound, "") for sound in sounds)
        for pair, one in (("йа", "я"), ("йу", "ю"), ("йе", "е"), ("ьи", "ьи"), ("ий", "ий")):
            text = text.replace(pair, one)
        return text[:1].upper() + text[1:]

    def spoken_kurdish(self, latin: str) -> str:
        """Return how a name in Kurmanji letters sounds, in the signs of ours.

        >>> from resolver.synthesis.recipe import read_recipe
        >>> Letters(tables=read_recipe().letters).spoken_kurdish("Şêrko")
        'shērko'
        """
        return _mapped(latin.lower(), self.tables.sounds["kurdish"])

    # --- from letters -------------------------------------------------------------------------------------------------

    def russian_native(self, name: str) -> str:
        """Write a Cyrillic name of a people of Russia with Russian letters only.

        >>> from resolver.synthesis.recipe import read_recipe
        >>> Letters(tables=read_recipe().letters).russian_native("Мөхәммәт")
        'Мохаммат'
        """
        return _mapped(name, self.tables.russian["native"])

    def russian_to_ukrainian(self, name: str) -> str:
        """Write a Russian name with Ukrainian letters.

        >>> from resolver.synthesis.recipe import read_recipe
        >>> Letters(tables=read_recipe().letters).russian_to_ukrainian("Крылов")
        'Крилов'
        """
        text = _mapped(name, self.tables.russian["ukrainian"])
        return re.sub(r"ский\b", "ський", re.sub(r"цкий\b", "цький", text))

    def ukrainian_to_russian(self, name: str) -> str:
        """Write a Ukrainian name with Russian letters.

        >>> from resolver.synthesis.recipe import read_recipe
        >>> Letters(tables=read_recipe().letters).ukrainian_to_russian("Лисицький")
        'Лисицкий'
        """
        text = re.sub(r"(с|ц)ький\b", r"\1кий", name).replace("ий", "\0")
        return _mapped(re.sub(r"(с|ц)ька\b", r"\1кая", text), self.tables.ukrainian["russian"]).replace(
            "\0", "ий"
        )

    def ukrainian_latin(self, name: str) -> str:
        """Write a Ukrainian name in Latin letters after the Cabinet's table.

        >>> from resolver.synthesis.recipe import read_recipe
        >>> Letters(tables=read_recipe().letters).ukrainian_latin("Згурський Юрій")
        'Zghurskyi Yurii'
        """
        first = self.tables.ukrainian["latin_first"]
        text = name.replace("Зг", "Zgh").replace("зг", "zgh")
        started = re.sub(r"\b\w", lambda found: first.get(found[0].lower(), found[0]), text)
        return _mapped(started, self.tables.ukrainian["latin"])

    def russian_to_arabic(self, name: str, choose: Choose) -> str:
        """Write a Russian name in Arabic letters; unstressed vowels come and go.

        >>> from resolver.synthesis.recipe import read_recipe
        >>> Letters(tables=read_recipe().letters).russian_to_arabic("Матвеев", lambda what, count: 0)
        'ماتفييف'
        """
        return " ".join(self._arabic_of_russian(word, choose) for word in name.replace("-", " ").split())

    def _arabic_of_russian(self, word: str, choose: Choose) -> str:
        table, first = self.tables.russian["arabic"], self.tables.russian["arabic_first"]
        small = word.lower()
        drops = choose("vowels dropped", 4)
        written = [first.get(small[0], table.get(small[0], small[0]))]
        for place, letter in enumerate(small[1:], 1):
            is_dropped = (
                drops == 3 and letter in "аео" and place + 1 < len(small) and small[place - 1] not in "аеоиу"
            )
            written.append("" if is_dropped else table.get(letter, letter))
        return "".join(written)

    def armenian_latin(self, name: str, choose: Choose) -> str:
        """Write an Armenian name in Latin letters, as Yerevan does or as the diaspora does.

        >>> from resolver.synthesis.recipe import read_recipe
        >>> letters = Letters(tables=read_recipe().letters)
        >>> letters.armenian_latin("Հակոբյան", lambda what, count: 0), letters.armenian_latin("Ոսկանյան", lambda what, count: 0)
        ('Hakobyan', 'Voskanyan')
        """
        table = dict(self.tables.armenian["latin"])
        is_western = choose("western", 6) == 5
        table |= self.tables.armenian["western"] if is_western else {}
        text = re.sub(r"\b[Ոո](?!ւ)", "Vo", name)
        text = re.sub(r"\b[Եե]", "Ye", text).replace("ու", "u").replace("Ու", "U")
        latin = _mapped(text, table)
        return re.sub(r"yan(ts)?$", "ian", latin) if is_western or choose("ian", 4) == 3 else latin

    def armenian_russian(self, name: str) -> str:
        """Write an Armenian name in Russian letters.

        >>> from resolver.synthesis.recipe import read_recipe
        >>> letters = Letters(tables=read_recipe().letters)
        >>> letters.armenian_russian("Հակոբյան"), letters.armenian_russian("Մուրադյան")
        ('Акобян', 'Мурадян')
        """
        text = (
            name.replace("ու", "у")
            .replace("Ու", "У")
            .replace("յա", "я")
            .replace("յու", "ю")
            .replace("իա", "иа")
        )
        text = _mapped(text, self.tables.armenian["russian"])
        return text[:1].upper() + text[1:]

    def russian_armenian(self, name: str) -> str:
        """Write a Russian name in Armenian letters.

        >>> from resolver.synthesis.recipe import read_recipe
        >>> Letters(tables=read_recipe().letters).russian_armenian("Петров")
        'Պետրով'
        """
        text = _mapped(name.lower(), self.tables.armenian["from_russian"])
        return text[:1].upper() + text[1:]


def _one_of(ways: tuple[str, ...], what: str, choose: Choose) -> str:
    return ways[choose(what, len(ways))]


def _written(sound: str, place: int, sounds: list[str], rules: Habit, choose: Choose) -> str:
    """Return what a habit writes for one sound of a word."""
    before = sounds[place - 1] if place else ""
    if (
        sound == before
        and sound not in _VOWELS
        and (len(sound) > 1 or choose("doubled", 100) >= 100 * rules.doubled)
    ):
        return ""
    if place == len(sounds) - 1:
        ways = rules.final.get(sound)
        if ways:
            return _one_of(ways, f"final {sound}", choose)
    if place == len(sounds) - 2 and before and sounds[-1] == "ẗ" and (ways := rules.final.get("aẗ")):
        return _one_of(ways, "final aẗ", choose)
    if sound == "ẗ" and "aẗ" in rules.final:
        return ""
    if sound in "ʿʾ" and (place == 0 or place == len(sounds) - 1):
        return ""
    is_last = (
        place > 1
        and f"{sound} last" in rules.sounds
        and _VOWELS.isdisjoint(one[0] for one in sounds[place + 1 :])
    )
    name = f"{sound} last" if is_last else sound
    ways = rules.sounds.get(name)
    return _one_of(ways, name, choose) if ways else sound.translate(_PLAIN)


def _hamza(sounds: list[str], place: int) -> str:
    after = sounds[place + 1] if place + 1 < len(sounds) else ""
    before = sounds[place - 1]
    if not after:
        return "ء"
    if after[0] in "iīē" or before in ("i", "ī"):
        return "ئ"
    return "ؤ" if after[0] in "uūo" or before == "u" else "أ"


def _mapped(text: str, table: Mapping[str, str]) -> str:
    """Replace letters, keeping capitals."""
    written = []
    for letter in text:
        small = letter.lower()
        new = table.get(small)
        if new is None:
            written.append(letter)
        else:
            written.append(new if small == letter else new[:1].upper() + new[1:])
    return "".join(written)
