import os

import pytest
import redis
from django.db import connection


@pytest.mark.postgres(only=True)
@pytest.mark.django_db
def test_this_lane_really_runs_on_postgresql():
    with connection.cursor() as cursor:
        cursor.execute("SELECT version()")
        assert cursor.fetchone()[0].startswith("PostgreSQL ")


@pytest.mark.redis
def test_the_redis_server_answers():
    assert redis.Redis.from_url(os.environ["REDIS_URL"]).ping()
