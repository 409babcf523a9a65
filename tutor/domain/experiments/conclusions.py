"""What a result may be called, in a sentence: never more than its interval allows."""

from __future__ import annotations

from tutor.domain.experiments.estimators.effect import Effect


def conclusion(
    found: Effect, *, arm: str, control: str, least_that_matters: float, is_share: bool
) -> str:
    """One sentence for the results page.

    An interval that holds zero is not evidence of no difference (Altman and Bland 1995); it is
    called small only where all of it is smaller than what was said to matter beforehand.
    """
    low, high = amount(found.low, is_share=is_share), amount(found.high, is_share=is_share)
    if found.low > 0 or found.high < 0:
        direction = "higher" if found.low > 0 else "lower"
        ends = sorted((abs(found.low), abs(found.high)))
        near, far = (amount(end, is_share=is_share).lstrip("+") for end in ends)
        said = f"Under {arm} the outcome was {direction} than under {control}, by {near} to {far}."
        if ends[1] < least_that_matters:
            return f"{said} That is less than what was said to matter."
        return said
    if max(abs(found.low), abs(found.high)) < least_that_matters:
        return (
            f"If {arm} and {control} differ, it is by less than was said to matter: "
            f"anything from {low} to {high} fits these data."
        )
    return (
        f"This cannot tell whether {arm} does better or worse than {control}: "
        f"anything from {low} to {high} fits these data. It is not a finding of no difference."
    )


def amount(value: float, *, is_share: bool) -> str:
    """A signed difference in words that fit its unit.

    >>> amount(0.0312, is_share=True), amount(-1.5, is_share=False)
    ('+3.1 points', '−1.50')
    """
    text = f"{value * 100:+.1f} points" if is_share else f"{value:+.2f}"
    return text.replace("-", "−")
