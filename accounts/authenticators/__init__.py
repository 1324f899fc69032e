"""The ways to prove who one is: enroll, challenge and verify, on values and not on rows.

The same code serves users who do not exist yet. What counts once is spent by
``accounts.services.enrollments``.
"""
