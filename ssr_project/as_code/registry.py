"""Every section of the document, in the order in which it is read and written."""

from typing import Final

from accounts.as_code.attributes import attributes
from accounts.as_code.brand import BRAND
from accounts.as_code.groups import GROUPS
from accounts.domain.documents.sections import Section
from applications.as_code.apps import applications
from applications.selectors import labels_enrolling_with, labels_using
from enrollment.as_code import enrollment_policies
from enrollment.selectors import policies_asking, unverified_policies
from oidc.as_code import CLIENT
from policies.as_code.policies import policies
from policies.as_code.protection import protection
from policies.as_code.zones import ZONES
from policies.domain.rules import Kind

SECTIONS: Final[tuple[Section, ...]] = (
    BRAND,
    GROUPS,
    attributes(policies_asking),
    ZONES,
    *(policies(kind, labels_using) for kind in Kind),
    enrollment_policies(labels_enrolling_with),
    protection(unverified_policies),
    applications([CLIENT]),
)

COMMENTS: Final = {
    "brand": "Name, links, colors and logo of pages and mails.",
    "groups": "Groups of users. Their members are not configuration.",
    "attributes": "The profile schema. Base attributes cannot be removed.",
    "network_zones": "Named networks for conditions of policy rules.",
    "policies": (
        "Policies of five kinds, in order of evaluation. The default policy applies to all other users.\n"
        "A policy has exactly the rules listed here, in this order. A rule matches when all conditions in\n"
        "`when` hold. An omitted condition always holds."
    ),
    "enrollment_policies": "Who may sign up, the sign-up form, and the groups of new users.",
    "protection": "Enumeration prevention, lifetime of codes, security notices.",
    "applications": "Apps. Users who are assigned by name are not configuration.",
}
"""The comment above a section, by the first part of its name."""
