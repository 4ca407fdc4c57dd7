"""Lists that are not Unicode: which encoding their words tell, and that no other people's list is taken for one of these."""

import pytest

from resolver.errors import InputError
from resolver.stages.read.central import central_european
from resolver.stages.read.decode import decode

SOUTH_SLAVIC = "name,place\nProbić Željka,Brčko\nIzmišljević Đuro,Čapljina\nHadžitestić Šefko,Niš\n"
POLISH = "name,place\nWymyślna Łucja,Dąbrowa\nPróbkowski Michał,Żółw\nTestówna Zdzisława,Łódź\n"
CZECH = "name,place\nZkoušková Jiřina,Děčín\nVymyšlený Tomáš,Přerov\nPokusný Jiří,Mělník\n"
CAPITALS = "name,place\nPROBIĆ DUŠAN,NIŠ\nIZMIŠLJENIĆ ŽARKO,VRAČAR\n"


SPANISH = "name,place\nPeña Núñez Iñigo,Ayacucho\nQuispe Tésta Ángel,Río Añay\n"
PORTUGUESE = "name,place\nConceição Prova João,São Tomé\nGonçalves Inês,Belém\n"
FRENCH = "name,place\nÉpreuve Hélène,Nîmes\nL'Essai François,Besançon\n"
RUSSIAN = "name,place\nТестов Иван,Асбест\nПробова Анна,Тагил\nПробный Юрий,Тюмень\nПустых Яна,Ижевск\n"
TURKISH = "name,place\nIşıl Deneme,Muğla\nÇağrı Örnek,Şırnak İli\n"


def decoded(text: str, encoding: str) -> tuple[str, str]:
    """Return the text and the encoding that a list saved so is read as."""
    found = decode(text.encode(encoding), file="list.csv", known_words=lambda text: "name" in text)
    return found.text, found.encoding


@pytest.mark.parametrize("text", [SOUTH_SLAVIC, POLISH, CZECH, CAPITALS])
@pytest.mark.parametrize("encoding", ["cp1250", "iso-8859-2"])
def test_lists_of_central_europe_are_read_as_they_were_saved(text: str, encoding: str) -> None:
    """Letters in the places of signs tell the encoding; the two differ in š, ž, ś, ź and ą."""
    assert (text, encoding) == decoded(text, encoding)


def test_the_encoding_that_was_taken_is_told_with_the_mend() -> None:
    """Whoever sees wrong letters reads where to name the right encoding."""
    told = decode(SOUTH_SLAVIC.encode("cp1250"), file="list.csv", known_words=len).notes

    assert (
        'is not UTF-8; read as cp1250 (if letters are wrong: [[list]] file = "list.csv", encoding = "…" in resolver.toml)',
    ) == told


@pytest.mark.parametrize(
    ("text", "encoding", "read_as"),
    [
        ("name,place\nHélène Épreuve,Orléans\nZoë L'Hôpital-Sœur,Nîmes\nFrançois l'Essai,n° 2³\n", "cp1252", "cp1252"),
        ("name,place\nJürgen Prüfer,Köln\nÄnne Größe,Straße 5 ©Verlag\n", "cp1252", "cp1252"),
        ("name,place\nJosé Muñoz Prueba,¿Cádiz?\nMª Ángeles Ensayo,1º piso\n", "cp1252", "cp1252"),
        ("name,place\nJoão Simões Prova,São Tomé\nInês Conceição Ensaio,Évora\n", "cp1252", "cp1252"),
        ("name,place\nSøren Prøve,Ærø\nÅse Kjær,Malmö\nSigríður Guðmundsdóttir,Akranes\n", "cp1252", "cp1252"),
        ("name,place\nDušan Testic,Orléans\nHélène Épreuve,Genève\n", "cp1252", "cp1252"),
        ("name,place\nTestaj Shkëlzen,Dobravë\nProvaj Çlirim,Pejë\n", "cp1250", "cp1252"),
        ("name,place\nТестов Иван,Асбест\nПробова Анна,Тагил\n", "cp1251", "cp1251"),
        ("name,place\nПробић Ђорђе,Ваљево\nТестић Ћамил,Ниш\n", "cp1251", "cp1251"),
        ("name,place\nمحمد خالد,حلب\nسعاد النجار,إدلب\n", "cp1256", "cp1256"),
    ],
)  # fmt: skip
def test_lists_of_others_are_read_as_before(text: str, encoding: str, read_as: str) -> None:
    """Signs at the ends of words, accents of the west and other alphabets do not make a list one of Central Europe."""
    assert (text, read_as) == decoded(text, encoding)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (SOUTH_SLAVIC, "cp852"),
        (CAPITALS, "cp852"),
        (POLISH, "cp852"),
        (CZECH, "cp852"),
        (SOUTH_SLAVIC, "mac_croatian"),
        (POLISH, "mac_latin2"),
        (SPANISH, "cp850"),
        (SPANISH, "mac_roman"),
        (PORTUGUESE, "cp850"),
        (PORTUGUESE, "cp860"),
        (PORTUGUESE, "mac_roman"),
        (FRENCH, "cp850"),
        (FRENCH, "mac_roman"),
        (TURKISH, "cp857"),
        (RUSSIAN, "cp866"),
        (RUSSIAN, "mac_cyrillic"),
    ],
)
def test_lists_of_dos_and_of_the_first_macintosh(text: str, encoding: str) -> None:
    """Signs within words and great letters behind small ones show that a file is not of Windows, and letters of what language it is."""
    assert text == decoded(text, encoding)[0]


def test_what_no_code_page_shows_as_words_is_not_read() -> None:
    """Letters of two languages in signs that no code page explains: the file and the mend are named."""
    with pytest.raises(InputError, match=r"list\.csv: its encoding cannot be told; .*encoding ="):
        decoded("name,place\nPe¤a Ho¦iŹ,Pr§ba¶\n", "cp1250")


def test_rows_in_utf8_do_not_make_the_others_wrong() -> None:
    """Two lists put together, one of them in UTF-8: the rest is read as it was saved."""
    data = "name,place\nJosé,Cádiz\n".encode("cp1252") + "Peña,Río\n".encode()

    assert "cp1252" == decode(data, file="list.csv", known_words=lambda text: "name" in text).encoding


@pytest.mark.parametrize(
    "text", ["François l¿essai", "m³ ½ ©Verlag", "JosÃ© PÃ©rez", "col·lecció 1º", "infor¬mation"]
)
def test_stray_signs_are_no_letters(text: str) -> None:
    """What stands in the place of an apostrophe, a raised number or a broken letter tells no encoding."""
    assert central_european(text.encode("cp1252")) is None


def test_turkish_letters_are_read_as_before() -> None:
    """Of cp1254 nothing is guessed: its letters stand where cp1252 has letters, too."""
    text = "name,place\nIşıl Deneme,Muğla\nÇağrı Örnek,Şırnak İli\n"

    assert (text.encode("cp1254").decode("cp1252"), "cp1252") == decoded(text, "cp1254")
