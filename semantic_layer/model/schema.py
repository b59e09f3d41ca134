"""The JSON Schema of a model folder's YAML: what editors complete against."""

from __future__ import annotations

from types import GenericAlias
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, create_model

from semantic_layer.model.definitions import Header
from semantic_layer.model.load import LISTS, MAPS


def model_schema() -> dict[str, Any]:
    """Return the JSON Schema that each file of a folder satisfies: model.yaml, and any other.

    >>> sorted(model_schema()["$defs"]["Parts"]["properties"])[:3]
    ['departments', 'dimensions', 'goals']
    """
    parts: dict[str, Any] = {key: (GenericAlias(dict, (str, kind)), Field(default={})) for key, kind in MAPS.items()}
    parts |= {key: (GenericAlias(list, (kind,)), Field(default=[])) for key, kind in LISTS.items()}
    others = create_model("Parts", __config__=ConfigDict(extra="forbid"), **parts)
    header_fields: dict[str, Any] = {
        name: (field.annotation, field) for name, field in Header.model_fields.items() if name not in parts
    }
    header = create_model("ModelFile", __config__=ConfigDict(extra="forbid"), **header_fields, **parts)
    schema = create_model("Folder", __base__=BaseModel, model=(header, ...), others=(others, ...))
    found = schema.model_json_schema()
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A file of a model folder",
        "anyOf": [{"$ref": "#/$defs/ModelFile"}, {"$ref": "#/$defs/Parts"}],
        "$defs": found["$defs"],
    }
