"""MENTIONS.csv -> scored pairs and clusters of a tool that is not ours, through ``peer_records.py``, a script that stands elsewhere.

    python score_records.py FOLDER_OF_PEER_RECORDS TOOL MENTIONS.csv RESULT.npz

Runs in the environment of the tool, which never sees the truth. Prints one line of JSON: seconds, memory, version, what was built.
"""

import argparse
import json
import resource
import sys
import time
from pathlib import Path

import numpy as np


def main() -> None:
    """Run one tool on one file as the script itself would, and keep the pairs and the clusters."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("tool")
    parser.add_argument("mentions", type=Path)
    parser.add_argument("result", type=Path)
    given = parser.parse_args()
    sys.path.insert(0, str(given.folder))
    import peer_records as peers

    with peers.quiet():
        peers.warm(given.tool)
        wall, spent = time.perf_counter(), peers.cpu()
        frame = peers.prepare(given.mentions, transliterate=True)
        offer = peers.look(frame)
        scored = peers.TOOLS[given.tool](frame, offer)
        wall, spent = time.perf_counter() - wall, peers.cpu() - spent
    np.savez(
        given.result,
        mention_id=np.array(frame["mention_id"].to_list()),
        left=scored.left,
        right=scored.right,
        score=scored.score,
        clusters=scored.clusters,
    )
    line = {"wall": wall, "cpu": spent, "peak_mib": peak_mib()}
    print(json.dumps({**line, "version": peers.version(given.tool), "threshold": scored.threshold}))


def peak_mib() -> float:
    """Return the most memory this process ever held; ``ru_maxrss`` would count that of the process it was started from."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return int(status.read_text().split("VmHWM:")[1].split()[0]) / 1024


if __name__ == "__main__":
    main()
