"""Every index is there for a statement: none doubles another one."""

import pytest
from django.db import connection

pytestmark = [pytest.mark.django_db, pytest.mark.postgres(only=True)]


def test_no_text_column_has_a_second_index_for_like():
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexname FROM pg_indexes WHERE indexdef LIKE '%\\_pattern\\_ops%'")
        assert cursor.fetchall() == []
