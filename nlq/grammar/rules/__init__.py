"""Rules of the grammar: which two neighbouring phrases make a third."""
