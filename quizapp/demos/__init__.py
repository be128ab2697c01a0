"""Experiments that prove the answers: what authors write, how it runs, and how it is judged."""
