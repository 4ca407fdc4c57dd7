"""Paths in, bytes out, and back: the only opener of files in the project.

``plain`` reads and writes whole files, ``locks`` keep others out of a folder, ``runs`` commit a set of files whole or not at all,
``outputs`` write what somebody asked for over nothing else, ``halfway`` keeps what an unfinished run found, ``places`` know where what ships with us is.
"""

from resolver.files.halfway import drop_halfway, keep_halfway, read_halfway
from resolver.files.locks import PATIENCE, being_made, lock, passing_folder
from resolver.files.names import USER_FILES
from resolver.files.outputs import check_output, write_output
from resolver.files.places import cache_folder, rules_folder, seeds_folder
from resolver.files.plain import (
    append_bytes,
    check_files,
    files_in,
    lay_out,
    make_folder,
    open_to_others,
    read_bytes,
    sha256_of,
    write_atomically,
)
from resolver.files.runs import (
    Content,
    Describe,
    Written,
    changed_files,
    check_target,
    commit,
    other_files,
    read_steadily,
    recover,
    written_files,
)
from resolver.files.shelf import Shelf, Shelved

__all__ = [
    "PATIENCE",
    "USER_FILES",
    "Content",
    "Describe",
    "Shelf",
    "Shelved",
    "Written",
    "append_bytes",
    "being_made",
    "cache_folder",
    "changed_files",
    "check_files",
    "check_output",
    "check_target",
    "commit",
    "drop_halfway",
    "files_in",
    "keep_halfway",
    "lay_out",
    "lock",
    "make_folder",
    "open_to_others",
    "other_files",
    "passing_folder",
    "read_bytes",
    "read_halfway",
    "read_steadily",
    "recover",
    "rules_folder",
    "seeds_folder",
    "sha256_of",
    "write_atomically",
    "write_output",
    "written_files",
]
