"""Turn a step into the content of its page, with the clock as an argument and without a request.

The engine decides the step; this adds texts, ids and an order, and decides nothing again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from accounts.domain.messages import Message
from accounts.domain.violations import Violation
from accounts.page_paths import page_path
from flows.domain.steps import Form, FormKind, FormName, Step, StepName
from flows.domain.subjects import Subject
from flows.hosted.faults import faults_by_path, faults_of_messages
from flows.hosted.field_views import FieldView, Posted, field_views, rows_of
from flows.hosted.guidance import (
    Guidance,
    Stage,
    guidance_for,
    minutes_valid,
    seconds_until_resend,
    stages_of,
)
from flows.hosted.material import Material, material_for, question_of, scopes_in_words
from flows.hosted.methods import MethodView, ProviderView, methods_of, provider_views
from flows.hosted.problems import NoteView, Problem, notes_of, problems_of
from flows.hosted.titles import submit_label_of, title_of

# Where a flow begins without a transaction: there the other ways are plain links.
DOORS: Mapping[str, str] = {
    FormName.SELECT_ENROLL_PROFILE: "flows:sign_up",
    FormName.SELECT_IDENTIFY: "flows:sign_in",
    FormName.RECOVER: "flows:recover",
    FormName.UNLOCK_ACCOUNT: "flows:unlock",
}


CHOOSING = (FormName.SELECT_AUTHENTICATOR_AUTHENTICATE, FormName.SELECT_AUTHENTICATOR_ENROLL)
AUTOFILL = FormName.PASSKEY_AUTOFILL


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
    def wrong(self) -> bool:
        return any(field.error for field in self.fields)

    @property
    def rows(self) -> tuple[tuple[FieldView, ...], ...]:
        """Fields one below the other, but for pairs that users read as one line."""
        return rows_of(self.fields)


LEFT_FOR_SIGN_IN = (
    StepName.RESET_PASSWORD,
    StepName.EXPIRED_PASSWORD,
    StepName.STEP_UP,
    StepName.PROFILE_UPDATE,
    StepName.LEAVING,
)
"""Steps without an exit among their forms: a fresh sign-in takes a user who is signed in home."""


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
    question: str
    material: Material
    managing: bool = False
    required_by: str | None = None
    back_to_app: FormView | None = None
    last_provider: str = ""
    signing_up_with: str = ""

    @property
    def scopes(self) -> tuple[str, ...]:
        """What an app would learn, a line each."""
        return scopes_in_words(self.subject)

    @property
    def is_conditional(self) -> bool:
        """Return whether answers to this page show or hide fields of it."""
        return self.main is not None and any(field.condition for field in self.main.fields)

    @property
    def stage(self) -> Stage | None:
        return next((stage for stage in self.stages if stage.current), None)

    @property
    def calm(self) -> bool:
        """Nothing is wrong: the one field of the page may take the focus, else the summary does."""
        return not self.problems

    @property
    def recovery(self) -> FormView | None:
        return self.offers.get("recover")

    @property
    def providers(self) -> tuple[ProviderView, ...]:
        """Return the identity providers that a press leads to."""
        form = next((form for form in self._forms if form.name == FormName.REDIRECT_IDP), None)
        return provider_views(form.fields, self.last_provider) if form is not None else ()

    @property
    def _forms(self) -> tuple[FormView, ...]:
        return (*((self.main,) if self.main is not None else ()), *self.offers.values())

    @property
    def way_back(self) -> FormView | None:
        """Return the exit: to the first page in the transaction where the step offers it, else out of it.

        A visitor from an app returns there, and the app gets an error response.
        """
        return self.offers.get("select_identify") or self._exit()

    def _exit(self) -> FormView | None:
        if self.managing:
            return FormView(FormName.CANCEL, url=page_path("dashboard:security"))
        if self.step in LEFT_FOR_SIGN_IN or self.required_by is not None:
            return self.back_to_app or FormView(FormName.SELECT_IDENTIFY, url=page_path("flows:sign_in"))
        return None

    @property
    def change_address(self) -> FormView | None:
        """Another address for the mail that the page waits for."""
        return self.offers.get("change_address") or self.offers.get("change_email")

    @property
    def skip(self) -> FormView | None:
        return self.offers.get("skip")

    @property
    def passkey(self) -> FormView | None:
        """The form that a browser fills with a passkey's answer."""
        return self.offers.get(AUTOFILL.replace("-", "_")) or self.main

    @property
    def other_ways(self) -> FormView | None:
        """Another way to prove, or something else to set up."""
        return next((form for form in self.offers.values() if form.name in CHOOSING), None)

    @property
    def methods(self) -> tuple[MethodView, ...]:
        """What this page is there to choose from, or else what can be chosen instead."""
        form = self.main if self.main is not None and self.main.name in CHOOSING else self.other_ways
        return methods_of(form.fields, setting_up=form.name == CHOOSING[1]) if form is not None else ()


