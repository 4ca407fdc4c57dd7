"""The stages, in the order of the pipeline. No stage imports another; the caller carries the tables between them.

read       files                      -> MENTIONS, REJECTS
normalise  MENTIONS                   -> VALUES, NameIndex, DOCUMENTS
block      VALUES, NameIndex          -> PAIRS
compare    PAIRS                      -> COMPARED, PATTERNS
score      COMPARED, PATTERNS         -> SCORES
cluster    SCORES                     -> MEMBERSHIPS, QUESTIONS, the count
merge      MEMBERSHIPS, MENTIONS      -> PERSONS, STATEMENTS
write      everything                 -> the files of a run
"""
