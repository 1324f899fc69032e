"""The forms of an import of people: the file, and what its columns are for."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.credentials.passwords import MAX_CHECK_SECONDS
from accounts.domain.attributes import Attribute
from accounts.domain.import_columns import EMAIL, GROUPS, IGNORED, PASSWORD_HASH, VERIFIED, targets
from accounts.lifecycle.import_files import ENCODINGS, MAX_LINES, MAX_MEGABYTES
from accounts.lifecycle.import_jobs import CONFIRMATIONS, ImportOptions
from accounts.models import User, UserImport

_ENCODING_LABELS: Final = dict(zip(ENCODINGS, ("UTF-8", "UTF-16", "Windows-1252"), strict=True))
_LABELS: Final[Mapping[str, str | Promise]] = {
    # Translators: import of people, what a column is for
    IGNORED: _("Ignore"),
    # Translators: import of people, what a column is for
    EMAIL: _("Email address"),
    # Translators: import of people, what a column is for
    GROUPS: _("Groups (by name, separated by ;)"),
    # Translators: import of people, what a column is for
    VERIFIED: _("Address is verified (yes or no)"),
    # Translators: import of people, what a column is for
    PASSWORD_HASH: _("Password hash of another system"),
}
MAX_SAMPLE: Final = 60
_NOTHING: Final = "-"
"""The value of the choice to ignore a column: a choice without one would be called optional."""


class UploadForm(forms.Form):
    """One file."""

    file = forms.FileField(
        # Translators: import of people, label of a field
        label=_("CSV file"),
        # Translators: import of people, help of a field
        help_text=_("Up to %(size)d MB and %(lines)s lines. The first line has the headings.")
        % {"size": MAX_MEGABYTES, "lines": f"{MAX_LINES:,}"},
        # Translators: import of people, error
        error_messages=dict.fromkeys(("required", "empty", "missing"), _("Choose a file with people.")),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv,text/plain"}),
    )
    encoding = forms.ChoiceField(
        # Translators: import of people, label of a field
        label=_("Encoding"),
        choices=list(_ENCODING_LABELS.items()),
        initial=ENCODINGS[0],
    )


def target_label(target: str, schema: Mapping[str, Attribute]) -> str:
    """Return what a column is for, in words."""
    return str(_LABELS[target]) if target in _LABELS else schema[target].title


class MappingForm(forms.Form):
    """What each column is for, and what happens to the lines."""

    updates = forms.BooleanField(
        # Translators: import of people, label of a field
        label=_("Update people who already have an account"),
        # Translators: import of people, help of a field
        help_text=_(
            "Writes the profile fields that the file fills in, and adds groups. Without it, their lines are "
            "skipped. Passwords, sign-in methods, roles and addresses always stay."
        ),
        required=False,
    )
    invites = forms.BooleanField(
        # Translators: import of people, label of a field
        label=_("Send new people an activation email"),
        # Translators: import of people, help of a field
        help_text=_("Without it, no email is sent. They can sign in after recovering their account."),
        required=False,
    )
    trusts_verified = forms.BooleanField(
        # Translators: import of people, label of a field
        label=_("I confirm that the addresses marked as verified belong to these people"),
        required=False,
    )

    trusts_hashes = forms.BooleanField(
        # Translators: import of people, label of a field
        label=_("I confirm that these people chose the passwords behind the hashes"),
        # Translators: import of people, help of a field
        help_text=_(
            "They can sign in at once, also without a proof of their address. Until all have signed "
            "in, every sign-in with a password takes longer: up to %(seconds)d seconds."
        )
        % {"seconds": MAX_CHECK_SECONDS},
        required=False,
    )

    def __init__(
        self, job: UserImport, schema: Mapping[str, Attribute], actor: User, sample: Sequence[str], data: Any
    ) -> None:
        names = ("updates", "invites", *CONFIRMATIONS.values())
        super().__init__(data, initial={name: getattr(job, name) for name in names})
        known = [target for target in targets(schema) if target not in CONFIRMATIONS or actor.is_superuser]
        choices = [(_sent(target), target_label(target, schema)) for target in (IGNORED, *known)]
        for number, heading in enumerate(job.headings):
            self.fields[f"column_{number}"] = forms.ChoiceField(
                label=heading or "–",
                choices=choices,
                initial=_sent(job.mapping[number]),
                help_text=_sample_of(job.mapping[number], sample, number),
            )
        self.columns = len(job.headings)
        shown = self._shown_mapping(job)
        for target, name in CONFIRMATIONS.items():
            if not actor.is_superuser or target not in shown:
                del self.fields[name]

    def _shown_mapping(self, job: UserImport) -> Sequence[str]:
        if not self.is_bound:
            return list(job.mapping)
        return [self.data.get(f"column_{number}", "") for number in range(self.columns)]

    def column_fields(self) -> Iterator[forms.BoundField]:
        """Yield the fields of the columns."""
        return (self[f"column_{number}"] for number in range(self.columns))

    def other_fields(self) -> Iterator[forms.BoundField]:
        """Yield the other fields."""
        return (self[name] for name in self.fields if not name.startswith("column_"))

    def options(self) -> ImportOptions:
        """Return the choices of a valid form."""
        data = self.cleaned_data
        return ImportOptions(
            tuple(data[f"column_{number}"].removeprefix(_NOTHING) for number in range(self.columns)),
            updates=data["updates"],
            invites=data["invites"],
            trusts_verified=data.get("trusts_verified", False),
            trusts_hashes=data.get("trusts_hashes", False),
        )


def _sent(target: str) -> str:
    return target or _NOTHING


def _sample_of(target: str, sample: Sequence[str], number: int) -> str:
    """Return the cell of the first line, except of a column that holds a hash, or may hold a password."""
    if target in (IGNORED, PASSWORD_HASH) or number >= len(sample):
        return ""
    return sample[number].strip()[:MAX_SAMPLE]
