"""Milliseconds as minutes and seconds."""

from __future__ import annotations

from django import template

register = template.Library()


@register.filter
def clock(at_ms: int) -> str:
    """
    >>> clock(125_000)
    '2:05'
    """
    return f"{at_ms // 60_000}:{at_ms // 1000 % 60:02d}"
