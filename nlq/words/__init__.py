"""What people say, by language, as files that are data; read here, each once."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import yaml

#: A PyYAML that was built without libyaml reads by itself, slower.
_LOADER: type[yaml.BaseLoader] = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


@cache
def held_words(name: str) -> Any:
    """Return what ``<name>.yaml`` holds, every value as the text that is written; not to be changed.

    >>> list(held_words("chatter"))
    ['en', 'zh']
    """
    return yaml.load(files("nlq.words").joinpath(f"{name}.yaml").read_text(encoding="utf-8"), Loader=_LOADER)
