"""MEMBERSHIPS + Feedback -> what changed since the run before, where every id leads, and what corrections say of whom."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from resolver.corrections import Correction, Corrections, PersonMarks, Place, obeyed_corrections
from resolver.obeyed import Feedback
from resolver.previous import Before, Carried, Comparison, Now, former_ids
from resolver.stages.cluster import Clusters


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Since:
    """What a run has to tell of the run before it: where every id leads, what changed, which corrections found nobody, what they say of whom."""

    run_number: int
    issued: pl.DataFrame
    history: pl.DataFrame
    corrections: Corrections
    marks: Mapping[str, PersonMarks]
    notes: Sequence[str]

    def with_former_ids(self, persons: pl.DataFrame) -> pl.DataFrame:
        """Return PERSONS with the ids that each bore before."""
        former = former_ids(self.issued)
        told = pl.col("person_id").replace_strict(former, default=None, return_dtype=pl.String)
        return persons.with_columns(former_ids=told)


def since_before(
    feedback: Feedback, carried: Carried, clusters: Clusters, judged: pl.DataFrame, cause: str
) -> Since:
    """Return one run seen from the run before it; from nothing, when it is the first. ``cause`` may have changed a person though no judgement did.

    Whose each mention is and was, by id, is forgotten again: dictionaries of all mentions are large.
    """
    seen = _Seen(feedback=feedback, carried=carried, clusters=clusters, judged=judged, cause=cause)
    return Since(
        run_number=seen.before.run + 1,
        issued=seen.issued,
        history=seen.history(),
        corrections=seen.corrections,
        marks=seen.marks(),
        notes=seen.notes(),
    )


@dataclass(frozen=True, kw_only=True, eq=False)
class _Seen:
    """Both runs, and what is asked of them more than once."""

    feedback: Feedback
    carried: Carried
    clusters: Clusters
    judged: pl.DataFrame
    cause: str

    @cached_property
    def before(self) -> Before:
        """Return what the run before said."""
        return self.feedback.previous.before if self.feedback.previous else Before()

    @cached_property
    def members(self) -> dict[str, str]:
        """Return whose each mention is now."""
        return dict(self.clusters.memberships.select("mention_id", "person_id").iter_rows())

    @cached_property
    def _bare(self) -> Comparison:
        """Return both runs without what is only told, to learn where ids lead."""
        return Comparison(before=self.before, now=Now(person_of=self.members, returned=self.carried.returned))

    @cached_property
    def issued(self) -> pl.DataFrame:
        """Return ISSUED."""
        return self._bare.issued()

    @cached_property
    def person_of(self) -> dict[str, str]:
        """Return where mentions, those that are gone among them, and ids of persons lead now."""
        standing = self.issued.filter(pl.col("stands_for").is_not_null())
        leads = dict(standing.select("person_id", "stands_for").iter_rows())
        stones = self.carried.tombstones.select("mention_id", "person_id").drop_nulls()
        buried = {one: leads[person] for one, person in stones.iter_rows() if person in leads}
        persons = {one: one for one in self.members.values()}
        return {**buried, **leads, **persons, **self.members}

    @cached_property
    def corrections(self) -> Corrections:
        """Return corrections, each at the person whom it is about."""
        if not self.feedback.corrections.given:
            return self.feedback.corrections
        known = {*self.carried.tombstones["mention_id"], *self.issued["person_id"]}
        return self.feedback.corrections.settled(self.person_of, known)

    def marks(self) -> dict[str, PersonMarks]:
        """Return what corrections say of persons."""
        return self.corrections.on_persons(self.person_of) if self.corrections.standing else {}

    def history(self) -> pl.DataFrame:
        """Return HISTORY up to this run."""
        stones = self.carried.tombstones.filter(pl.col("state") != "superseded")
        mentions = self.carried.lists.mentions if self.before.run else self.carried.lists.mentions.clear()
        now = Now(
            person_of=self.members,
            came_from=dict(mentions.select("mention_id", "file").iter_rows()),
            gone_because=dict(stones.select("mention_id", "reason").iter_rows()),
            returned=self.carried.returned,
            proposed=list(self._proposed()),
            judged=list(self._judged()),
            corrected=sorted(set(self._corrected())),
            cause=self.cause,
        )
        return Comparison(before=self.before, now=now).history()

    def _proposed(self) -> Iterator[tuple[str, str, float, str]]:
        ends = self.clusters.questions.select("left_person_id", "right_person_id", "question_id")
        asked = {frozenset((one, other)): question for one, other, question in ends.iter_rows()}
        for one, other, chance in self.clusters.proposed:
            question = asked.get(frozenset((one, other)))
            told = f", answer {question}" if question else ""
            yield one, other, chance, f"evidence would join two published persons ({chance:.2f}){told}"

    def _judged(self) -> Iterator[tuple[str, str, str, str]]:
        ids = self.clusters.memberships["mention_id"]
        for left, right, verdict, judgement in self.judged.select(
            "left", "right", "verdict", "judgement_id"
        ).iter_rows():
            yield ids[left], ids[right], verdict, judgement

    def _corrected(self) -> Iterator[tuple[str, str]]:
        """Yield whom corrections concern that the run before did not know, or knew and that were taken back."""
        before = self.feedback.previous.corrections if self.feedback.previous else None
        was = Corrections() if before is None else obeyed_corrections(before)
        now = self.corrections
        old, new = ({one.correction_id: one for one in side.standing} for side in (was, now))
        placed = self._placed({**old, **new})
        for correction_id, one in new.items():
            if correction_id not in old and correction_id in placed:
                yield placed[correction_id], one.told
        for correction_id, one in old.items():
            if correction_id not in new and correction_id in placed:
                yield placed[correction_id], f"taken back: {one.told}"

    def _placed(self, corrections: Mapping[str, Correction]) -> dict[str, str]:
        stones = self.carried.tombstones.filter(pl.col("person_id").is_not_null())
        buried = dict(stones.select("mention_id", "person_id").iter_rows())
        leads = dict(self.issued.select("person_id", "stands_for").iter_rows())
        found = {}
        for correction_id, one in corrections.items():
            person = self.members.get(one.target) or leads.get(one.target) or buried.get(one.target)
            if person is not None:
                found[correction_id] = person
        return found

    def notes(self) -> list[str]:
        """Return which corrections could not be applied, and which followed their rows to other ids."""
        lost = [f"{one.correction_id} ({one.target}): {because}" for one, because in self.corrections.lost]
        moved = [f"{one.correction_id} ({_move_told(place)})" for one, place in self.corrections.moved]
        notes = [f"{_counted(lost)} could not be applied: {'; '.join(lost)}"] if lost else []
        return notes + ([f"{_counted(moved)} followed to other ids: {', '.join(moved)}"] if moved else [])


def _counted(told: Sequence[str]) -> str:
    return f"{len(told):,} {'correction' if len(told) == 1 else 'corrections'}"


def _move_told(place: Place) -> str:
    return ", ".join(f"{before} is {now} now" for before, now in place.moves[:3])
