"""Slips of the keyboard, sounds, quotation marks."""
