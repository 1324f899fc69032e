"""Words about policies for administrators: English text and what fills its places."""

from dataclasses import dataclass

from accounts.domain.messages.entry import format_text


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence. The edge translates ``text``; ``params`` are names and numbers and stay as they are."""

    text: str
    params: tuple[str, ...] = ()

    @property
    def english(self) -> str:
        """The sentence with its places filled."""
        return format_text(self.text, self.params)

    def __str__(self) -> str:
        return self.english
