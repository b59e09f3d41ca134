"""Governed definitions; semantic query to SQL to rows. Knows no natural language."""
