"""Confines a worker before it runs a demo: no files of the learner's, no network, no processes."""
