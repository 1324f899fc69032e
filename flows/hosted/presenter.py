"""Turn a step into what its page shows. Pure: no request, no database, the clock is given.

The engine decides what is asked; here it gets words, ids and an order, and nothing is decided again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts.domain.messages import Message
from accounts.domain.violations import Violation
from flows.domain.steps import Form, FormKind, Step, StepName, Subject
from flows.hosted.faults import Fault, faults_by_path
from flows.hosted.field_views import FieldView, Posted, field_view, rows_of
from flows.hosted.guidance import (
    Guidance,
    Stage,
    guidance_for,
    minutes_valid,
    seconds_until_resend,
    stages_of,
)
from flows.hosted.problems import NoteView, Problem, notes_of, problems_of
from flows.hosted.titles import submit_label_of, title_of

# Where a flow begins without a transaction: there the other ways are plain links.
DOORS: Mapping[str, str] = {
    "select-enroll-profile": "/signup",
    "select-identify": "/signin",
    "recover": "/recover",
    "identify-recovery": "/recover",
}


@dataclass(frozen=True, slots=True)
class Attempt:
    """What became of the last post: what it held, what was wrong with it, what else is to be said.

    ``posted`` comes from ``reading.kept`` and is None on a first look.
    """

    posted: Posted | None = None
    violations: tuple[Violation, ...] = ()
    messages: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class FormView:
    """A form to post. ``url`` is set when, before a transaction exists, a plain link does the same."""

    name: str
    fields: tuple[FieldView, ...] = ()
    url: str = ""

    @property
    def rows(self) -> tuple[tuple[FieldView, ...], ...]:
        """Fields one below the other, but for pairs that people read as one line."""
        return rows_of(self.fields)


@dataclass(frozen=True, slots=True)
class PollView:
    """What the waiting tab asks and how often (milliseconds)."""

    url: str
    every: int


@dataclass(frozen=True, slots=True)
class Page:
    """One hosted page. ``offers`` holds the forms beside the main one, by name with underscores."""

    step: StepName
    title: str
    submit_label: str
    main: FormView | None
    offers: Mapping[str, FormView]
    subject: Subject
    notes: tuple[NoteView, ...]
    problems: tuple[Problem, ...]
    stages: tuple[Stage, ...]
    guidance: Guidance | None
    poll: PollView | None
    minutes_valid: int
    resend_seconds: int
    version: int

    @property
    def stage(self) -> Stage | None:
        return next((stage for stage in self.stages if stage.current), None)

    @property
    def calm(self) -> bool:
        """Nothing is wrong: the one field of the page may take the focus, else the summary does."""
        return not self.problems

    @property
    def recovery(self) -> FormView | None:
        return self.offers.get("recover") or self.offers.get("identify_recovery")

    @property
    def way_back(self) -> FormView | None:
        return self.offers.get("select_identify") or self.offers.get("cancel")


def page_for(
    step: Step,
    *,
    now: datetime,
    transaction_id: str | None = None,
    version: int = 0,
    attempt: Attempt = Attempt(),
    suggested_countries: Sequence[str] = (),
    stage_labels: Sequence[str] = (),
) -> Page:
    """The page of a step.

    ``suggested_countries`` are ISO 3166-1 codes to list first; ``stage_labels`` are all stages of a sign-up.
    Without a transaction the ways to another flow are links.
    """
    said = (*step.messages, *attempt.messages)
    faults = faults_by_path(attempt.violations)
    forms = tuple(
        form_view(form, attempt.posted, faults, suggested_countries, transaction_id) for form in step.forms
    )
    main = forms[0] if step.forms and step.forms[0].kind is not FormKind.POLL else None
    return Page(
        step=step.name,
        title=title_of(step),
        submit_label=submit_label_of(step),
        main=main,
        offers={form.name.replace("-", "_"): form for form in forms if form is not main},
        subject=step.subject,
        notes=notes_of(said),
        problems=problems_of(attempt.violations, main.fields if main else (), said),
        stages=stages_of(step, stage_labels),
        guidance=guidance_for(step.subject),
        poll=poll_of(step, transaction_id, version),
        minutes_valid=minutes_valid(step.subject),
        resend_seconds=seconds_until_resend(step.subject, now),
        version=version,
    )


def form_view(
    form: Form,
    posted: Posted | None,
    faults: Mapping[str, Fault],
    suggested: Sequence[str],
    transaction_id: str | None,
) -> FormView:
    fields = tuple(field_view(field, posted, faults.get(field.path), suggested) for field in form.fields)
    return FormView(form.name, fields, DOORS.get(form.name, "") if transaction_id is None else "")


def poll_of(step: Step, transaction_id: str | None, version: int) -> PollView | None:
    poll = next((form for form in step.forms if form.kind is FormKind.POLL), None)
    if poll is None or transaction_id is None:
        return None
    return PollView(f"/flow/{transaction_id}/state?v={version}", poll.refresh_ms or 3000)
