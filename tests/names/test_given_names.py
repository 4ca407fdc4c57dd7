"""The tables of given names know the spellings that printed lists use: official Latin forms, and who is whose son."""

import pytest

from resolver.names.frequencies import NameFrequencies
from resolver.names.index import index_names
from resolver.names.likeness import token_level
from resolver.names.readings import read_name
from resolver.names.tokens import make_token
from tests.strategies import known

_SHARES = NameFrequencies(unlisted_surname=1e-5, unlisted_given=5e-4, most_common_given=0.1)
OFFICIAL = """
aleksandr Aleksandr Alexander Oleksandr Aliaksandr Alyaksandr
aleksey Aleksei Alexey Alexei Oleksii Oleksiy Aliaksei
anatoliy Anatolii Anatoly Anatoliy Anatol Anatoli
andrey Andrei Andrey Andrii Andriy
artyom Artem Artyom Artsiom
dmitriy Dmitrii Dmitry Dmitriy Dmytro Dzmitry
evgeniy Evgenii Evgeny Yevgeny Yevhen Yauhen Yauheni
fyodor Fedor Fyodor Fedir Fiodar
grigoriy Grigorii Grigory Hryhorii Hryhoriy Ryhor
igor Igor Ihor Ihar
ivan Ivan
konstantin Konstantin Kostiantyn Kanstantsin
mikhail Mikhail Mykhailo Mikhail
nikita Nikita Mykyta Mikita
nikolay Nikolai Nikolay Mykola Mikalai
oleg Oleg Oleh Aleh
pavel Pavel Pavlo
pyotr Petr Pyotr Petro Piotr
sergey Sergei Sergey Serhii Serhiy Siarhei Syarhey
vasiliy Vasilii Vasily Vasyl Vasil
viktor Viktor Victor Viktar
vladimir Vladimir Volodymyr Uladzimir
yuriy Iurii Yury Yuri Yurii Yuriy
anna Anna Hanna
elena Elena Yelena Olena Alena
galina Galina Halyna Halina
nataliya Natalia Nataliia Natallia
olga Olga Olha Volha
tatyana Tatiana Tatyana Tetiana Tatsiana
"""


@pytest.mark.parametrize("line", OFFICIAL.strip().splitlines(), ids=lambda line: line.split()[0])
def test_official_latin_forms(line: str) -> None:
    """Passports and newspapers of three countries write one name in many ways; each is listed under it."""
    name_class, *forms = line.split()
    found = {
        form: name_class in {one.name_class for one in known().given_by_form.get(form.lower(), ())}
        for form in forms
    }

    assert dict.fromkeys(forms, True) == found


@pytest.mark.parametrize(
    ("name", "father", "gender"),
    [
        ("Kosoturau Ivan Aliaksandravich", "aleksandr", "m"),
        ("Kosoturava Hanna Aliaksandrauna", "aleksandr", "f"),
        ("Kosoturau Ivan Mikalaevich", "nikolay", "m"),
        ("Kosoturau Ivan Uladzimiravich", "vladimir", "m"),
        ("Kosoturau Ivan Siarheevich", "sergey", "m"),
        ("Kosoturau Ivan Viktaravich", "viktor", "m"),
        ("Kosoturau Ivan Piatrovich", "pyotr", "m"),
        ("Kosoturov Ivan Volodymyrovych", "vladimir", "m"),
        ("Kosoturova Anna Serhiivna", "sergey", "f"),
        ("Kosoturov Ivan Illich", "ilya", "m"),
        ("Kosoturov Ivan Yakovych", "yakov", "m"),
        ("Kosoturov Ivan Kuzmich", "kuzma", "m"),
        ("Kosoturova Anna Lvovna", "lev", "f"),
        ("Kosoturow Iwan Nikolajewitsch", "nikolay", "m"),
        ("Kosoturowa Anna Nikolajewna", "nikolay", "f"),
        ("Kosotourov Ivan Nikolaïevitch", "nikolay", "m"),
        ("Kosoturow Iwan Mikołajewicz", "nikolay", "m"),
        ("Косотуров Иван Тургунбой-угли", "turgun_boy", "m"),
    ],
)
def test_latin_patronymics(name: str, father: str, gender: str) -> None:
    """A patronymic in Belarusian, Ukrainian, German, French or Polish spelling leads to the father's name."""
    reading = read_name(name, known())[0]
    assert reading.father is not None

    assert gender == reading.gender
    assert father in make_token(reading.father, "father", known()).classes


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("عامر", "عمر"),
        ("سليم", "سالم"),
        ("كمال", "كامل"),
        ("حامد", "حميد"),
        ("Вахан", "Вахе"),
        ("Рубен", "Рувим"),
        ("Salman", "Salma"),
        ("Hisham", "Hashim"),
        ("Ammar", "Umar"),
    ],
)
def test_two_names_are_two(one: str, other: str) -> None:
    """Names that only look alike share no class by their own letters."""
    mine, theirs = (
        {form.name_class for form in known().given_by_form.get(word.lower(), ())} for word in (one, other)
    )

    assert mine
    assert theirs
    assert set() == mine & theirs


