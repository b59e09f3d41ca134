"""A question as text: one spelling of it, and its smallest parts."""
