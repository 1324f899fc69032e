"""The pages of a sign-up form: which there are, which of them a user meets, and the fields of each."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from accounts.domain.attributes import Value
from accounts.domain.fields import Field
from enrollment.domain.form import (
    EnrollmentPolicy,
    FormItem,
    PasswordPage,
    fields_of,
    new_password_field,
)

Answers = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class FormPage:
    """Some fields that are sent together. ``number`` counts from one; ``title`` may be empty."""

    number: int
    items: tuple[FormItem, ...]
    title: str = ""
    has_password: bool = False

    def fields(self) -> tuple[Field, ...]:
        """Return the fields of the page in order, a password last."""
        fields = fields_of(self.items)
        return (*fields, new_password_field()) if self.has_password else fields


def pages_of(policy: EnrollmentPolicy) -> tuple[FormPage, ...]:
    """Return every page of the form. The first has the address, the last the password, if any."""
    pages: list[FormPage] = []
    starts, title = True, ""
    for item in policy.items:
        if item.new_page and pages:
            starts, title = True, item.page_title
        if not item.at_sign_up:
            continue
        if starts:
            pages.append(FormPage(len(pages) + 1, (), title))
        pages[-1] = replace(pages[-1], items=(*pages[-1].items, item))
        starts = False
    first_has_password = policy.password_page is PasswordPage.FIRST
    last = pages.pop() if pages else FormPage(1, ())
    return (*pages, replace(last, has_password=first_has_password))


def pages_for(policy: EnrollmentPolicy, answers: Answers) -> tuple[FormPage, ...]:
    """Return the pages that a user with these answers meets, with the fields that they can show.

    A field stays whose parent is on its page: there the answer that shows it is yet to come.
    """
    effective = effective_answers(policy.items, answers)
    pages = (replace(page, items=_open_items(page.items, effective)) for page in pages_of(policy))
    return tuple(page for page in pages if page.items or page.has_password or page.number == 1)


def with_open_pages(policy: EnrollmentPolicy) -> EnrollmentPolicy:
    """Return the policy without conditions on fields of other pages, for a look at each page."""
    keys = ([item.key for item in page.items] for page in pages_of(policy))
    beside = {key: page for page in keys for key in page}
    items = (
        item
        if item.shown_if is None or item.shown_if.field in beside.get(item.key, ())
        else replace(item, shown_if=None)
        for item in policy.items
    )
    return replace(policy, items=tuple(items))


def page_at(pages: Sequence[FormPage], number: int) -> FormPage:
    """Return the page of this number, or the next one that is open, or else the last."""
    return next((page for page in pages if page.number >= number), pages[-1])


def page_after(pages: Sequence[FormPage], number: int) -> FormPage | None:
    """Return the next page."""
    return next((page for page in pages if page.number > number), None)


def page_before(pages: Sequence[FormPage], number: int) -> FormPage:
    """Return the page before, or the first."""
    return next((page for page in reversed(pages) if page.number < number), pages[0])


def page_with(pages: Sequence[FormPage], paths: Collection[str]) -> FormPage | None:
    """Return the first page that has one of these fields."""
    return next((page for page in pages if any(field.path in paths for field in page.fields())), None)


def effective_answers(items: Sequence[FormItem], answers: Answers) -> dict[str, Value]:
    """Return the answers without those of hidden fields, which count as empty."""
    effective: dict[str, Value] = {}
    for item in items:
        effective[item.key] = answers.get(item.key) if item.is_shown(effective) else None
    return effective


def _open_items(items: Sequence[FormItem], answers: Answers) -> tuple[FormItem, ...]:
    open_items: list[FormItem] = []
    for item in items:
        beside = {other.key for other in open_items}
        if item.is_shown(answers) or (item.shown_if is not None and item.shown_if.field in beside):
            open_items.append(item)
    return tuple(open_items)
