"""What people wrote into run folders -> what one run obeys, and what its own folder holds after it."""

from pathlib import Path

from resolver.corrections import Corrections, append_corrections, corrections_in


def corrections_for(*folders: Path | str | None) -> Corrections:
    """Return the corrections that lie in some folders, each once.

    >>> corrections_for(None, "no-such-folder").given
    ()
    """
    found = {one.correction_id: one for folder in folders for one in corrections_in(folder).given}
    return Corrections(given=tuple(found.values()))


def keep_corrections(folder: Path | str, corrections: Corrections) -> int:
    """Add the corrections that a run obeyed to those in its folder, so that the next run obeys them too; return how many."""
    known = {one.correction_id for one in corrections_in(folder).given}
    fresh = Corrections(given=tuple(one for one in corrections.given if one.correction_id not in known))
    if fresh.given:
        append_corrections(folder, fresh)
    return len(fresh.given)
