"""What a learner does, for every face: start, answer, undo, look up. Knows no screen."""
