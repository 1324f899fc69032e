"""The page a person lands on."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.models import User
from accounts.selectors.brand import current_brand
from dashboard.selectors import visible_profile


@require_GET
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Greet the person and show their profile."""
    person = request.user
    if not isinstance(person, User):
        raise LookupError("login_required lets only people through")
    context = {"person": person, "profile": visible_profile(person), "brand": current_brand()}
    return render(request, "dashboard/home.html", context)
