"""Where people ask besides the page: one card of an answer, and a small file for each platform that shows it."""
