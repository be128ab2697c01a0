"""Interview mode: a date, minutes a day, and the card whose review adds most to the recall of that
day. Pure: numpy arrays in, arrays or plain values out; no clock, no files."""
