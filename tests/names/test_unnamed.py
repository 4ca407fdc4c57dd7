"""A cell that names nobody says how many people it stands for; a name is never taken for one."""

from collections.abc import Callable

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolver.names.unnamed import may_name_nobody, unnamed_count
from tests.strategies import any_text, known, listed_forms


def cells() -> st.SearchStrategy[str]:
    """Return any text in western, Arabic or other decimal digits, but without raised and ringed ones."""
    return any_text().map(
        lambda text: "".join(sign for sign in text if sign.isdecimal() or not sign.isdigit())
    )


def count(text: str) -> int | None:
    """Return how many people a cell stands for, by the shipped words."""
    return unnamed_count(text, {**known().titles_alone, **known().unnamed}, known().relations)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Неопознанный", 1),
        ("Un-identified militant", 1),
        ("Orang tak dikenal", 1),
        ("অজ্ঞাতনামা পুরুষ", 1),
        ("အမည်မသိ", 1),
        ("அடையாளம் தெரியாத ஆண்", 1),
        ("හඳුනා නොගත් පුද්ගලයෙක්", 1),
        ("नाम नखुलेको पुरुष", 1),
        ("Hindi pa nakikilalang lalaki", 1),
        ("Madeup Wani's daughter", 1),
        ("W/o Madeup Wani", 1),
        ("неизвестный солдат", 1),
        ("(имя неизвестно)", 1),
        ("невідомий", 1),
        ("безымянный", 1),
        ("unknown", 1),
        ("UNKNOWN", 1),
        ("Unidentified woman", 1),
        ("John Doe", 1),
        ("مجهول", 1),
        ("مجهول الهوية", 1),
        ("a child", 1),
        ("Трое", 3),
        ("двое неустановленных", 2),
        ("троє невідомих", 3),
        ("2 невідомих", 2),
        ("п'ятеро невпізнаних", 5),
        ("двоє невідомих військових", 2),
        ("невстановлені", 1),
        ("ثلاثة مجهولين", 3),
        ("и ещё трое", 3),
        ("ещё 5 человек", 5),
        ("неизвестный, 2 чел.", 2),
        ("невідомі, 3 особи", 3),
        ("unidentified, 4 people", 4),
        ("مجهولون، 3 أشخاص", 3),
        ("ещё ٥ человек", 5),
        ("two unnamed men", 2),
        ("(two unnamed local men)", 2),
        ("לא ידוע", 1),
        ("אלמוני", 1),
        ("שם טרם הותר לפרסום", 1),
        ("הותר לפרסום", 1),
        ("תינוק לבית מבדים", 1),
        ("משפחת מבדים", 1),
        ("שלושה ילדים", 3),
        ("هویت نامشخص", 1),
        ("سه کودک ناشناس", 3),
        ("کودک خردسال", 1),
        ("زن باردار", 1),
        ("نامعلوم", 1),
        ("۱۰ نفر از یک خانواده", 10),
        ("اعضای خانواده بافتنی", 1),
        ("نوزاد خانواده بافتنی", 1),
        ("ስሙ ያልታወቀ", 1),
        ("ያልታወቀ", 1),
        ("ዘይተፈልጠ ሰብ", 1),
        ("аты белгисиз", 1),
        ("Аты белгісіз", 1),
        ("Белгисиз", 1),
        ("noma'lum shaxs", 1),
        ("номаълум", 1),
        ("Номаълум шахс", 1),
        ("family of five", 5),
        ("and others", 1),
        ("unnamed son of Ahmad Hassan", 1),
        ("wife of Mohamed Khaled", 1),
        ("жена Тестова Сергея", 1),
        ("زوجة محمد خالد", 1),
        ("ابن أحمد سليم", 1),
        ("мать Ивана Тестова", 1),
        ("отец Тестова Ивана Петровича", 1),
        ("вдова Тестова А.Ю.", 1),
        ("отец Тестова А.Ю.", 1),
        ("мама погибшего Тестова Ивана", 1),
        ("батько Тестенка Івана", 1),
        ("father of Ivan Testov", 1),
        ("padre de Juan Testal", 1),
        ("père de Jean Inventé", 1),
        ("والد أحمد سليم", 1),
        ("мама Ивана Тестова", 1),
        ("uncle of Ivan Testov", 1),
        ("сын Тестова Ивана Петровича", 1),
        ("Sohn von Khaled Wahmi", 1),
        ("Семья Придуманных (4 человека)", 4),
        ("family of Ahmad Hassan", 1),
        ("عائلة أحمد سليم", 1),
        ("الشهيد", 1),
        ("ثلاثة شهداء", 3),
        ("Martyr", 1),
        ("Victim 3", 1),
        ("3 victims", 3),
        ("двоє загиблих", 2),
        ("загиблий", 1),
        ("Infant son of Ahmad Hassan", 1),
        ("3-year-old daughter of Ahmad Hassan", 1),
        ("2 newborn sons of Ahmad Hassan", 2),
        ("малолетняя дочь Тестова Ивана", 1),
        ("5-летний сын Тестова Ивана", 1),
        ("3 members of the Madeup family", 3),
        ("трое детей Тестовых", 3),
        ("ثلاثة أشخاص من آل النجار", 3),
        ("3 أطفال", 3),
        ("старший лейтенант", 1),
        ("ст. лейтенант", 1),
        ("сержант", 1),
        ("капитан", 1),
        ("major", 1),
        ("Dr.", 1),
        ("الدكتور", 1),
        ("ملازم أول", 1),
        ("ناشناس", 1),
        ("لم يوثق الاسم", 1),
        ("N.N.", 1),
        ("Н. Н.", 1),
        ("NN lice", 1),
        ("NN muškarac", 1),
        ("nepoznat", 1),
        ("Nepoznata žena", 1),
        ("Nepoznata osoba", 1),
        ("непозната жена", 1),
        ("Непознат мушкарац", 1),
        ("neidentifikovano tijelo", 1),
        ("dvojica nepoznatih", 2),
        ("tri muškarca", 3),
        ("braća Prudić", 2),
        ("porodica Prudić (4 člana)", 4),
        ("sin od Mehmeda Prudića", 1),
        ("Person i panjohur", 1),
        ("Grua e panjohur", 1),
        ("i paidentifikuar", 1),
        ("gruaja e Agim Prudit", 1),
        ("familja Prudi", 1),
        ("dy persona të panjohur", 2),
        ("Kimliği belirsiz kadın", 1),
        ("sin identificar", 1),
        ("NO IDENTIFICADO", 1),
        ("Desconocida", 1),
        ("cadáver no identificado", 1),
        ("Sin nombre", 1),
        ("Niña sin nombre", 1),
        ("não identificado", 1),
        ("CORPO NAO IDENTIFICADO", 1),
        ("Hijo de Rosa Ficticampo", 1),
        ("Hija del señor Ficticampo", 1),
        ("NN hijo de Mario Ficticoma", 1),
        ("Recién nacido de Ana Testallo", 1),
        ("2 hijos de Ana Testallo", 2),
        ("Esposa de Celso Testillano", 1),
        ("Viuda de Pedro Inventuero", 1),
        ("Filho de Maria da Prova", 1),
        ("viúva de João da Prova", 1),
        ("los hermanos Testaquispe", 1),
        ("familia Fictilopez", 1),
        ("esposos Mentirilla", 2),
        ("3 campesinos", 3),
        ("y otros tres", 3),
    ],
)
def test_unnamed(text: str, expected: int) -> None:
    """Words for the unknown and for groups are counted, in the languages of the rules."""
    assert expected == count(text)


