"""What words that nobody knows may stand for, on a language model's word: always asked back, never an answer."""
