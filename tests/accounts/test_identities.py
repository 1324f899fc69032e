from accounts.identities import new_public_id


def test_a_public_id_can_be_named_in_a_command():
    drawn = {new_public_id() for _ in range(2000)}
    assert len(drawn) == 2000
    assert all(len(one) == 20 and one[0].isalnum() for one in drawn)
