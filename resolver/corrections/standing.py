"""Corrections -> what holds of them, placed on the rows and the persons of a run; what lists say is kept beside it.

``set`` and ``retract`` change what a row is read as; ``alive``, ``withdraw_person`` and ``suppress`` are about a person. The latest
word on one thing holds; ``retract`` of a correction's own id takes that correction back.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from resolver.corrections.one import ABOUT_PERSONS, Action, Correction
from resolver.tables import CORRECTED_CELLS, CORRECTIONS


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
class Corrections:
    """All corrections of a run, as they were given.

    >>> said = Correction(correction_id="c-1", target="m1", action=Action.SET, field="age", new_value="38")
    >>> changed = Corrections(given=(said,)).on_cells(pl.DataFrame({"mention_id": ["m1", "m2"], "age": ["83", "20"]}))
    >>> changed["age"].to_list()
    ['38', '20']
    """

    given: tuple[Correction, ...] = ()
    standing: tuple[Correction, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "standing", tuple(_standing(self.given)))

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

    def on_persons(
        self, memberships: pl.DataFrame, former: Mapping[str, str] | None = None
    ) -> dict[str, PersonMarks]:
        """Return what corrections say of persons. ``former`` leads from an id of earlier runs to the person it stands for now."""
        about = [one for one in self.standing if one.action in ABOUT_PERSONS]
        if not about:
            return {}
        person_of = {
            **(former or {}),
            **{one: one for one in memberships["person_id"]},
            **dict(memberships.select("mention_id", "person_id").iter_rows()),
        }
        found: dict[str, dict[str, str]] = {}
        for one in about:
            if one.target in person_of:
                found.setdefault(person_of[one.target], {})[_MARK[one.action]] = one.correction_id
        return {person_id: PersonMarks(**marks) for person_id, marks in sorted(found.items())}

    def unapplied(
        self, mention_ids: Iterable[str], persons: Iterable[str], former: Iterable[str] = ()
    ) -> tuple[Correction, ...]:
        """Return the corrections whose row or person this run does not have."""
        rows = set(mention_ids)
        people = rows.union(persons, former)
        return tuple(
            one
            for one in self.standing
            if one.target not in (people if one.action in ABOUT_PERSONS else rows)
        )

    def table(self, *, with_reasons: bool = False) -> pl.DataFrame:
        """Return CORRECTIONS; without ``with_reasons`` the basis and asker of confidential ones are left out."""
        return pl.DataFrame([one.row(with_reasons=with_reasons) for one in self.given], schema=CORRECTIONS)


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
        if one.action is Action.RETRACT and one.target.startswith("c-"):
            undone.add(one.target)
            continue
        kind = one.action.value if one.field is None else "cell"
        latest.setdefault((kind, one.target, one.field or ""), one)
    yield from sorted(latest.values(), key=lambda one: one.correction_id)
