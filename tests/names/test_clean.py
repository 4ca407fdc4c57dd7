"""A written name is taken apart, and what is not name is kept beside it."""

import re
import unicodedata
from collections import Counter

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from resolver.names.articles import SurnameStands
from resolver.names.clean import _ALL_OR_NO_CYRILLIC, CleanName, bare_name, clean_name
from resolver.names.syllables import is_syllable
from resolver.values.text import clean, one_case
from tests.strategies import SCRIPTS, any_text, known, names, words

_MARKER = re.compile("позывной|позивний|callsign|call sign", re.IGNORECASE)
MARKERS = ("позывной", "позивний", "callsign", "call", "псевдо", "aka", "он же", "alias", "الملقب", "لقب")
"""Words that say what a bracket holds; they may go, what they announce may not."""


def cleaned(text: str) -> CleanName:
    """Return a name taken apart by the shipped rules."""
    return clean_name(text, known())


def letters(text: str) -> Counter[str]:
    """Count the letters of a text, whatever their case."""
    return Counter(letter for letter in one_case(text) if letter.isalpha())


@pytest.mark.parametrize(
    ("text", "kind", "title", "tokens"),
    [
        ('סמ"ר משה מבדים', "rank", "סמ״ר", ("משה", "מבדים")),
        ("רס״ן רון מבדים ז״ל", "honorific", "ז״ל", ("רון", "מבדים")),
        ('סמל רון מבדים הי"ד', "rank", "סמל", ("רון", "מבדים")),
        ("סגן-אלוף יונתן מבדים", "rank", "סגן-אלוף", ("יונתן", "מבדים")),
        ("גב' דנה מבדים", "honorific", "גב'", ("דנה", "מבדים")),
        ("הותר לפרסום: רון מבדים", "noise", "הותר לפרסום", ("רון", "מבדים")),
        ("Ato Tesfaye Madeup", "honorific", "Ato", ("tesfaye", "madeup")),
        ("W/ro Almaz Madeup", "honorific", "W ro", ("almaz", "madeup")),
        ("ወ/ሮ አልማዝ በቀለ", "honorific", "ወ ሮ", ("አልማዝ", "በቀለ")),
        ("ቄስ ተስፋዬ በቀለ", "honorific", "ቄስ", ("ተስፋዬ", "በቀለ")),
        ("کربلایی علی بافتنی", "honorific", "کربلایی", ("علی", "بافتنی")),
        ("آیت‌الله علی بافتنی", "honorific", "آیتالله", ("علی", "بافتنی")),
        ("ستوان یکم علی بافتنی", "rank", "ستوان یکم", ("علی", "بافتنی")),
        ("دگروال احمد بافتنی", "rank", "دگروال", ("احمد", "بافتنی")),
        ("St.-Sgt. Moshe Madeup", "rank", "St. Sgt.", ("moshe", "madeup")),
        ("feu Hamma Barritest", "honorific", "feu", ("hamma", "barritest")),
        ("El Hadj Hamma Barritest", "honorific", "El Hadj", ("hamma", "barritest")),
        ("Cheikh Hamma Barritest", "honorific", "Cheikh", ("hamma", "barritest")),
        ("Père Jean Testou", "honorific", "Père", ("jean", "testou")),
        ("Caporal-chef Jean Testou", "rank", "Caporal-chef", ("jean", "testou")),
        ("Şehîd Rojhat Ceribandî", "honorific", "Şehîd", ("rojhat", "ceribandî")),
        ("Uzm. Çvş. Halil Örnekkaya", "rank", "Uzm. Çvş.", ("halil", "örnekkaya")),
        ("Er Halil Örnekkaya", "rank", "Er", ("halil", "örnekkaya")),
        ("Baş leytenant Xəyal Sınaqov", "rank", "Baş leytenant", ("xəyal", "sinaqov")),
        ("Hamma Barritest dit Bocari", "callsign", "Bocari", ("hamma", "barritest")),
        ("Çiya kod adlı Rojhat Ceribandî", "callsign", "Çiya", ("rojhat", "ceribandî")),
        ("Rojhat Ceribandî (Kod adı: Çiya)", "callsign", "Çiya", ("rojhat", "ceribandî")),
    ],
)
def test_titles_of_many_peoples(text: str, kind: str, title: str, tokens: tuple[str, ...]) -> None:
    """A rank or an honorific is taken off in Hebrew, Persian, Dari, Amharic, Tigrinya, French, Turkish and Azeri lists, too."""
    found = cleaned(text)

    assert tokens == found.tokens
    assert (title,) == found.of_kind(kind)


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Прялкин Серж", ("прялкин", "серж")),
        ("Серж Прялкин", ("серж", "прялкин")),
        ("Прялкин Серж Иванович", ("прялкин", "серж", "иванович")),
        ("Серж Прялкин Иван", ("прялкин", "иван")),
        ("Серж. Прялкин", ("прялкин",)),
        ("серж Прялкин И.П.", ("прялкин", "и.", "п.")),
        ("Mia Madeup", ("mia", "madeup")),
        ("John Madeup MIA", ("john", "madeup")),
    ],
)
def test_a_short_rank_may_be_a_given_name(text: str, tokens: tuple[str, ...]) -> None:
    """It is a rank where a whole name is left without it, and where a dot shortens it."""
    assert tokens == cleaned(text).tokens


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("В бою погиб сержант Прялкин Павел", ("прялкин", "павел")),
        ("Прялкина Николая Петровича проводили", ("прялкина", "николая", "петровича")),
        ("Светлая память Прялкину Ивану", ("прялкину", "ивану")),
        ("Не стало Прялкина Ивана", ("прялкина", "ивана")),
        ("Простились с Прялкиным Иваном", ("прялкиным", "иваном")),
        ("Прялкин Иван ушёл в вечность", ("прялкин", "иван")),
        ("Погиб наш земляк Прялкин Иван", ("прялкин", "иван")),
        ("Світла пам'ять Прялці Івану", ("прялці", "івану")),
        ("Прялка Іван загинув у бою", ("прялка", "іван")),
        ("Rest in peace John Madeup", ("john", "madeup")),
        ("John Madeup, killed in action", ("john", "madeup")),
        ("Jean Inventé, mort au combat", ("jean", "inventé")),
        ("Juan Testal (q.e.p.d.)", ("juan", "testal")),
        ("ليلى الجوخي في ذمة الله", ("ليلى", "الجوخي")),
    ],
)
def test_obituary_wording_is_no_name(text: str, tokens: tuple[str, ...]) -> None:
    """What is said of the dead stands beside the name, before it, behind it, behind a comma or in brackets."""
    found = cleaned(text)

    assert tokens == found.tokens
    assert found.of_kind("obituary")


