"""The keys of the lab, in the order of the footer. When they work is the screen's."""

from __future__ import annotations

from textual.binding import Binding, BindingType

KEYS: list[BindingType] = [
    Binding("r,enter", "run", "Run", tooltip="Measure with these values", id="run"),
    Binding("escape", "close_text", "Close", tooltip="Show the chart again", id="close-text"),
    Binding("escape", "stop", "Stop", tooltip="Kill the run", id="stop"),
    Binding("c", "on_cpu", "Use the CPU", tooltip="The same where memory suffices", id="on-cpu"),
    Binding("left", "step(-1)", "Less", tooltip="One step less", id="less"),
    Binding("right", "step(1)", "More", tooltip="One step more", id="more"),
    Binding(
        "right",
        "predict(1)",
        "I say it holds",
        tooltip="Predict that the sentence will hold",
        id="predict-holds",
    ),
    Binding(
        "left",
        "predict(0)",
        "I say it fails",
        tooltip="Predict that the sentence will not hold",
        id="predict-fails",
    ),
    Binding("e", "type", "Type", tooltip="Type the value", id="type"),
    Binding(
        "e", "number", "Predict a number", tooltip="Predict what a metric will be", id="number"
    ),
    Binding("up,k", "choose(-1)", "Up", tooltip="The line above", show=False, id="up"),
    Binding("down,j", "choose(1)", "Choose", tooltip="The parameter or sentence below", id="down"),
    Binding("n", "seed", "Next seed", tooltip="The same again with another seed", id="seed"),
    Binding("s", "seeds", "10 seeds", tooltip="Ten seeds at once, and how many agree", id="seeds"),
    Binding("b", "budget", "Budget", tooltip="Quick, or the full work", id="budget"),
    Binding("p", "preset", "Preset", tooltip="The author's next setting", id="preset"),
    Binding("t", "table", "Numbers", tooltip="All numbers as text", id="table"),
    Binding("tab", "figure", "Next figure", tooltip="Another chart or table", id="figure"),
    Binding("h", "history", "History", tooltip="Your own runs of this demo", id="history"),
    Binding("y", "copy", "Copy", tooltip="Copy the run's address", id="copy-address"),
    Binding("a", "answer", "Answer", tooltip="Show or hide the answer beside the lab", id="answer"),
    Binding("right_square_bracket", "demo", "Next demo", tooltip="Another one", id="demo"),
    Binding("pagedown", "page(1)", "Page down", tooltip="Read on", show=False, id="pagedown"),
    Binding("pageup", "page(-1)", "Page up", tooltip="Read back", show=False, id="pageup"),
    Binding("J", "read(1)", "Read on", tooltip="Scroll the answer", show=False, id="read-answer"),
    Binding(
        "K", "read(-1)", "Read back", tooltip="Scroll the answer back", show=False, id="reread"
    ),
    Binding(
        "escape",
        "linger",
        "Stay",
        tooltip="The run has just ended; once more leaves the lab",
        show=False,
        id="linger",
    ),
    Binding("q,escape", "back", "Back", tooltip="Leave the lab", id="back"),
]
