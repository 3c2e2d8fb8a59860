"""The Python normaliser at the other end of a pipe, on nothing but the standard library: `python3 -I -S normalise.py`.

With `--unassigned` it writes the ranges of code points that its Unicode version does not know, as JSON [[first, last], ...].
Without, it reads JSON Lines {"profile", "text"} and answers each with the normalised text as a JSON string.
"""

import json
import sys
import unicodedata
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).parents[2] / "training"))

from groundswell_training.normalise import normalise  # noqa: E402


def unassigned() -> list[list[int]]:
    ranges: list[list[int]] = []
    for point in range(sys.maxunicode + 1):
        if unicodedata.category(chr(point)) == "Cn":
            if ranges and ranges[-1][1] == point - 1:
                ranges[-1][1] = point
            else:
                ranges.append([point, point])
    return ranges


if "--unassigned" in sys.argv:
    print(json.dumps(unassigned()))
else:
    for line in sys.stdin.buffer:
        case = json.loads(line)
        print(json.dumps(normalise(case["text"], case["profile"])))
