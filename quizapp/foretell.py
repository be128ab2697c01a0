"""A goal and what may be expected of its day, in the learner's words: for every face."""

from __future__ import annotations

from datetime import date

from quizapp.locale.words import Words
from quizapp.study.goal import Goal
from quizapp.study.goals import Trend
from quizapp.study.outlook import Outlook, TopicOutlook
from quizapp.study.values import Opening, Progress, Time

WEEK = 7


def percent(share: float) -> str:
    """A share in whole percent."""
    return f"{100.0 * share:.0f} %"


def points(words: Words, share: float) -> str:
    """A difference of two shares: `+1.2 points`."""
    return words("{n} points", n=f"{100.0 * share:+.1f}")


def headline(words: Words, goal: Goal, today: date) -> str:
    """The day and what is left until then."""
    days = (goal.day - today).days
    hours = f"{sum(goal.evenings(today)) / 60.0:.1f}".removesuffix(".0")
    if days == 1:
        return words("{day}: tomorrow, {hours} h of study", day=goal.day, hours=hours)
    return words(
        "{day}: {days} days left, {hours} h of study", day=goal.day, days=days, hours=hours
    )


def expectation(words: Words, outlook: Outlook) -> str:
    """Recall on the day, its band, and cards."""
    expected = outlook.expected
    return words(
        "On the day: {recall} recalled (80 % band: {low} to {high}), about {n} of {total} cards",
        recall=percent(expected.recall),
        low=percent(expected.low),
        high=percent(expected.high),
        n=outlook.known,
        total=outlook.cards,
    )


def short(words: Words, goal: Goal, outlook: Outlook | None, today: date) -> str:
    """The goal in one line for a screen about something else."""
    left = (goal.day - today).days
    days = (
        words("{name} tomorrow", name=goal.name)
        if left == 1
        else words("{name} in {n} days", name=goal.name, n=left)
    )
    if outlook is None:
        return days
    recall = words("expected recall {recall}", recall=percent(outlook.expected.recall))
    return f"{days} · {recall}"


def progress(words: Words, progress: Progress) -> str:
    """How far a session is: by the minutes of the day where there is a goal."""
    if progress.time is None:
        return words("{n} done · {left} left", n=progress.done, left=progress.left)
    minutes = round(progress.time.left / 60.0)
    if minutes < 0:
        return words("{n} done · {m} min more than planned", n=progress.done, m=-minutes)
    return words("{n} done · {m} min left", n=progress.done, m=minutes)


def reason(words: Words, seen: Opening) -> str:
    """Why this card is asked now; empty where there is nothing to say."""
    if seen.again:
        return words("once more: you were sure") if seen.sure else words("once more")
    if seen.probe:
        return words("drawn at random")
    if seen.lift is None:
        return ""
    before, after = map(percent, seen.lift)
    return words("{before} → {after} on the day", before=before, after=after)


def evening_done(words: Words, time: Time) -> str:
    """Why nothing more is asked today."""
    if time.left > 0:
        return words("Nothing is left to ask today.")
    if time.of > 0:
        return words("Today's time is used: {n} min.", n=round(time.of / 60.0))
    return words("Nothing is planned for today.")


def trend(words: Words, days: Trend, today: date) -> str:
    """How the expectation moved; empty where there is one day only."""
    dated = sorted(days)
    if len(dated) < 2:
        return ""
    last, first = dated[-1], dated[0]
    week = max((day for day in dated if (last - day).days >= WEEK), default=first)
    parts = [
        words(
            "{day}: {recall}, {change} since",
            day=day,
            recall=percent(days[day].recall),
            change=points(words, days[last].recall - days[day].recall),
        )
        for day in dict.fromkeys((first, week))
    ]
    return "; ".join(parts)


def curve(words: Words, outlook: Outlook) -> str:
    """What other minutes would lead to."""
    return ", ".join(
        words("{n} min a day: {recall}", n=f"{minutes:.0f}", recall=percent(recall))
        for minutes, recall in outlook.curve
    )


def five_more(words: Words, outlook: Outlook) -> str:
    """What five minutes are worth today."""
    return words("Five more minutes today: {points}", points=points(words, outlook.five_more))


def left_out(words: Words, outlook: Outlook) -> str:
    """What does not fit; empty where everything does."""
    missed = [topic for topic in outlook.topics if topic.left_out]
    if not missed:
        return ""
    named = ", ".join(f"{topic.topic} {topic.left_out}" for topic in missed)
    return words(
        "{n} cards do not fit into the evenings: {topics}. Other weights leave out others.",
        n=outlook.left_out,
        topics=named,
    )


def summary(words: Words, goal: Goal, outlook: Outlook, days: Trend, today: date) -> list[str]:
    """Every number of the outlook, a sentence each."""
    lines = [
        expectation(words, outlook),
        trend(words, days, today),
        curve(words, outlook),
        five_more(words, outlook),
        left_out(words, outlook),
    ]
    return [line for line in lines if line]


def columns(words: Words) -> tuple[str, ...]:
    """The names of a topic's numbers."""
    return (words("Weight"), words("Expected"), words("Known"), words("Left out"))


def topic(of: TopicOutlook) -> tuple[str, ...]:
    """A topic's numbers."""
    return (
        f"{of.weight:g}",
        percent(of.expected.recall),
        f"{of.known}/{of.cards}",
        str(of.left_out),
    )


def over(words: Words, goal: Goal) -> str:
    """What holds from the day on."""
    return words(
        "{name}: its day, {day}, has come. Cards now come back when you are about to forget them.",
        name=goal.name,
        day=goal.day,
    )


def report(
    words: Words, goal: Goal | None, outlook: Outlook | None, days: Trend, today: date
) -> list[str]:
    """All lines above the table of topics."""
    if goal is None:
        return [
            words("No goal is active: cards come back when you are about to forget them."),
            words("Make one: quizapp plan --date {day} --minutes 30", day=_later(today)),
        ]
    if goal.is_over(today):
        return [over(words, goal)]
    lines = [headline(words, goal, today)]
    return lines + (summary(words, goal, outlook, days, today) if outlook else [])


def _later(today: date) -> date:
    return date.fromordinal(today.toordinal() + 28)
