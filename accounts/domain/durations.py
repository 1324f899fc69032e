"""Waits in words."""


def describe_wait(seconds: int) -> str:
    """Return "40 seconds", "12 minutes" or "5 hours", rounded up: after that time the wait is over."""
    if seconds < 60:
        return _count(max(seconds, 1), "second")
    if seconds <= 90 * 60:
        return _count(-(-seconds // 60), "minute")
    return _count(-(-seconds // 3600), "hour")


def _count(number: int, unit: str) -> str:
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"
