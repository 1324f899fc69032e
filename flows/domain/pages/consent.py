"""The question what an app may learn."""

from accounts.domain.fields import Field, FieldType
from accounts.domain.messages.entry import gettext_noop as _
from flows.domain.steps import Form, FormName, Step, StepName
from flows.domain.subjects import ConsentSubject

CONSENT_PATH = "consent"

_CONSENT = Field(
    CONSENT_PATH,
    FieldType.BOOLEAN,
    # Translators: consent page, label of the answer
    _("Allow access"),
)


def consent(application: str, scopes: tuple[str, ...]) -> Step:
    """Ask whether the app may learn what it asks for (OpenID Connect Core 1.0 §3.1.2.4); no is an answer."""
    return Step(
        StepName.CONSENT,
        (Form(FormName.CONSENT, (_CONSENT,)),),
        subject=ConsentSubject(application, scopes),
    )