def page_for(
    step: Step,
    *,
    now: datetime,
    transaction_id: str | None = None,
    version: int = 0,
    attempt: Attempt = Attempt(),
    query: str | None = "",
    material: Material | None = None,
    managing: bool = False,
) -> Page:
    """Return the page of a step.

    Without a transaction, links to another flow keep the ``query`` of the page. Without a query they post:
    only this page knows the app's request. ``material`` is made from the step, unless it is given.
    ``managing``: a change that began in the settings.
    """
    texts = (*step.messages, *attempt.messages)
    forms = forms_of(step, attempt)
    if transaction_id is None and query is not None:
        forms = tuple(replace(form, url=door_of(form.name, query)) for form in forms)
    main = forms[0] if step.forms and step.forms[0].kind is not FormKind.POLL else None
    return Page(
        step=step.name,
        title=title_of(step),
        submit_label=submit_label_of(step),
        main=main,
        offers={form.name.replace("-", "_"): form for form in forms if form is not main},
        subject=step.subject,
        notes=notes_of(texts),
        problems=problems_of(attempt.violations, [field for form in forms for field in form.fields], texts),
        stages=stages_of(step),
        guidance=guidance_for(step.subject),
        poll=poll_of(step, transaction_id, version),
        minutes_valid=minutes_valid(step.subject),
        resend_seconds=seconds_until_resend(step.subject, now),
        question=question_of(step.subject),
        material=material if material is not None else material_for(step.subject, now, attempt.posted),
        managing=managing,
    )


def forms_of(step: Step, attempt: Attempt) -> tuple[FormView, ...]:
    """All forms of the step; what was typed stands in the one that was posted."""
    faults = {**faults_of_messages(step, attempt.messages), **faults_by_path(attempt.violations)}
    answered = answered_form(step, attempt.posted)
    return tuple(
        FormView(
            form.name,
            field_views(form.fields, attempt.posted if form is answered else None, faults),
        )
        for form in step.forms
    )


def answered_form(step: Step, posted: Posted | None) -> Form | None:
    """The form that a post was of: the first with one of its names; with none of any, the main one."""
    if posted is None or not step.forms:
        return None
    names = {name.removesuffix(part) for name in posted for part in ("", ".day", ".month", ".year")}
    having = (form for form in step.forms if any(field.path in names for field in form.fields))
    return next(having, step.forms[0])


def door_of(name: str, query: str) -> str:
    """Where a plain link does what the form does; where someone is going on to stays in the query."""
    if name not in DOORS:
        return ""
    door = page_path(DOORS[name])
    return f"{door}?{query}" if query else door


def poll_of(step: Step, transaction_id: str | None, version: int) -> PollView | None:
    """What the waiting tab asks, where the step has something to wait for."""
    poll = next((form for form in step.forms if form.kind is FormKind.POLL), None)
    if poll is None or transaction_id is None:
        return None
    url = f"{page_path('flows:state', transaction_id)}?v={version}"
    return PollView(url, poll.refresh_ms or 3000)
