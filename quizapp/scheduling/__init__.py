"""When a card comes back: FSRS-6, study days and the order of a session. Pure: values in, values
out."""
