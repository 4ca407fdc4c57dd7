"""A public edition -> codebook.txt: what the files are, how they were made, what was left out, and what they do not mean."""

from resolver.model.linking import read_link_rule
from resolver.outcome import Outcome
from resolver.version import VERSION


def codebook_of(edition: Outcome) -> str:
    """Return the text that goes along with what is published."""
    rule = read_link_rule(
        edition.rulebook.setting("linking.toml"),
        population=edition.settings.population.size,
        incident_size=edition.settings.population.incident_size,
        link_threshold=edition.options.get("link_threshold") or edition.settings.thresholds.link,
        review_threshold=edition.options.get("link_threshold") or edition.settings.thresholds.review,
    )
    titles = edition.lists.select("list_id", "title", "sha256").unique(maintain_order=True)
    return _TEXT.format(
        version=VERSION,
        rules=edition.rulebook.sha256,
        model=edition.model.model_id,
        link=f"{rule.link_threshold:g}",
        review=f"{rule.review_threshold:g}",
        lists="\n".join(f"- {title or list_id} ({list_id})" for list_id, title, _ in titles.iter_rows()),
        left_out="\n".join(f"- {line}" for line in edition.notes),
        counts=_COUNTS if edition.has_claims else "",
    )


_COUNTS = """
counts.csv      one row an incident, population and unit that others claim numbers of: the claimed range, how many origins,
                and how many people in this folder are named; claims are never added up"""


_TEXT = """\
CODEBOOK

This folder says who is reported dead on the lists named below, who said so, and what contradicts it. It establishes no death.

LISTS
{lists}

WHAT WAS LEFT OUT
{left_out}
- Where something like a telephone number, a mailbox or an account stood in a cell, that part is left out and marked; an exact
  address is left out. Where a cell names somebody who is on a list as source, relative, witness or official, it says so in
  place of the name; beside the name of the dead only that part is replaced.
- Sources in "via" bear numbers: the same number is the same source. Addresses are those of the web only, each whole or not at
  all: one that holds something like a telephone number, a mailbox or a key (?token=), or leads into a private network, is left out.
- A document whose id or address is left out is called by the first list and line that cites it: "document of LIST:7".
- Where a human corrected a cell (is_corrected), the corrected value is given and the one of the list is not.
- Everything about a person (name, dates, spellings, status, number of documents and origins) was worked out anew from what
  is in this folder. That mentions are one person was decided on all lists, those that are not published too.

FILES
persons.csv     one row a person: what is believed to stand behind all mentions of one human being
statements.csv  one row a value: which field, what was understood, what the list says, in which document, on which list and line
documents.csv   one row a document that is cited{counts}
summary.txt     the numbers, counted anew over the persons in this folder
report.html     the same for a browser, with search and a card for each person
datapackage.json  columns, types and keys of the tables, as Frictionless tools read them
export.json     versions, and this list of what was left out, for programs

COLUMNS
person_id       stays the same in later editions; former_ids lead to it
born_, died_    first and last day that is possible; an interval is never more exact than what was said
status          what is reported; status_basis says how often each status is claimed
counted         yes, open (may be one with somebody already counted) or no, with the reason
origin_count_   known origins, and at most so many with the documents that name none
same_person_min the chance that the two mentions that fit least are one person, all lists taken together
conflicts       what cannot all be true; neither side was chosen by us
is_shown        whether persons.csv shows this value

METHOD
Two mentions are compared field by field; each level of agreement has a chance among mentions of one person and among others
(Fellegi and Sunter 1969), and the logarithms of their ratios add up to a weight. Rare names weigh more than common ones; silence
says nothing. Pairs are linked from a probability of {link} and put before a human from {review}; a wrong merge is held to be worse
than a missed one. Human judgements beat everything. The three numbers of summary.txt: the fewest people if every open question
between persons in this folder were answered "same", the expected number with the interval that linkage alone leaves, and the most.
They count the people on these lists, not the dead. Lists miss people.

Made with resolver {version}, rules {rules}, model {model}.
"""
