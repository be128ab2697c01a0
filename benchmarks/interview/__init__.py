"""A simulator of learners on the way to an interview, and the schedulers compared in it."""
