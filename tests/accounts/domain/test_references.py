from accounts.domain.references import read_reference, reference_of
from tests.tables import each


def test_a_reference_is_short_and_says_nothing_of_the_id():
    reference = reference_of("vaZFodSlMvybCtXyezT1")

    assert len(reference) == 9
    assert reference == reference_of("vaZFodSlMvybCtXyezT1") != reference_of("vaZFodSlMvybCtXyezT2")


@each(
    ("typed", "start"),
    [
        ("AB12-CD34", "AB12CD34"),
        (" ab12-cd34 ", "AB12CD34"),
        ("ab12 cd34", "AB12CD34"),
        ("AB12CD34", "AB12CD34"),
        ("AB12-CD3", ""),
        ("ada@example.com", ""),
        ("", ""),
    ],
)
def test_reference_is_read_in_common_spellings(typed, start):
    assert read_reference(typed) == start
