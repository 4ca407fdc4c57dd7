"""Rulebook + Settings -> Ruleset: the rules of one run, compiled and ready for the stages."""

import math
from dataclasses import dataclass, replace

from resolver.kept import kept_tables
from resolver.lookup import Texts
from resolver.model.comparisons import Comparison, read_comparisons
from resolver.model.estimation import EstimationRules, read_estimation_rules
from resolver.model.fitted import Model
from resolver.model.linking import LinkRule, at_operating_point, read_link_rule
from resolver.names.frequencies import NameCounts, NameFrequencies
from resolver.names.knowledge import load_knowledge
from resolver.rulebook import Rulebook
from resolver.settings import Settings
from resolver.stages.block import BlockingRules, read_blocking_rules
from resolver.stages.merge import MergingRules, read_merging_rules
from resolver.stages.normalise import ValueWords
from resolver.stages.read import ColumnWords, column_words
from resolver.values.ages import AgeWords
from resolver.values.dates import DateWords
from resolver.values.places import Gazetteer
from resolver.values.sexes import SexWords
from resolver.values.urls import UrlRules
from resolver.values.words import Vocabulary


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ruleset:
    """Everything the stages need to know, made once per run."""

    rulebook: Rulebook
    columns: ColumnWords
    words: ValueWords
    comparisons: tuple[Comparison, ...]
    blocking: BlockingRules
    link_rule: LinkRule
    estimation: EstimationRules
    merging: MergingRules

    @property
    def missing(self) -> frozenset[str]:
        """Return the words that lists write where they know nothing."""
        return self.words.missing

    @property
    def blocks(self) -> tuple[tuple[str, ...], ...]:
        """Return the keys of each blocking rule that pairs full names."""
        return tuple(rule.keys for rule in self.blocking.rules if not rule.weak_only)

    def with_model(self, model: Model) -> "Ruleset":
        """Return the same rules, weighing by a model."""
        fitted = None if model.origin == "shipped" else model.terms
        link_rule = replace(self.link_rule, fitted=fitted)
        return replace(self, comparisons=model.comparisons, link_rule=link_rule)

    def at(self, operating_point: str) -> "Ruleset":
        """Return the same rules at a named operating point of ``linking.toml``."""
        settings = self.rulebook.setting("linking.toml")
        return replace(self, link_rule=at_operating_point(self.link_rule, settings, operating_point))

    def linking_from(self, threshold: float) -> "Ruleset":
        """Return the same rules linking from one probability on and asking about nothing."""
        return replace(
            self, link_rule=replace(self.link_rule, link_threshold=threshold, review_threshold=threshold)
        )

    def counting_names(self, *, is_counted: bool, carried: NameCounts | None = None) -> "Ruleset":
        """Return the same rules with the shares of names moved by the names of the list at hand, of lists before it, or by the tables alone.

        What is ``carried`` was counted in lists before it.
        """
        names = self.link_rule.background_names if is_counted or carried else math.inf
        frequencies = replace(self.words.frequencies, background_names=names, carried=carried)
        return replace(self, words=replace(self.words, frequencies=frequencies))


_MOST_KEPT = 4
"""So many compiled rulesets are kept in the process: a notebook, a register and an explanation ask for the same again."""
_compiled: dict[tuple[str, str], Ruleset] = {}


def compile_rules(rulebook: Rulebook, settings: Settings) -> Ruleset:
    """Return the rules of a run; what the settings say about population, dates and thresholds is put in.

    The same rules and settings are compiled once.

    >>> from resolver.rulebook import load_rulebook
    >>> compile_rules(load_rulebook(), Settings()).link_rule.population
    1000000
    """
    key = (rulebook.sha256, settings.model_dump_json())
    if key not in _compiled:
        _compiled[key] = _compile(rulebook, settings)
        for oldest in list(_compiled)[:-_MOST_KEPT]:
            del _compiled[oldest]
    return _compiled[key]


def _compile(rulebook: Rulebook, settings: Settings) -> Ruleset:
    link_rule = link_rule_of(rulebook, settings)
    columns = kept_tables(rulebook.kept_as("columns", ("columns.csv",), _CODE), lambda: _columns(rulebook))
    return Ruleset(
        rulebook=rulebook,
        columns=ColumnWords(fields=columns["fields"]),
        words=_value_words(rulebook, settings, link_rule),
        comparisons=comparisons_of(rulebook, settings),
        blocking=read_blocking_rules(rulebook.setting("blocking.toml")),
        link_rule=link_rule,
        estimation=read_estimation_rules(rulebook.setting("estimation.toml")),
        merging=read_merging_rules(rulebook.setting("merging.toml")),
    )