def test_what_is_said_of_the_dead_is_not_shown() -> None:
    """Neither obituary wording is shown nor whose relative somebody is."""
    assert "Прялкин Павел" == bare_name("В бою погиб сержант Прялкин Павел", known())
    assert "Прялкин Павел" == bare_name("Прялкин Павел - погиб", known())
    assert "Прялкина Ольга" == bare_name("Прялкина Ольга (жена Прялкина Андрея)", known())


@pytest.mark.parametrize(
    "text", ["Cheikh Diop", "Mehmet Çavuş", "Ahmet Er", "Mamadou Cheikh Diop", "Pa Sesay"]
)
def test_a_title_that_is_a_name_before_one_word_or_within_a_name(text: str) -> None:
    """Cheikh and Er are names where no two words stand behind them."""
    assert tuple(text.casefold().split()) == cleaned(text).tokens


@pytest.mark.parametrize(
    ("text", "styles", "tokens"),
    [
        ("Md. Rafiqul Pruda", ("Md.",), ("rafiqul", "pruda")),
        ("Md. Rafiqul", (), ("md", "rafiqul")),
        ("Sk Anwar Pruda", ("Sk",), ("anwar", "pruda")),
        ("U Kyaw Zin", ("U",), ("kyaw", "zin")),
        ("U. Kyaw Zin", (), ("u.", "kyaw", "zin")),
        ("Ma Thuzar Wint", ("Ma",), ("thuzar", "wint")),
        ("Ma Ying Pruda", (), ("ma", "ying", "pruda")),
        ("Aung Ko Myint", (), ("aung", "ko", "myint")),
    ],
)
def test_styles(text: str, styles: tuple[str, ...], tokens: tuple[str, ...]) -> None:
    """What is a title and a part of names is taken off before two words or more; a Burmese one before Burmese names only."""
    found = cleaned(text)

    assert tokens == found.tokens
    assert styles == found.of_kind("style")


