"""The report in a real browser: it opens from disk, loads nothing, shows its people, and takes answers that can be saved."""

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

import resolver
from resolver.feedback import add_judgements, kept_judgements
from tests.report.chromium import Browser, browser

NAMES = (
    "Пробный Илья Сергеевич",
    "Тестова Анна Ивановна",
    "Макетов Олег Петрович",
    "Образцов Пётр Львович",
)
LATIN = ("Ilya Probny", "Anna Testova", "Oleg Maketov", "Pyotr Obraztsov")


def asking() -> pl.DataFrame:
    """Return a list in which each Latin name asks whether he is the one written in Cyrillic."""
    ids = [f"m{number}" for number in range(len(NAMES) * 2 + 1)]
    return pl.DataFrame({"id": ids, "name": [*NAMES, *LATIN, "سالم خالد النموذجي"]})


@pytest.fixture(scope="module")
def window(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Return a browser that the tests of this file share."""
    with browser(tmp_path_factory.mktemp("chromium")) as opened:
        yield opened


@pytest.fixture(scope="module")
def demo_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the report of the worked example."""
    folder = tmp_path_factory.mktemp("demo") / "out"
    resolver.demo().write(folder)
    return folder / "report.html"


@pytest.fixture(scope="module")
def asking_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the report of a run with open questions."""
    folder = tmp_path_factory.mktemp("asking") / "out"
    resolver.dedupe(asking(), defaults={"status": "killed"}).write(folder)
    return folder / "report.html"


def test_the_page_shows_its_people(window: Browser, demo_page: Path) -> None:
    """The list is made by the script of the page, which its own policy lets run; nobody else is named."""
    window.open(demo_page)
    page = window.run("document.documentElement.outerHTML")

    assert all(name in page for name in ("Игорь Косотуров", "Владимир Логинов", "Sergei Gancherov"))
    assert "Maxim Buga" not in page
    assert [] == window.complaints


@pytest.mark.parametrize("is_public", [False, True])
def test_a_page_without_questions_shows_its_people(
    window: Browser, tmp_path: Path, *, is_public: bool
) -> None:
    """Where nothing is asked, and in a public edition, the list is there, a person opens, and nothing fails."""
    run = resolver.dedupe(pl.DataFrame({"name": [NAMES[0]]}), defaults={"status": "killed"})
    if is_public:
        run.publish(tmp_path / "out", sensitivity="internal")
    else:
        run.write(tmp_path / "out")
    window.open(tmp_path / "out" / "report.html")
    window.press("ArrowDown", "Enter")
    banners = window.run("document.querySelectorAll('.banner').length")

    assert NAMES[0] in window.text("#rows")
    assert (0 if is_public else 1) == banners
    assert [] == window.complaints


def test_search_and_open_a_person_by_keyboard(window: Browser, demo_page: Path) -> None:
    """Slash searches, Enter opens the card, a pair of it opens to its sum in words and pictures, Escape closes."""
    window.open(demo_page)
    window.press("/")
    window.type("матвеев")
    window.press("Enter")
    window.until("document.getElementById('card').open")
    window.run("document.querySelector('#card .pair summary').click()")
    window.until("document.querySelector('#card .pair table.sum')")
    card = window.text("#card-body")
    steps = window.run("document.querySelectorAll('#card .pair svg.step rect').length")
    rows = window.run("document.querySelectorAll('#card .pair table.sum tbody tr').length")
    window.press("Escape")

    assert "Станислав Матвеев" in card
    assert "REPORTED KILLED" in card.upper()
    assert all(word in card for word in ("For one person:", "Against:", "sha256", "namesakes", "said by"))
    assert 2 < steps == rows
    assert window.run("!document.getElementById('card').open")
    assert [] == window.complaints


def answered(window: Browser) -> str:
    """Return what the desk says of the answers."""
    return window.text("#answered")


def test_three_pairs_answered_by_keyboard_saved_added_and_obeyed(
    window: Browser, asking_page: Path, tmp_path: Path
) -> None:
    """Answers survive closing the page, can be taken back and noted upon; the file is taken in, and the next run obeys it."""
    window.open(asking_page)
    window.press("r", "s", "d", "u")
    three = answered(window)
    window.press("z")
    two = answered(window)
    window.press("u", "k", "n")
    window.type('=a note, "quoted"')
    window.press("Enter")
    window.open(asking_page)
    again = answered(window)
    window.keep_downloads(tmp_path)
    window.run("document.getElementById('save-answers').click()")
    window.until("document.getElementById('answered').innerText.includes('saved to a file')")
    asked = window.run(
        "JSON.parse(document.getElementById('data-questions').textContent).rows.map((row) => row[0])"
    )
    saved = read_saved(window, tmp_path)

    assert ("3 of 4 answered", "2 of 4 answered", "3 of 4 answered") == tuple(
        text[:15] for text in (three, two, again)
    )
    assert asked[:3] == [row["question_id"] for row in saved]
    assert ["same", "different", "unsure"] == [row["verdict"] for row in saved]
    assert ["", "", '\'=a note, "quoted"'] == sorted(row["reason"] for row in saved)
    assert all(row["left_mention_id"] and row["right_mention_id"] and row["run"] for row in saved)
    assert [] == window.complaints
    saved_answers_change_people(next(tmp_path.glob("answers-*.csv")), asking_page.parent, saved)


def saved_answers_change_people(file: Path, out: Path, saved: list[dict[str, str]]) -> None:
    """What was answered in the browser is added to the run, and the next run obeys: one pair joined, one apart, one still open."""
    before = resolver.open(out)
    added = add_judgements(before, out, file, judge="AK", judged_at="2025-03-09T10:00:00Z")
    kept = kept_judgements(out).files
    after = resolver.dedupe(asking(), defaults={"status": "killed"}, judgements=kept)
    ends = [(row["left_mention_id"], row["right_mention_id"]) for row in saved]
    is_one = [after.person(one)["person_id"] == after.person(other)["person_id"] for one, other in ends]

    assert (3, 0) == (added.added, added.known)
    assert [True, False, False] == is_one
    assert (before.persons.height - 1, before.questions.height - 2) == (
        after.persons.height,
        after.questions.height,
    )
    assert '=a note, "quoted"' in after.judged["reason"].to_list()
    assert "judged by           AK (j-" in str(after.explain(*ends[0]))


def read_saved(window: Browser, folder: Path) -> list[dict[str, str]]:
    """Return the rows of the file that the page saved, as soon as it is whole."""
    window.await_download()
    with next(folder.glob("answers-*.csv")).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_leaving_with_unsaved_answers_asks_first(window: Browser, asking_page: Path) -> None:
    """The browser warns before unsaved answers are left; cleared or saved, it lets go."""
    window.run("localStorage.clear()")
    window.open(asking_page)
    window.open(asking_page)
    window.asked.clear()
    window.press("r", "s")
    window.open(asking_page)
    warned = list(window.asked)
    window.run("document.getElementById('clear-answers').click()")
    window.open(asking_page)

    assert (["beforeunload"], ["beforeunload", "confirm"]) == (warned, window.asked)
    assert answered(window).startswith("0 of 4 answered")


@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_runs_out_of_the_page(width: int, window: Browser, asking_page: Path) -> None:
    """Neither on a desk nor on a telephone does the page have to be pushed sideways; right-to-left names stay whole."""
    window.open(asking_page, width=width)

    assert 0 == window.run("document.documentElement.scrollWidth - window.innerWidth")
    assert 9 == window.run("document.querySelectorAll('.row').length")
    assert "rtl" == window.run(
        "getComputedStyle([...document.querySelectorAll('.row .who b')].find((one) => one.innerText.includes('سالم'))).direction"
    )


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_letters_stand_out_from_what_is_behind_them(colours: str, window: Browser, asking_page: Path) -> None:
    """Every colour of letters has a contrast of at least 4.5 to 1 with the paper, in light and in dark."""
    window.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": colours}])
    window.open(asking_page)
    names = ("ink", "soft", "accent", "warn", "bad", "good")
    found = {
        (name, ground): window.run(f"getComputedStyle(document.documentElement).getPropertyValue('--{name}')")
        + window.run(f"getComputedStyle(document.documentElement).getPropertyValue('--{ground}')")
        for name in names
        for ground in ("paper", "sheet")
    }
    faint = [pair for pair, both in found.items() if contrast(*re.findall(r"#\w{6}", both)) < 4.5]

    assert [] == faint


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours as the Web Content Accessibility Guidelines define it."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_everything_that_can_be_pressed_has_a_name(window: Browser, asking_page: Path) -> None:
    """Buttons, links and cells to fill in say what they are to somebody who only hears the page."""
    window.open(asking_page)
    nameless = window.run(
        "[...document.querySelectorAll('button, a, input, select')].filter((one) => !(one.innerText.trim() "
        "|| one.getAttribute('aria-label') || one.closest('label') || one.hidden)).length"
    )
    landmarks = window.run("['main', 'nav', 'header', 'footer'].every((one) => document.querySelector(one))")

    assert 0 == nameless
    assert landmarks


def test_nothing_is_loaded_from_elsewhere(demo_page: Path) -> None:
    """The page holds no address that a browser would fetch by itself."""
    page = demo_page.read_text(encoding="utf-8")

    assert [] == re.findall(
        r"(?:src|srcset|data|action)\s*=\s*[\"']?https?:|@import|url\(\s*[\"']?https?:", page
    )
    assert "default-src &#39;none&#39;" in page or "default-src 'none'" in page
