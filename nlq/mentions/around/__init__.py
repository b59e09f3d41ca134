"""What stands around names: chatter, places of a sentence, sides, who did it."""
