"""Claims made with known answers: how many origins they rest on, and which reposts changed the number."""

import random
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeClaims:
    """Rows of claims about one battle, the number of origins behind them, and (copied, copy) of every changed repost."""

    rows: list[dict[str, str]]
    origin_count: int
    changed: frozenset[tuple[str, str]]


def made_claims(seed: int, *, cut: float) -> MadeClaims:
    """Return claims of papers that have them from origins or from one another; some origins have no name.

    A repost tells the whole chain, or with the chance ``cut`` only the paper it copied; one in five changes the number.
    """
    chance = random.Random(seed)
    origins = [
        (f"origin {at}" if chance.random() > 0.3 else "unnamed sources", chance.randint(20, 200))
        for at in range(chance.randint(1, 4))
    ]
    papers: list[tuple[int, list[str], int]] = []
    rows, changed = [], set()
    for at in range(chance.randint(3, 9)):
        copied = chance.randrange(len(papers)) if papers and chance.random() < 0.6 else None
        if copied is None:
            origin = chance.randrange(len(origins))
            chain, number = [origins[origin][0]], origins[origin][1]
        else:
            origin, behind, number = papers[copied]
            chain = [f"paper {copied}", *behind]
            if chance.random() < 0.2:
                number += 10
                changed.add((f"k{copied}", f"k{at}"))
        papers.append((origin, chain, number))
        shown = chain[:1] if len(chain) > 1 and chance.random() < cut else chain
        page = {"id": f"k{at}", "document_id": f"page {at}", "publisher": f"paper {at}"}
        rows.append({**page, "low": str(number), "high": str(number), "via": " <- ".join(shown)})
    return MadeClaims(
        rows=rows, origin_count=len({origin for origin, _, _ in papers}), changed=frozenset(changed)
    )
