"""The weights of the score: log-linear, over features that name no business word."""

from __future__ import annotations

import json
from importlib.resources import files

#: Feature → weight. Larger is likelier; differences are log-odds between readings.
WEIGHTS: dict[str, float] = json.loads(files("nlq.grammar").joinpath("weights.json").read_text(encoding="utf-8"))
