"""Events over the wire: they arrive as they were, and as data."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.demos.protocol import Curve, Event, Metric, Note, Table, decode, encode
from quizapp.errors import DemoError

EVIL = "\x1b]52;c;x\x07"


def test_nan_and_infinity_travel_as_words() -> None:
    line = encode(Curve(chart="c", series="s", x=(0.0, 1.0), y=(float("nan"), float("-inf"))))
    assert json.loads(line)["y"] == ["nan", "-inf"]
    assert str(decode(line).y) == "(nan, -inf)"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "event",
    [
        Metric(name=EVIL, value=1.0, unit=EVIL),
        Note(text=EVIL),
        Table(title=EVIL, columns=(EVIL,), rows=((EVIL,),)),
    ],
)
def test_no_event_can_hold_an_escape(event: Event) -> None:
    assert "\\u001b" not in json.dumps(json.loads(encode(event)))


def test_a_worker_that_does_not_clean_its_words_is_cleaned_on_arrival() -> None:
    line = json.dumps({"t": "table", "v": 1, "title": "", "columns": ["a"], "rows": [[EVIL]]})
    assert decode(line.encode()) == Table(title="", columns=("a",), rows=(("�]52;c;x�",),))


@pytest.mark.parametrize(
    "line",
    [
        b'{"t":"note","v":2,"text":"from tomorrow"}',
        b'{"t":"verdict","v":1,"text":"SUPPORTED"}',
        b'{"t":"metric","v":1,"name":"x","value":"many"}',
        b'{"t":"note","v":1,"text":"x","more":' + b"[" * 100_000,
        b"\xff\xfe\n",
        b"Traceback (most recent call last):",
    ],
)
def test_what_is_no_event_is_refused(line: bytes) -> None:
    with pytest.raises(DemoError, match="no event"):
        decode(line)


@pytest.mark.parametrize(
    ("event", "what"),
    [
        ('"curve","chart":"","series":"","x":[1],"y":[]', "x and y differ in length"),
        ('"bars","chart":"","labels":["a"],"values":[]', "labels and values differ in length"),
        ('"hist","chart":"","series":"","edges":[1],"counts":[1]', "not one edge more"),
        ('"heatmap","chart":"","rows":[[1],[1,2]]', "rows differ in length"),
        ('"table","title":"","columns":["a"],"rows":[["b"],[]]', "a row has not 1 cells"),
        ('"table","title":"","columns":["a"],"rows":[' + '["b"],' * 9999 + '["b"]]', "the most"),
        ('"heatmap","chart":"","rows":[[' + "1," * 10_000 + "1]]", "10001 numbers or words"),
        ('"progress","label":"","done":1' + "0" * 400 + ',"total":1', "Expected `int`"),
        ('"finished","seconds":"nan"', "a time that there is not"),
        ('"turn","seconds":1,"cpu":"inf"', "a time that there is not"),
        ('"failed","kind":"error","message":"","seconds":-1', "a time that there is not"),
    ],
)
def test_what_no_screen_could_draw_is_no_event(event: str, what: str) -> None:
    with pytest.raises(DemoError, match=f"no event .*{what}"):
        decode(f'{{"v":1,"t":{event}}}'.encode())


@given(st.binary(max_size=200))
def test_no_line_crashes_the_host(line: bytes) -> None:
    with pytest.raises(DemoError):
        decode(line)


@given(st.text(), st.floats(), st.lists(st.floats(), max_size=5))
def test_what_is_sent_arrives(name: str, value: float, ys: list[float]) -> None:
    for event in (
        Metric(name=name, value=value),
        Curve(chart=name, series=name, x=tuple(map(float, range(len(ys)))), y=tuple(ys)),
    ):
        assert repr(decode(encode(event))) == repr(event)