@pytest.mark.parametrize(
    ("text", "kind", "told", "tokens"),
    [
        ("Ashraf Prudi S/o late Karim Prudi", "father", "Karim", ("ashraf", "prudi")),
        ("Raja Prudi W/o Ghulam Hassan", "husband", "Ghulam Hassan", ("raja", "prudi")),
        ("Ashraf Prudi r/o Madeup", "tail", "r/o Madeup", ("ashraf", "prudi")),
        ("Arul a/l Madeup", "father", "Madeup", ("arul",)),
    ],
)
def test_whose_child_or_wife_and_from_where(text: str, kind: str, told: str, tokens: tuple[str, ...]) -> None:
    """«S/o», «W/o» and «R/o» are son, wife and resident of: none of what follows is the bearer's own name."""
    found = cleaned(text)

    assert tokens == found.tokens
    assert (told,) == found.of_kind(kind)


@pytest.mark.parametrize("text", ["סמי אלם", "סמר מבדים", "יצחק מר", "حافظ النجار"])
def test_a_name_that_is_also_short_for_a_title_stays(text: str) -> None:
    """Without the sign of what is shortened a word is a name, and so is a title at the end."""
    assert tuple(text.split()) == cleaned(text).tokens


@pytest.mark.parametrize(
    "text", ["علی از تهران", "محمد از یزد", "علی بافتنی از یک روستا", "الهه ی بافتنی", "احمد در بغداد"]
)
def test_no_name_is_made_up_of_the_words_of_a_sentence(text: str) -> None:
    """«از», "from", is no part of a damaged name, and what is shown is what the list says."""
    assert text == bare_name(text, known())


def test_a_rank_with_a_sign_in_it_is_not_shown() -> None:
    """What is shown goes without the rank, with the signs that stand in the rest."""
    assert 'רון מבדים ז"ל' == bare_name('סמ"ר רון מבדים ז"ל', known())


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Матвеев Станислав", ("матвеев", "станислав")),
        ("  МАТВЕЕВ\u00a0Станислав\u200b ", ("матвеев", "станислав")),
        ("М а т в е е в Стас", ("матвеев", "стас")),
        ("МатвеевСтанислав", ("матвеев", "станислав")),
        ("Матвеев_Станислав", ("матвеев", "станислав")),
        ("Матвеев И.С.", ("матвеев", "и.", "с.")),
        ("И. С. Матвеев", ("и.", "с.", "матвеев")),
        ("И Матвеев", ("и.", "матвеев")),
        ("Петров-Водкин Кузьма", ("петров-водкин", "кузьма")),
        ("Петров\u2010Водкин", ("петров-водкин",)),
        ("O'Connor John", ("o'connor", "john")),
        ('Pod"yachev', ("podyachev",)),
        ("Матвеев Станислав 1979", ("матвеев", "станислав")),
        ("😀 Матвеев", ("матвеев",)),
        ("مُحَمَّد", ("محمد",)),
        ("محـــمد", ("محمد",)),
        ("Հակոբյան Արմեն", ("հակոբյան", "արմեն")),
        ("", ()),
        ("— 1979 —", ()),
    ],
)
def test_tokens(text: str, tokens: tuple[str, ...]) -> None:
    """The words come out folded and in order; initials keep their dot, a hyphen joins, digits and signs go."""
    assert tokens == cleaned(text).tokens