SHORT_AND_FULL = """
Лёня/Леонид Савва/Савелий Максим/Максимилиан
Harry/Henry Dick/Richard Hans/Johannes Sepp/Josef Heinz/Heinrich
Pepe/José Pancho/Francisco Nacho/Ignacio Chucho/Jesús Abraham/Ibrahim Muh./Mohamad
Meho/Mehmed Mujo/Mustafa Fata/Fatima Ibro/Ibrahim Suljo/Sulejman Haso/Hasan Huso/Husein Salko/Salih Мехо/Мехмед
Joca/Jovan Bane/Branislav Ivica/Ivan Đoko/Đorđe Stevo/Stevan Ramë/Ramadan Džemo/Džemal Hatka/Hatidža
Xhemajl/Džemail Skënder/Skender Gjergj/Ђерђ Ymer/Omer Хатиџа/Hatixhe
Zé/José Chico/Francisco Manoel/Manuel Tião/Sebastião Lucho/Luis Beto/Humberto Beto/Alberto
عبود/عبدالله عبود/عبدالرحمن حمادة/أحمد حمودة/محمد برهوم/إبراهيم Dilo/Dilovan Hiso/Hüseyin
"""


@pytest.mark.parametrize("pair", SHORT_AND_FULL.split())
def test_a_short_form_is_its_full_name(pair: str) -> None:
    """Different given names are never linked, so the tables must know what one person is called."""
    shares = NameFrequencies(unlisted_surname=1e-5, unlisted_given=5e-4, most_common_given=0.1)
    levels = index_names([f"{one} Madeupov" for one in pair.split("/")], known(), shares).compare(0, 1)

    assert levels is not None
    assert levels.given.name in {"SAME", "SHORT", "SHARED"}


@pytest.mark.parametrize(
    "pair",
    [
        "Олег/Ольгерд",
        "Владимир/Владислав",
        "Пётр/Павел",
        "Hasan/Husayn",
        "Арсен/Арсений",
        "Samir/Semir",
        "Самир/Семир",
        "Mirsad/Mersad",
        "Almir/Elmir",
        "Nermin/Nermina",
        "Ismet/Ismeta",
        "Ilir/Ilire",
        "Zoran/Zorana",
        "Senad/Sanad",
    ],
)
def test_names_of_two_people_stay_two(pair: str) -> None:
    """Names that look alike, but are not said of one man, are not listed as one."""
    one, other = (make_token(word.lower(), "given", known()) for word in pair.split("/"))

    assert not (one.classes | one.short_classes) & (other.classes | other.short_classes)


@pytest.mark.parametrize("word", ["Samir", "Semir"])
def test_a_name_in_arabic_letters_may_be_either_of_two(word: str) -> None:
    """Arabic letters do not tell Samir from Semir, who are two people in Bosnia."""
    arabic, latin = (make_token(one.lower(), "given", known()) for one in ("سمير", word))

    assert arabic.classes & latin.classes


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Tesfay Gebremedhin", "Tesfai G/Medhin"),
        ("Tesfay Gebremedhin", "Tesfaye Gebre Medhin"),
        ("Tesfay Gebremedhin", "Tesfaye Gebre-Medhin"),
        ("Kidane Hailemariam", "Kidane Haile Mariam"),
        ("Kidane Hailemariam", "Kidane H/Mariam"),
        ("Weldegebriel Abraha", "W/Gabriel Abreha"),
        ("Letebrhan Gidey", "Letebirhan Giday"),
        ("Tesfay Gebremedhin", "ተስፋይ ገብረመድህን"),
        ("Weldegebriel Abraha", "ወልደገብርኤል ኣብርሃ"),
    ],
)
def test_names_of_ethiopia_in_other_spellings(left: str, right: str) -> None:
    """One name of two words is one name however it is written, shortened or in its own script."""
    found = index_names([left, right], known(), _SHARES).compare(0, 1)

    assert found is not None
    assert {"SAME"} == {found.given.name, found.surname.name}


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Gebremedhin Hagos", "Gebremariam Hagos"),
        ("H/Mariam Hagos", "G/Mariam Hagos"),
        ("T/Haimanot Hagos", "T/Mariam Hagos"),
    ],
)
def test_two_names_of_ethiopia_are_two(left: str, right: str) -> None:
    """Names that share a word of two are other names."""
    found = index_names([left, right], known(), _SHARES).compare(0, 1)

    assert found is not None
    assert "DIFFERENT" in {found.given.name, found.surname.name}


@pytest.mark.parametrize(
    ("short", "name_class"),
    [
        ("жендос", "evgeniy"),
        ("димасик", "dmitriy"),
        ("игорёха", "igor"),
        ("паха", "pavel"),
        ("федян", "fyodor"),
        ("льоха", "aleksey"),
        ("серьога", "sergey"),
        ("вітьок", "viktor"),
    ],
)
def test_what_comrades_call_one_another(short: str, name_class: str) -> None:
    """The short forms of comrades stand for the name in full."""
    assert name_class in make_token(short, "given", known()).short_classes


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ("Maxamed", "Maxamuud", "DIFFERENT"),
        ("Aminu", "Amina", "DIFFERENT"),
        ("Mamadou", "Mamoudou", "DIFFERENT"),
        ("Armen", "Arman", "DIFFERENT"),
        ("Fatoumata", "Aminata", "DIFFERENT"),
        ("Cumar", "Omar", "SAME"),
        ("Cismaan", "Ousmane", "SAME"),
        ("Caasha", "Aïssatou", "SAME"),
        ("Faadumo", "Fatima", "SAME"),
        ("Boubacar", "Abubakar", "SAME"),
    ],
)
def test_african_and_armenian_names_in_latin_letters(one: str, other: str, level: str) -> None:
    """Forms of one name are one, and two names a letter apart are two."""
    left, right = (make_token(name.casefold(), "given", known()) for name in (one, other))

    assert level == token_level(left, right, "given").name
