"""Definitions: what a model folder declares, loaded and checked."""

from semantic_layer.model.model import Model
from semantic_layer.model.text import pick_text

__all__ = ["Model", "pick_text"]
