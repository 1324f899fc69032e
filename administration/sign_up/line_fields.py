"""Lists in a text area, one entry a line."""

from typing import Any, Final

from django import forms

AREA: Final = {"rows": 6, "class": "vLargeTextField"}


class LinesField(forms.CharField):
    """A list of texts, one a line."""

    widget = forms.Textarea(attrs=AREA)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(map(self.line_of, value)) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        if isinstance(value, list):
            return value  # of a disabled field, whose initial value is cleaned as if it were sent
        text = "" if value is None else str(value)
        return [self.entry_of(line.strip()) for line in text.splitlines() if line.strip()]

    def run_validators(self, value: Any) -> None:
        """Validate the lines: the text of a list hides characters that a database refuses."""
        super().run_validators(self.prepare_value(value))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool((initial or []) != self.to_python(data))

    def line_of(self, entry: Any) -> str:
        """Return the line of an entry."""
        return str(entry)

    def entry_of(self, line: str) -> Any:
        """Return the entry that a line stands for."""
        return line


class OptionsField(LinesField):
    """A list of answers, one a line: the stored value, a colon, the words shown for it."""

    def line_of(self, entry: Any) -> str:
        return f"{entry['value']}: {entry['title']}"

    def entry_of(self, line: str) -> dict[str, str]:
        value, colon, title = line.partition(":")
        return {"value": value.strip(), "title": title.strip() if colon else value.strip()}
