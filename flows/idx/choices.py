"""Forms that are about choosing: an authenticator, how it sends its codes, a security question."""

from dataclasses import replace

from accounts.domain.attributes import Option
from accounts.domain.authenticators import Authenticator
from accounts.domain.fields import Field
from accounts.domain.security_questions import OWN
from accounts.translations import asked, translated
from flows.domain.pages.common import (
    ANSWER_PATH,
    AUTHENTICATOR_PATH,
    QUESTION_KEY_PATH,
    QUESTION_PATH,
    choice_field,
)
from flows.domain.steps import Form, FormName, Step
from flows.domain.subjects import QuestionSubject
from flows.idx.authenticators import NAMES, id_of, question_key
from flows.idx.context import Context
from flows.idx.forms import UNLOCK_BY, drawn, messages_at, nested
from flows.idx.messages import ByPath, Json

_SELECTS = (FormName.SELECT_AUTHENTICATOR_ENROLL, FormName.SELECT_AUTHENTICATOR_AUTHENTICATE)
_DATA = (FormName.AUTHENTICATOR_ENROLLMENT_DATA, FormName.AUTHENTICATOR_VERIFICATION_DATA)


def fields_of(step: Step, form: Form, context: Context, faults: ByPath) -> list[Json]:
    """Return the fields of a form in the shape that clients know it by."""
    if form.name in _SELECTS:
        return [_choice(field, context, faults) for field in form.fields]
    if form.name in _DATA and context.current is not None:
        return [_data(context.current, form, faults)]
    if (step.name, form.name) == UNLOCK_BY:
        by_mail = replace(choice_field((Authenticator.EMAIL,)), required=False)
        return [*nested(form.fields, faults), _choice(by_mail, context, faults)]
    if isinstance(step.subject, QuestionSubject) and form.fields:
        return [_question(step.subject, form, faults)]
    of_rules = context.path if form.name is FormName.ENROLL_PROFILE else ""
    return nested(form.fields, faults, of_rules)


def _choice(field: Field, context: Context, faults: ByPath) -> Json:
    """One of several authenticators; each option says where in the document it is described."""
    shown: Json = {
        "name": AUTHENTICATOR_PATH.partition(".")[0],
        "type": "object",
        "label": translated(field.label),
        "required": field.required,
        "options": [_option(option, context) for option in field.options],
    }
    messages = messages_at(field.path, faults)
    return shown | ({"messages": messages} if messages else {})


def _option(option: Option, context: Context) -> Json:
    authenticator = Authenticator(option.value)
    method = {"name": "methodType", "required": False, "value": NAMES[authenticator].method, "mutable": False}
    return {
        "label": translated(option.title),
        "value": {"form": {"value": [_id(authenticator), method]}},
        "relatesTo": context.paths[authenticator],
    }


def _id(authenticator: Authenticator) -> Json:
    return {"name": "id", "required": True, "value": id_of(authenticator), "mutable": False}


def _data(authenticator: Authenticator, form: Form, faults: ByPath) -> Json:
    """What an authenticator needs before it can be used: how to send a code, and at first where to."""
    method = NAMES[authenticator].method
    ways = {
        "name": "methodType",
        "required": False,
        "value": method,
        "options": [{"label": translated("Text message"), "value": method}],
    }
    others = [drawn(field, faults) for field in form.fields]
    return {"name": "authenticator", "type": "object", "form": {"value": [_id(authenticator), ways, *others]}}


def _question(subject: QuestionSubject, form: Form, faults: ByPath) -> Json:
    fields = {field.path: field for field in form.fields}
    answer = replace(fields[ANSWER_PATH], secret=True)
    credentials: Json = {"name": "credentials", "type": "object", "required": True}
    if not subject.enrolling:
        known = _fixed_key(question_key(subject.question))
        answer = replace(answer, label=asked(subject.question))
        return credentials | {"form": {"value": [known, drawn(answer, faults)]}}
    # Both options have the field for the answer: its violation is shown once, above them.
    wrong = messages_at(ANSWER_PATH, faults)
    credentials |= {"messages": wrong} if wrong else {}
    faults = {path: found for path, found in faults.items() if path != ANSWER_PATH}
    # Which questions there are stands in the authenticator's contextual data, where clients look for them.
    ours = [drawn(replace(fields[QUESTION_KEY_PATH], options=()), faults), drawn(answer, faults)]
    written = replace(fields[QUESTION_PATH], required=True)
    own = [_fixed_key(OWN), drawn(written, faults), drawn(answer, faults)]
    return credentials | {
        "options": [
            {"label": translated("Choose a question"), "value": {"form": {"value": ours}}},
            {"label": translated("Write your own question"), "value": {"form": {"value": own}}},
        ]
    }


def _fixed_key(key: str) -> Json:
    return {"name": "questionKey", "required": True, "value": key, "visible": False, "mutable": False}