@pytest.mark.parametrize(
    "text",
    [
        "Матвеев Станислав",
        "Неизвестный Эрнст",
        "Nepoznati Marko",
        "Leš Marko",
        "Borac Ana",
        "Zena Prudi",
        "N. N. Prudić",
        "Prudić Fata",
        "Niño de Prueba, Pedro",
        "Primo de Testera, José",
        "Nieto de la Prueba Ana",
        "Nora da Prova",
        "Irma de la Testa",
        "Pedro dos Santos da Prova",
        "Pedro Testallo hijo",
        "María Testallo viuda de Prueba",
        "su hija Rosa Ficticampo",
        "los hermanos Juan y Pedro Testaquispe",
        "esposos Juan Prueba y María Testallo",
        "Невідомий Остап",
        "unnamed O'Hara",
        "Безымянных",
        "Безымянных Олег",
        "Ernst Neizvestny",
        "Матвеев и ещё двое",
        "Матвеев Олег, сын Петра",
        "Родина Анна Петровна",
        "сын Тестов Иван Петрович",
        "мать Тестова Анна Ильинична",
        "отец Павел Тестов",
        "отец Никита",
        "Матвеева Анна и семья",
        "محمد الحسن",
        "Трояновский",
        "Child Jackson",
        "الشهيد محمد الحسن",
        "شهيد",
        "אלמוני יצחק",
        "הותר לפרסום רון מבדים",
        "שני מבדים",
        "علی بافتنی از یک روستا",
        "خانم زهرا بافتنی",
        "תינוק משה מבדים",
        "Белгисизов Иван",
        "Полеглий Тимофій",
        "Капитан",
        "Major",
        "старший лейтенант Матвеев",
        "Dr. Hassan",
        "Infant Jackson",
        "Хорунжий",
        "Матрос",
        "Старший",
        "محمد خالد النجار (غير موثق)",
        "رفات سالم خالد العلي",
        "وليد خالد الحسن - لم يوثق مكان الوفاة",
        "علی گمنام",
        "братья Иван и Пётр Тестовы",
        "نوزاد محمد",
        "",
        "—",
        "5",
    ],
)
def test_named(text: str) -> None:
    """Where a name stands beside such words the cell holds a name; a cell of no words stands for nobody in particular."""
    assert count(text) is None