def comparisons_of(rulebook: Rulebook, settings: Settings) -> tuple[Comparison, ...]:
    """Return the comparisons of the rules, then those of the columns that the settings speak of.

    >>> from resolver.rulebook import load_rulebook
    >>> from resolver.settings import OwnComparison
    >>> own = Settings(comparisons={"phone": OwnComparison(kind="exact")})
    >>> comparisons_of(load_rulebook(), own)[-1].column
    'phone'
    """
    return read_comparisons(rulebook.setting("comparisons.toml"), settings.own_columns)


def link_rule_of(rulebook: Rulebook, settings: Settings) -> LinkRule:
    """Return when a pair is linked, asked about or left apart, with what the settings say put in.

    >>> from resolver.rulebook import load_rulebook
    >>> link_rule_of(load_rulebook(), Settings()).review_threshold
    0.02
    """
    return read_link_rule(
        rulebook.setting("linking.toml"),
        population=settings.population.size,
        incident_size=settings.population.incident_size,
        link_threshold=settings.thresholds.link,
        review_threshold=settings.thresholds.review,
    )


def gazetteer_of(rulebook: Rulebook) -> Gazetteer:
    """Return the places that a rulebook knows.

    >>> from resolver.rulebook import load_rulebook
    >>> gazetteer_of(load_rulebook()).around("asbest")[-1]
    'russia'
    """
    tables = kept_tables(rulebook.kept_as("places", ("places.csv",), _CODE), lambda: _places(rulebook))
    return Gazetteer(by_form=tables["form"], facts=tables["facts"])


def statuses_of(rulebook: Rulebook) -> Vocabulary:
    """Return the words that a rulebook knows for what became of somebody.

    >>> from resolver.rulebook import load_rulebook
    >>> statuses_of(load_rulebook()).read("killed in action")
    'killed'
    """
    vocabulary = rulebook.setting("vocabulary.toml")
    return Vocabulary.from_words(
        vocabulary["status"],
        negations=vocabulary["negation"]["words"],
        refuted=vocabulary["negation"]["refuted"],
        alone="alive",
    )


def _places(rulebook: Rulebook) -> dict[str, Texts]:
    places = rulebook.table("places.csv").select("place_id", "kind", "within", "form")
    made = Gazetteer.from_rows(places.rows())
    return {"form": made.by_form, "facts": made.facts}


def _columns(rulebook: Rulebook) -> dict[str, Texts]:
    return {"fields": column_words(rulebook.table("columns.csv").write_csv().encode()).fields}


_CODE = ("lookup.py", "ruleset.py", "stages/read/columns.py", "values/places.py", "values/text.py")
"""The code that what is kept of places and columns depends on."""


def _value_words(rulebook: Rulebook, settings: Settings, rule: LinkRule) -> ValueWords:
    vocabulary = rulebook.setting("vocabulary.toml")
    return ValueWords(
        knowledge=load_knowledge(rulebook),
        frequencies=NameFrequencies(
            unlisted_surname=rule.unlisted_surname,
            unlisted_given=rule.unlisted_given,
            most_common_given=rule.most_common_given,
            given_as_surname=rule.given_as_surname,
        ),
        dates=DateWords.from_toml(rulebook.setting("dates.toml")),
        ages=AgeWords.from_toml(rulebook.setting("dates.toml")),
        urls=UrlRules.from_toml(rulebook.setting("urls.toml")),
        gazetteer=gazetteer_of(rulebook),
        roles=Vocabulary.from_words(vocabulary["role"], negations=vocabulary["negation"]["words"]),
        statuses=statuses_of(rulebook),
        sexes=SexWords.from_toml(vocabulary),
        hedges=Vocabulary.from_words({word: [word] for word in vocabulary["hedge"]["words"]}),
        missing=frozenset(vocabulary["missing"]["words"]),
        identifiers=frozenset(vocabulary["identifier"]["words"]),
        day_first=settings.defaults.day_first is not False,
    )