@pytest.mark.parametrize(
    ("text", "tokens", "kind", "kept"),
    [
        ("гв. мл. сержант Хабаров И.С.", ("хабаров", "и.", "с."), "rank", ("гв.", "мл. сержант")),
        ("Sgt. Ivanov Sergey", ("ivanov", "sergey"), "rank", ("Sgt.",)),
        ("Матвеев Станислав «Лис»", ("матвеев", "станислав"), "callsign", ("Лис",)),
        ("капитан 3 ранга Матвеев Станислав", ("матвеев", "станислав"), "rank", ("капитан 3 ранга",)),
        ("старшина 1-й статьи Матвеев Станислав", ("матвеев", "станислав"), "rank", ("старшина 1-й статьи",)),
        ("1st Lt. Stanislav Matveev", ("stanislav", "matveev"), "rank", ("1st Lt.",)),
        ("боец «Лис»", (), "callsign", ("Лис",)),
        ("Pedro Testallo apodado Tigre", ("pedro", "testallo"), "callsign", ("Tigre",)),
        ("Pedro Testallo alias El Tigre", ("pedro", "testallo"), "callsign", ("El Tigre",)),
        ("Pedro Testallo (a) Tigre", ("pedro", "testallo"), "callsign", ("Tigre",)),
        ("Pedro Testallo conocido como «Lobo»", ("pedro", "testallo"), "callsign", ("Lobo",)),
        ("Pedro da Prova vulgo Zé", ("pedro", "da", "prova"), "callsign", ("Zé",)),
        ("Матвеев Станислав 'Лис'", ("матвеев", "станислав"), "callsign", ("Лис",)),
        ("Muhammad Matari `Abu Hassan`", ("muhammad", "matari"), "callsign", ("Abu Hassan",)),
        ("`Abu Hassan`", ("abu", "hassan`"), "callsign", ()),
        ("Khamis Ziyadah.. Abu Wael", ("khamis", "ziyadah"), "callsign", ("Abu Wael",)),
        ("عماد محمد معروف- ابو اشرف", ("عماد", "محمد", "معروف"), "callsign", ("ابو اشرف",)),
        ("Матвеев Станислав Лис»", ("матвеев", "станислав"), "callsign", ("Лис",)),
        ("Матвеев Станислав (позывной Лис)", ("матвеев", "станислав"), "callsign", ("Лис",)),
        ("Матвеев Станислав, позывной «Лис»", ("матвеев", "станислав"), "callsign", ("Лис",)),
        ("Матвеев Станислав (Стас)", ("матвеев", "станислав"), "alias", ("Стас",)),
        ("Матвеев Станислав [Стас]", ("матвеев", "станислав"), "alias", ("Стас",)),
        ("Матвеев Станислав, 38 лет, Асбест", ("матвеев", "станислав"), "tail", ("38 лет", "Асбест")),
        ("Матвеев Станислав; Асбест; 2018", ("матвеев", "станислав"), "tail", ("Асбест", "2018")),
        ("أحمد الخطيب، 38", ("أحمد", "الخطيب"), "tail", ("38",)),
        ("Prudić Fata rođ. Kosturić", ("prudić", "fata"), "former surname", ("Kosturić",)),
        ("Fata Prudić rođena Kosturić", ("fata", "prudić"), "former surname", ("Kosturić",)),
        ("Prudić Fata (rođ. Kosturić)", ("prudić", "fata"), "former surname", ("Kosturić",)),
        ("Прудић Мара рођ. Костурић", ("прудић", "мара"), "former surname", ("Костурић",)),
        ("Prudi Drita e lindur Kosturi", ("prudi", "drita"), "former surname", ("Kosturi",)),
        ("Prudić Ivo rođ. 1950", ("prudić", "ivo"), "former surname", ()),
        ("Prudić Ivo rođen u Testgradu", ("prudić", "ivo"), "tail", ("u Testgradu",)),
        ("Pruda Maria née de Testallo", ("pruda", "maria"), "former surname", ("de Testallo",)),
        ("Hana Prudová, roz. Kosturová", ("hana", "prudová"), "former surname", ("Kosturová",)),
        ("Jadwiga Prudzka z domu Kosturek", ("jadwiga", "prudzka"), "former surname", ("Kosturek",)),
        ("Марія Щукевич, уроджена Лопух", ("марія", "щукевич"), "former surname", ("Лопух",)),
        ("שרה פרודמן לבית קוסטור", ("שרה", "פרודמן"), "former surname", ("קוסטור",)),
        ("Prudova Roz Petrovna", ("prudova", "roz", "petrovna"), "former surname", ()),
        ("Claire Prudot (Renee)", ("claire", "prudot"), "alias", ("Renee",)),
        ("Prudić Ivo zv. Baja", ("prudić", "ivo"), "callsign", ("Baja",)),
        ("Прудић Иво звани Баја", ("прудић", "иво"), "callsign", ("Баја",)),
        ("Prudi Agim i quajtur Luani", ("prudi", "agim"), "callsign", ("Luani",)),
        ("vojnik Prudić Ivo", ("prudić", "ivo"), "rank", ("vojnik",)),
        ("потпоручник Прудић Иво", ("прудић", "иво"), "rank", ("потпоручник",)),
        ("ushtar Prudi Agim", ("prudi", "agim"), "rank", ("ushtar",)),
    ],
)
def test_what_is_not_name_is_kept(
    text: str, tokens: tuple[str, ...], kind: str, kept: tuple[str, ...]
) -> None:
    """Ranks, callsigns, other names, ages and places leave the name and stand in what was taken out."""
    name = cleaned(text)

    assert tokens == name.tokens
    assert kept == name.of_kind(kind)


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("al-Hajj Ibrahim Tamit", ("ibrahim", "tamit")),
        ("Ibrahim al-Hajj", ("ibrahim", "al-hajj")),
        ("Hajj, Ibrahim", ("hajj", "ibrahim")),
        ("الشيخ محمد علي", ("محمد", "علي")),
        ("محمد علي الشيخ", ("محمد", "علي", "الشيخ")),
    ],
)
def test_an_honorific_where_a_surname_stands_is_one(text: str, tokens: tuple[str, ...]) -> None:
    """Al-Hajj before a name says that its bearer was in Mecca; where the surname stands, it is the surname."""
    assert tokens == cleaned(text).tokens


