from accounts.domain.attributes import AttributeType, Permission
from accounts.domain.base_attributes import BASE_ATTRIBUTES, BASE_KEYS
from accounts.domain.fields import FieldType, constraints_of, field_for
from tests.tables import each

BY_KEY = {attribute.key: attribute for attribute in BASE_ATTRIBUTES}


def test_the_base_schema_has_31_attributes():
    assert len(BASE_ATTRIBUTES) == len(BASE_KEYS) == 31
    assert all(attribute.base for attribute in BASE_ATTRIBUTES)


@each(
    ("key", "least", "most"),
    [
        ("login", 5, 254),
        ("email", 5, 254),
        ("firstName", 1, 50),
        ("lastName", 1, 50),
        ("secondEmail", None, 254),
        ("mobilePhone", None, 100),
        ("primaryPhone", None, 100),
        ("city", None, 128),
        ("state", None, 128),
        ("zipCode", None, 50),
        ("streetAddress", None, 1024),
        ("postalAddress", None, 4096),
    ],
)
def test_base_attributes_have_the_lengths_other_systems_keep(key, least, most):
    assert (BY_KEY[key].min_length, BY_KEY[key].max_length) == (least, most)


def test_only_name_and_addresses_are_required():
    required = {attribute.key for attribute in BASE_ATTRIBUTES if attribute.required}

    assert required == {"login", "email", "firstName", "lastName"}


@each("key", ["login", "employeeNumber", "userType", "manager"])
def test_attributes_others_rely_on_are_not_editable_by_the_user(key):
    assert BY_KEY[key].permission is Permission.READ_ONLY


@each("kind", AttributeType)
def test_every_type_of_attribute_is_a_type_of_field(kind):
    assert FieldType(kind.value)


def test_field_inherits_from_its_attribute():
    field = field_for(BY_KEY["firstName"], path="userProfile.firstName")

    assert (field.label, field.required, field.autocomplete) == ("First name", True, "given-name")
    assert field.constraints == constraints_of(BY_KEY["firstName"])


def test_form_overrides_name_and_requirement_of_a_field():
    field = field_for(BY_KEY["city"], path="userProfile.city", label="Where do you live?", required=True)

    assert (field.label, field.required) == ("Where do you live?", True)


@each("key", ["countryCode", "preferredLanguage", "timezone"])
def test_a_field_offers_the_list_behind_its_type(key):
    assert len(field_for(BY_KEY[key], path=key).options) > 90
