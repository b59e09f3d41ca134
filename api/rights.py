"""What somebody may see, as a fingerprint: two people with the same one are shown the same numbers."""

from __future__ import annotations

import hashlib
import json

from semantic_layer.model import Model
from semantic_layer.session import Viewer


def rights_of(model: Model, viewer: Viewer) -> str:
    """Return the fingerprint of a model's rules together with what they read of a viewer.

    Roles and attributes count, names do not. Where a rule of the model is added or changed, every fingerprint is
    another: what was shown under the old rules is not shown again. A model without rules has one for everybody.
    """
    if not model.governed:
        return "open"
    rules = {
        "policies": [each.model_dump(mode="json") for each in model.policies],
        "masks": [each.model_dump(mode="json") for each in model.masks],
        "metrics": {name: sorted(each.visible_to) for name, each in model.metrics.items()},
        "dimensions": {name: sorted(each.visible_to) for name, each in model.dimensions.items()},
    }
    own = {
        "roles": sorted(viewer.roles),
        "attributes": {name: sorted(values) for name, values in viewer.attributes.items()},
    }
    return hashlib.sha256(json.dumps([rules, own], sort_keys=True).encode()).hexdigest()