@pytest.mark.parametrize(("text", "token"), [("Майор", "майор"), ("Major", "major"), ("«Лис»", "лис")])
def test_a_name_is_never_left_empty(text: str, token: str) -> None:
    """When a title or a quoted word is all there is, it is the name."""
    assert (token,) == cleaned(text).tokens


@pytest.mark.parametrize(
    ("text", "surname_first"),
    [
        ("MATVEEV, Stanislav", True),
        ("Матвеев, Станислав Игоревич", True),
        ("Матвеев Станислав", False),
        ("Матвеев Станислав, 38 лет", False),
        ("Матвеев Станислав Игоревич, Асбест", False),
    ],
)
def test_a_comma_may_say_surname_first(text: str, surname_first: bool) -> None:
    """One comma between two names says that the first is the surname; before a number or after a whole name it does not."""
    assert surname_first == (cleaned(text).surname_stands == SurnameStands.FIRST)


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("de la Cruz Testal, Rosa", ("de-la-cruz-testal", "rosa")),
        ("van der Prueba, Hendrik", ("van-der-prueba", "hendrik")),
        ("San Martín Testal, Hugo", ("san-martín-testal", "hugo")),
        ("Ortega y Testal, José", ("ortega-y.-testal", "josé")),
        ("Testal Prueba, Juan, 27 años", ("testal-prueba", "juan")),
        ("García Márquez, José Luis", ("garcía-márquez", "josé", "luis")),
        ("Testov, Ivan, 27", ("testov", "ivan")),
        ("Тестов Иван Петрович, Владимир", ("тестов", "иван", "петрович")),
        ("Тестов И. С., 38 лет, Асбест", ("тестов", "и.", "с.")),
        ("محمد علي حسن، غزة", ("محمد", "علي", "حسن")),
    ],
)
def test_a_given_name_behind_a_comma_is_never_cut_off(text: str, tokens: tuple[str, ...]) -> None:
    """However long the surname before it is, and whatever follows; what is no given name, or follows a whole name, is."""
    assert tokens == clean_name(text, known()).tokens


@pytest.mark.parametrize(
    ("text", "kind", "piece"),
    [
        ("Testić (Mehmed) Amir", "father", "Mehmed"),
        ("Amir (Mehmed) Testić", "father", "Mehmed"),
        ("Mahsa Testzadeh (father: Karim)", "father", "Karim"),
        ("سورنا تستی (فرزند کریم)", "father", "کریم"),
        ("Testović Amir (Mehmed)", "alias", "Mehmed"),
        ("Stanislav (Stas) Testov", "alias", "Stas"),
        ("William (Bill) Testov", "alias", "Bill"),
        ("Тестов (Макетов) Иван", "alias", "Макетов"),
    ],
)
def test_the_father_stands_in_brackets(text: str, kind: str, piece: str) -> None:
    """Between surname and given name, or behind a word for him; what a man is called besides is not his father's name."""
    assert (piece,) == clean_name(text, known()).of_kind(kind)


