"""The one door to the engines: open read-only and locked down, run, list members, write a demo file."""

from semantic_layer.warehouse.database import Cancel
from semantic_layer.warehouse.duck import LockedDatabase, open_locked
from semantic_layer.warehouse.warehouse import MemberRow, Warehouse, are_all, open_warehouse
from semantic_layer.warehouse.write import write_database

__all__ = [
    "Cancel",
    "LockedDatabase",
    "MemberRow",
    "Warehouse",
    "are_all",
    "open_locked",
    "open_warehouse",
    "write_database",
]
