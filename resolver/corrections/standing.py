"""Corrections -> what holds of them, placed on the rows and the persons of a run; what lists say is kept beside it.

``set`` and ``retract`` change what a row is read as; ``alive``, ``withdraw_person`` and ``suppress`` are about a person. The latest
word on one thing holds; ``retract`` of a correction's own id takes that correction back.
"""

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import polars as pl

from resolver.corrections.one import ABOUT_PERSONS, Action, Correction
from resolver.tables import CORRECTED_CELLS, CORRECTIONS, OBEYED_CORRECTIONS


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonMarks:
    """What corrections say of one person: the id of the correction that says so, or None."""

    alive: str | None = None
    withdrawn: str | None = None
    suppressed: str | None = None

    @property
    def withheld(self) -> str | None:
        """Return why a person must not stand in what is published, or None.

        >>> PersonMarks(alive="c-1").withheld, PersonMarks().withheld
        ('alive', None)
        """
        said = (("alive", self.alive), ("withdrawn", self.withdrawn), ("suppressed", self.suppressed))
        return next((word for word, by in said if by), None)

    @property
    def correction_ids(self) -> tuple[str, ...]:
        """Return the corrections behind it."""
        return tuple(one for one in (self.alive, self.withdrawn, self.suppressed) if one)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a correction belongs in a run: ``target`` is the mention or person it is about; without one, ``because`` says why.

    ``mentions`` are the rows it was made on, of a person all of them; ``moves`` which of them have another id now.
    """

    target: str | None = None
    mentions: tuple[str, ...] = ()
    moves: tuple[tuple[str, str], ...] = ()
    because: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrections:
    """All corrections of a run, as they were given, and where they belong in it; one without a place is about the id that it names.

    >>> said = Correction(correction_id="c-1", target="m1", action=Action.SET, field="age", new_value="38")
    >>> changed = Corrections(given=(said,)).on_cells(pl.DataFrame({"mention_id": ["m1", "m2"], "age": ["83", "20"]}))
    >>> changed["age"].to_list()
    ['38', '20']
    """

    given: tuple[Correction, ...] = ()
    places: Mapping[str, Place] = field(default_factory=dict)
    standing: tuple[Correction, ...] = field(init=False)

    def __post_init__(self) -> None:
        found = ((one, self.places.get(one.correction_id, Place(target=one.target))) for one in self.given)
        there = [replace(one, target=place.target) for one, place in found if place.target is not None]
        object.__setattr__(self, "standing", tuple(_standing(there)))

    def on_cells(self, mentions: pl.DataFrame) -> pl.DataFrame:
        """Return mentions as they are to be read; the frame given keeps what the lists say."""
        for name, changes in sorted(self._by_field().items()):
            if name in mentions.columns:
                told = pl.col("mention_id")
                changed = told.replace_strict(changes, default=None, return_dtype=pl.String)
                mentions = mentions.with_columns(
                    pl.when(told.is_in(list(changes))).then(changed).otherwise(pl.col(name)).alias(name)
                )
        return mentions

    def _by_field(self) -> dict[str, dict[str, str | None]]:
        found: dict[str, dict[str, str | None]] = {}
        for one in self.standing:
            if one.field is not None:
                found.setdefault(one.field, {})[one.target] = one.new_value
        return found

    @property
    def cells(self) -> pl.DataFrame:
        """Return which cells were changed, and by which correction: mention_id, field, correction_id."""
        rows = [(one.target, one.field, one.correction_id) for one in self.standing if one.field is not None]
        return pl.DataFrame(rows, schema=CORRECTED_CELLS, orient="row")

    @property
    def retracted(self) -> Mapping[str, Correction]:
        """Return the rows that were taken back as a whole, by mention id."""
        return {
            one.target: one
            for one in self.standing
            if one.action is Action.RETRACT and one.field is None and not one.target.startswith("c-")
        }

    @property
    def retracted_because(self) -> dict[str, str]:
        """Return which rows were taken back as a whole, and by which correction."""
        return {mention_id: one.told for mention_id, one in self.retracted.items()}

    def on_persons(self, person_of: Mapping[str, str]) -> dict[str, PersonMarks]:
        """Return what corrections say of persons. ``person_of`` leads from mentions and ids of persons to the person of now."""
        found: dict[str, dict[str, str]] = {}
        for one in self.standing:
            if one.action in ABOUT_PERSONS and one.target in person_of:
                found.setdefault(person_of[one.target], {})[_MARK[one.action]] = one.correction_id
        return {person_id: PersonMarks(**marks) for person_id, marks in sorted(found.items())}

    def settled(self, person_of: Mapping[str, str], known: Container[str] = ()) -> "Corrections":
        """Return corrections with each that is about a person at the person who has its rows now.

        ``person_of`` leads from mentions and ids of persons to the person of now; ``known`` are ids that the run knows besides.
        """
        about = [one for one in self.given if one.action in ABOUT_PERSONS]
        places = {one.correction_id: self._settled(one, person_of, known) for one in about}
        return Corrections(given=self.given, places={**self.places, **places})

    def _settled(self, one: Correction, person_of: Mapping[str, str], known: Container[str]) -> Place:
        place = self.places.get(one.correction_id)
        if place is None:
            is_there = one.target in person_of or one.target in known
            return Place(target=one.target) if is_there else Place(because="no such row or person")
        persons = sorted({person_of[row] for row in place.mentions if row in person_of})
        own = person_of.get(one.target)
        if len(persons) < 2 or own in persons:
            # Rows that the lists had, and whose person is gone with them, are nobody's.
            return replace(place, target=own if own in persons else next(iter(persons), place.target))
        return replace(
            place, target=None, because=f"its rows are {len(persons)} persons now: {', '.join(persons[:3])}"
        )

    @property
    def lost(self) -> tuple[tuple[Correction, str], ...]:
        """Return the corrections that hold and could not be applied, each with why."""
        because = {name: place.because for name, place in self.places.items() if place.target is None}
        held = _standing([one for one in self.given if one.is_undoing or one.correction_id in because])
        return tuple((one, because[one.correction_id]) for one in held)

    @property
    def moved(self) -> tuple[tuple[Correction, Place], ...]:
        """Return the corrections that hold and whose rows have other ids now."""
        moved = {name: place for name, place in self.places.items() if place.target and place.moves}
        return tuple((one, moved[one.correction_id]) for one in self.standing if one.correction_id in moved)

    def table(self, *, with_reasons: bool = False) -> pl.DataFrame:
        """Return CORRECTIONS; without ``with_reasons`` the basis and asker of confidential ones are left out."""
        return pl.DataFrame([one.row(with_reasons=with_reasons) for one in self.given], schema=CORRECTIONS)

    def obeyed(self) -> pl.DataFrame:
        """Return OBEYED_CORRECTIONS, as a run keeps them: without the reasons of confidential ones."""
        places = [self.places.get(one.correction_id, Place()) for one in self.given]
        stands_at = pl.Series("stands_at", [one.target for one in places], pl.String)
        because = pl.Series("unapplied_because", [one.because or None for one in places], pl.String)
        return self.table().with_columns(stands_at, because).select(list(OBEYED_CORRECTIONS))


_MARK = {Action.ALIVE: "alive", Action.WITHDRAW_PERSON: "withdrawn", Action.SUPPRESS: "suppressed"}


def _standing(given: Sequence[Correction]) -> Iterator[Correction]:
    """Yield the corrections that hold: not taken back, and the latest about their cell or person.

    Latest by date, then by row, so that a file that a spreadsheet sorted anew still says the same.
    """
    undone: set[str] = set()
    latest: dict[tuple[str, str, str], Correction] = {}
    for one in sorted(given, key=lambda one: one.date)[::-1]:
        if one.correction_id in undone:
            continue
        if one.is_undoing:
            undone.add(one.target)
            continue
        kind = one.action.value if one.field is None else "cell"
        latest.setdefault((kind, one.target, one.field or ""), one)
    yield from sorted(latest.values(), key=lambda one: one.correction_id)