@pytest.mark.parametrize(
    ("text", "generation", "tokens"),
    [
        ("John Testov Jr.", "younger", ("john", "testov")),
        ("Testov, John, Sr.", "elder", ("testov", "john")),
        ("Pedro Testal Prueba (hijo)", "younger", ("pedro", "testal", "prueba")),
        ("Prueba Testal, Pedro [padre]", "elder", ("prueba-testal", "pedro")),
        ("Pedro Testal (h)", "younger", ("pedro", "testal")),
        ("Тестов Иван (отец)", "elder", ("тестов", "иван")),
        ("João da Prova Filho", "younger", ("joão", "da", "prova")),
        ("Testov Jr. John", "younger", ("testov", "john")),
        ("Harouna Ongoitest (l’aîné)", "elder", ("harouna", "ongoitest")),
        ("Harouna Ongoitest (le cadet)", "younger", ("harouna", "ongoitest")),
        ("Veli Denekçi (Küçük)", "younger", ("veli", "denekçi")),
        ("خالد التجريبي (الكبير)", "elder", ("خالد", "التجريبي")),
        ("Seydou Diallotest 2", "numbered", ("seydou", "diallotest")),
        ("Seydou Diallotest (n° 2)", "numbered", ("seydou", "diallotest")),
        ("AMADOU BARRITEST III", "numbered", ("amadou", "barritest")),
    ],
)
def test_a_name_says_which_of_two_namesakes_it_is(
    text: str, generation: str, tokens: tuple[str, ...]
) -> None:
    """Sr. and Jr., in whatever language, are no part of a name and are kept; so is a number behind it."""
    name = clean_name(text, known())

    assert tokens == name.tokens
    assert name.of_kind(generation)


@pytest.mark.parametrize(
    "text",
    [
        "Maria Clara Neto",
        "Pedro Hijo",
        "старший сержант Тестов Иван",
        "Padre Testal Prueba",
        "Paul Petit",
        "Testov V",
        "Testov, Ivan, 5",
        "Vo VI",
    ],
)
def test_a_word_for_a_namesake_elsewhere_is_what_it_was(text: str) -> None:
    """Neto and Hijo are surnames, too, «старший» begins a rank, and a Padre is a priest."""
    assert not any(map(clean_name(text, known()).of_kind, ("elder", "younger", "numbered")))


@pytest.mark.parametrize(
    ("text", "is_last"),
    [
        ("احمد المصطفى", True),
        ("محمد علي الحسن", True),
        ("Mahir el-Ehmed", True),
        ("Shada Saleh AlKhalifa", True),
        ("Ahmad Al Mustafa", True),
        ("المدهون علي", False),
        ("الحسن علي المدهون", False),
        ("محمد عبد الرحمن", False),
        ("محمد نصر الله", False),
        ("Muhammad Salah al-Din", False),
        ("Ali Abu al-Abed", False),
        ("Al-Madhoun", False),
        ("Alexander Alibekov", False),
        ("Ким Ан Сергей", False),
        ("Махмуд ас-Сади", True),
        ("Махмуд аль Сади", True),
    ],
)
def test_an_article_says_which_word_is_the_surname(text: str, is_last: bool) -> None:
    """A last word with an article is the surname, unless it belongs to the word before, or the first has one, too."""
    assert is_last == (cleaned(text).surname_stands == SurnameStands.LAST)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("زوجته مريم سالم نوفلي", "مريم سالم نوفلي"),
        ("his wife Amina Doe", "Amina Doe"),
        ("его жена Анна Тестова", "Анна Тестова"),
        ("زوجته", "زوجته"),
    ],
)
def test_whose_relative_somebody_is_is_no_part_of_the_name(text: str, name: str) -> None:
    """Who stands in a list as somebody's wife or son is called without that word; alone it stays."""
    assert name == bare_name(text, known())


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Said Abdel Hafiz Nimr", ("said", "abdel", "hafiz", "nimr")),
        ("Hafiz Said Nimr", ("said", "nimr")),
        ("Hafiz Said", ("said",)),
        ("Said Major Nimr", ("said", "nimr")),
    ],
)
def test_what_a_pious_man_is_called_is_a_name_within_a_name(text: str, tokens: tuple[str, ...]) -> None:
    """A title that is a given name, too, is the name when a word stands before it; a rank is not."""
    assert tokens == cleaned(text).tokens


@pytest.mark.parametrize(
    ("text", "token"),
    [("Maтвeeв", "матвеев"), ("Cтaниcлaв", "станислав"), ("Іvanov", "ivanov"), ("Реtr", "petr")],
)
def test_look_alike_letters(text: str, token: str) -> None:
    """A word of two alphabets is written in the one that its tell-tale letters belong to."""
    assert (token,) == cleaned(text).tokens