@given(st.sampled_from(listed_forms("ru")), st.sampled_from(("Матвеев", "Косотуров", "Бондаренко")))
def test_a_listed_given_name_and_a_surname_are_a_name(given_name: str, surname: str) -> None:
    """No listed Russian given name is swallowed by the words for the unnamed."""
    assert count(f"{surname} {given_name}") is None


@given(cells())
def test_any_text_can_be_counted(text: str) -> None:
    """Counting never fails: somebody is one person at least, and no cell stands for more than a hundred thousand."""
    found = count(text)

    assert found is None or 1 <= found <= 100_000


@given(cells())
def test_no_words_no_groups(text: str) -> None:
    """Without a list of such words every cell may be a name."""
    assert unnamed_count(text, {}) is None


@given(
    st.lists(
        st.one_of(
            any_text(),
            st.sampled_from(sorted({*known().titles_alone, *known().unnamed, *known().relations})),
            st.sampled_from(listed_forms()),
            st.text(st.sampled_from("AÉИиёاسMan mwfد’ʹ'`-_.,!٣3\u0301\u00ad\u200b\t")),
        ),
        min_size=1,
        max_size=3,
    ),
    st.sampled_from((" ", "", "-", "’", "\u00ad")),
    st.sampled_from((str, str.upper, str.title)),
)
def test_who_is_not_asked_about_has_a_name(parts: list[str], joint: str, case: Callable[[str], str]) -> None:
    """Of a whole column only those cells are left out that count nobody, however they are written."""
    cell = case(joint.join(parts))
    words = {**known().titles_alone, **known().unnamed}
    may = may_name_nobody(pl.Series([cell]), words, known().relations)

    assert may.item() or count(cell) is None


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Inconnue", 1),
        ("un corps non identifié", 1),
        ("Un berger peul", 1),
        ("Deux bergers peuls", 2),
        ("Les 4 enfants Modelou", 4),
        ("Famille Exempli (7 pers.)", 7),
        ("Épouse et 2 enfants de Moussa Exempli", 3),
        ("Mère d’Idriss Exempli", 1),
        ("kimliği belirlenemedi", 1),
        ("naməlum şəxs", 1),
        ("nayê zanîn", 1),
        ("lama yaqaan", 1),
        ("haijulikani", 1),
        ("უცნობი", 1),
        ("Berger", None),
        ("Moussa Exempli", None),
        ("Jean Petit", None),
        ("Mari Femme", None),
    ],
)
def test_the_unnamed_of_french_turkish_and_african_lists(text: str, count: int | None) -> None:
    """Whoever is unknown, told by a relative or counted with others is nobody by name; Berger is a surname."""
    knowledge = known()

    assert count == unnamed_count(text, knowledge.unnamed, knowledge.relations)
