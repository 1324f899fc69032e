"""Whether a password is among those that guessers try first."""


def is_common(password: str) -> bool:
    return len(set(password)) <= 2