@pytest.mark.parametrize(
    "text", ["Hüseyin Işıkdeneme", "İsmayıl Əlisınaq", "Nuriye Örnekgil", "Cemil Denekçi"]
)
def test_turkish_capitals_hide_no_name(text: str) -> None:
    """A name in capitals has the words of the small one, and its given name is one that is listed."""
    capitals = text.replace("i", "İ").replace("ı", "I").upper()
    tokens = cleaned(text).tokens

    assert tokens == cleaned(capitals).tokens
    assert known().given(tokens[0])


@pytest.mark.parametrize(
    "text", ["Muhammad Matari `Abu Hassan`", "Muhammad Matari.. Abu Hassan", "Muhammad Matari - Abu Hassan"]
)
def test_a_name_is_shown_without_the_kunya_behind_it(text: str) -> None:
    """What parts the two goes with it."""
    assert "Muhammad Matari" == bare_name(text, known())


@pytest.mark.parametrize("script", SCRIPTS)
@given(data=st.data())
def test_no_letter_is_lost(script: str, data: st.DataObject) -> None:
    """Every letter of a name stands in a token or in what was taken out, as often as it was written."""
    text = data.draw(names(script))
    name = cleaned(text)
    found = letters(" ".join([*name.tokens, *(part for _, part in name.extracted)]))

    assert letters(clean(text)) == found


@pytest.mark.parametrize("brackets", ["()", "[]", "«»", '""'])
@given(data=st.data())
def test_no_letter_of_a_bracket_is_lost(brackets: str, data: st.DataObject) -> None:
    """What stands in brackets or quotes is kept, but for the word that says what it is."""
    name, inner = data.draw(words("cyrillic", min_size=2)), data.draw(words("cyrillic"))
    assume(not inner.startswith(MARKERS) and not name.endswith(MARKERS))
    found = cleaned(f"{name} {brackets[0]}{inner}{brackets[1]}")

    assert letters(inner) == letters(" ".join(part for _, part in found.extracted))


@given(any_text())
def test_no_token_means_no_letter(text: str) -> None:
    """A name without tokens held no letter, or all that it held was taken out and kept.

    Primes, stretchers and the word "callsign" say nothing by themselves.
    """
    name = cleaned(text)
    rest = _MARKER.sub("", clean(text))
    has_letters = any(letter.isalpha() and unicodedata.category(letter) != "Lm" for letter in rest)

    assert name.tokens or name.extracted or not has_letters


@given(any_text())
def test_tokens_are_folded(text: str) -> None:
    """Tokens are in one case, hold no space, and are not empty."""
    tokens = cleaned(text).tokens

    assert all(token and token == token.casefold() and not token.isspace() for token in tokens)


@pytest.mark.parametrize("script", SCRIPTS)
@given(data=st.data())
def test_case_and_spacing_do_not_matter(script: str, data: st.DataObject) -> None:
    """A name in capitals, or with more space, has the same tokens."""
    words_of = data.draw(st.lists(words(script, min_size=3), min_size=1, max_size=3))
    assume(all(word == word.upper().lower() for word in words_of))
    text = " ".join(words_of)

    assert (
        cleaned(text).tokens
        == cleaned(text.upper()).tokens
        == cleaned(f"  {text.replace(' ', '   ')} ").tokens
    )


@given(st.text(st.one_of(st.characters(), st.sampled_from("аеѲԯᲀꙗᴫaéſ’.-ب")), max_size=4))
def test_a_word_that_needs_no_repair_is_not_of_two_alphabets(word: str) -> None:
    """What is passed over as it stands never holds letters of Cyrillic beside letters of Latin."""
    alphabets = {unicodedata.name(letter, "").split(" ")[0] for letter in word if letter.isalpha()}

    assert _ALL_OR_NO_CYRILLIC.fullmatch(word) is None or not {"CYRILLIC", "LATIN"} <= alphabets


@given(st.text(st.sampled_from("нгктаеёоуиіїnghktaeoyu-."), max_size=8))
def test_a_syllable_has_one_run_of_vowels(word: str) -> None:
    """A word of letters alone, six at most, is a syllable when its vowels stand together."""
    vowels = "".join("v" if letter in "аеёоуиіїaeoyu" else " " for letter in word)

    assert is_syllable(word) == (len(vowels.split()) == 1 and word.isalpha() and len(word) <= 6)
