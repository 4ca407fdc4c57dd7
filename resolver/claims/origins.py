"""The ``via`` cells of claims -> who said each first: chains followed to their roots, sources without a name told apart from those with."""

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from resolver.claims.rules import ClaimRules
from resolver.values.text import fold
from resolver.values.via import Chain, first_of, read_via


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Root:
    """Who said something first. One without a name is known by who heard it: two papers' "sources" need not be the same people."""

    name: str
    is_unnamed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What one claim says of where it is from: its document and whose page that is, its via cell, and who claims it without one."""

    claim_id: str
    document: str
    via: str | None
    claimed_by: str | None = None
    publisher: str | None = None

    @property
    def chains(self) -> list[Chain]:
        """Return the chains, nearest first.

        >>> Said(claim_id="k", document="d", via=None, claimed_by="a monitor").chains
        [('a monitor',)]
        """
        return read_via(self.via or "") or read_via(self.claimed_by or "")


def document_of(claim: Mapping[str, object]) -> str:
    """Return the document that a row of COUNT_CLAIMS stands in; one that names none is a document of its own.

    >>> document_of({"claim_id": "k", "document_id": None, "url": "https://example.org/1"})
    'https://example.org/1'
    """
    return str(claim["document_id"] or claim["url"] or f"\0{claim['claim_id']}")


def roots_of(claims: Iterable[Said], rules: ClaimRules) -> dict[str, tuple[Root, ...]]:
    """Return the origins of each claim; none where nobody is named at all.

    A chain that ends at X goes on where another of these claims shows whom X had it from, or is X's own: give claims of the same people
    only.

    >>> from resolver.claims.rules import read_claim_rules
    >>> from resolver.rulebook import load_rulebook
    >>> rules = read_claim_rules(load_rulebook().setting("counts.toml"))
    >>> said = [Said(claim_id="a", document="1", via="B <- C"), Said(claim_id="b", document="2", via="A <- B")]
    >>> [root.name for roots in roots_of(said, rules).values() for root in roots]
    ['C', 'C']
    >>> copied = [Said(claim_id="a", document="1", via="a monitor", publisher="X"), Said(claim_id="b", document="2", via="X")]
    >>> roots_of(copied, rules)["b"]
    (Root(name='a monitor', is_unnamed=False),)
    >>> roots_of([Said(claim_id="a", document="1", via="Reuters <- unnamed sources")], rules)["a"]
    (Root(name='unnamed sources, to Reuters', is_unnamed=True),)
    """
    given = list(claims)
    chains = {one.claim_id: [_keys(chain, one.publisher, rules) for chain in one.chains] for one in given}
    sources: dict[str, set[str]] = {}
    shown: dict[str, Root] = {}
    for chain in sorted(itertools.chain.from_iterable(chains.values())):
        for root in chain:
            shown.setdefault(fold(root.name), root)
        for nearer, further in itertools.pairwise(chain):
            sources.setdefault(fold(nearer.name), set()).add(fold(further.name))
    for one in given:
        if one.publisher is not None:
            had_it_from = {fold(chain[0].name) for chain in chains[one.claim_id]}
            sources.setdefault(fold(one.publisher), set()).update(had_it_from)
    return {
        claim_id: tuple(
            sorted({shown[end] for chain in own for end in first_of(fold(chain[-1].name), sources)})
        )
        for claim_id, own in chains.items()
    }


def names_nobody(said: Said, rules: ClaimRules) -> bool:
    """Say whether a claim rests on nothing but a source without a name, and on nobody who heard it.

    >>> from resolver.claims.rules import read_claim_rules
    >>> from resolver.rulebook import load_rulebook
    >>> rules = read_claim_rules(load_rulebook().setting("counts.toml"))
    >>> [names_nobody(Said(claim_id="a", document="1", via=via), rules) for via in ("the press", "A <- the press")]
    [True, False]
    """
    return bool(said.chains) and all(len(chain) == 1 and rules.is_unnamed(chain[0]) for chain in said.chains)


def _keys(chain: Chain, publisher: str | None, rules: ClaimRules) -> tuple[Root, ...]:
    """Return a chain with each source that has no name told by who heard it: whoever stands before it, else whose page it is."""
    told = []
    for name, hearer in zip(chain, (publisher, *chain), strict=False):
        is_unnamed = rules.is_unnamed(name)
        told.append(
            Root(name=f"{name}, to {hearer}" if is_unnamed and hearer else name, is_unnamed=is_unnamed)
        )
    return tuple(told)


def origin_counts(claims: Sequence[Said], roots: Mapping[str, Sequence[Root]]) -> tuple[int, int]:
    """Return how many origins there are at least and at most: those without a name, and documents that name none, may be any.

    >>> said = [Said(claim_id="a", document="1", via="C"), Said(claim_id="b", document="2", via=None)]
    >>> origin_counts(said, {"a": (Root(name="C"),), "b": ()})
    (1, 2)
    """
    found = {root for one in claims for root in roots[one.claim_id]}
    named = sum(not root.is_unnamed for root in found)
    silent = len({one.document for one in claims if not roots[one.claim_id]})
    return max(named, 1 if claims else 0), len(found) + silent
