"""Views of the floor: a sign-up by form, code and password, and a sign-in by address and password."""

import secrets

from django import forms
from django.contrib.auth import authenticate, login
from django.contrib.auth.decorators import login_required
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.mail import send_mail
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string

_BACKEND = "django.contrib.auth.backends.ModelBackend"
_KNOWN_BROWSER = "known"
_YEAR_SECONDS = 365 * 24 * 3600


class SignUpForm(forms.Form):
    """What the demo's form of the product asks for."""

    email = forms.EmailField(max_length=150)
    first_name = forms.CharField(max_length=150)
    last_name = forms.CharField(max_length=150)
    country = forms.CharField(max_length=2)
    team = forms.CharField(max_length=50)

    def clean_email(self) -> str:
        address: str = self.cleaned_data["email"].lower()
        if User.objects.filter(username=address).exists():
            raise forms.ValidationError("This address has an account already.")
        return address


class PasswordForm(forms.Form):
    """A new password; what it gives on is the hash."""

    password = forms.CharField(widget=forms.PasswordInput)

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password)
        return make_password(password)


class OnePageForm(SignUpForm, PasswordForm):
    """The same with the password."""


class CodeForm(forms.Form):
    code = forms.CharField(max_length=6)


class SignInForm(forms.Form):
    email = forms.EmailField()
    password = forms.CharField(widget=forms.PasswordInput)


def sign_up(request: HttpRequest, form_class: type[forms.Form] = SignUpForm) -> HttpResponse:
    form = form_class(request.POST or None)
    if not form.is_valid():
        return _page(request, "Sign up", form)
    code = f"{secrets.randbelow(10**6):06}"
    request.session["sign_up"] = {**form.cleaned_data, "code": code}
    _send("Your code", "code", form.cleaned_data["email"], {"code": code})
    return redirect("/signup/code/")


def verify(request: HttpRequest) -> HttpResponse:
    form = CodeForm(request.POST or None)
    pending = request.session["sign_up"]
    if not form.is_valid():
        return _page(request, "Check your email", form)
    if not secrets.compare_digest(form.cleaned_data["code"], pending["code"]):
        form.add_error("code", "This is not the code.")
        return _page(request, "Check your email", form)
    if "password" in pending:
        return _finish(request, pending["password"])
    request.session["sign_up"] = {**pending, "verified": True}
    return redirect("/signup/password/")


def set_password(request: HttpRequest) -> HttpResponse:
    form = PasswordForm(request.POST or None)
    if not request.session["sign_up"].get("verified") or not form.is_valid():
        return _page(request, "Choose a password", form)
    return _finish(request, form.cleaned_data["password"])


def sign_in(request: HttpRequest) -> HttpResponse:
    form = SignInForm(request.POST or None)
    if not form.is_valid():
        return _page(request, "Sign in", form)
    address = form.cleaned_data["email"]
    user = authenticate(request, username=address, password=form.cleaned_data["password"])
    if user is None:
        form.add_error(None, "Address and password do not match.")
        return _page(request, "Sign in", form)
    login(request, user)
    response = redirect("/")
    if _KNOWN_BROWSER not in request.COOKIES:
        _send("New sign-in", "new_browser", address, {"browser": request.headers.get("User-Agent", "")})
        response.set_cookie(_KNOWN_BROWSER, "1", _YEAR_SECONDS, secure=True, httponly=True)
    return response


@login_required
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "floor/home.html", {"title": "Your account", "user": request.user})


def bare(request: HttpRequest) -> HttpResponse:
    """Answer with a template that says the same to everyone: what any page costs at least."""
    return render(request, "floor/bare.html", {"title": "Sign in"})


def _finish(request: HttpRequest, password_hash: str) -> HttpResponse:
    pending = request.session.pop("sign_up")
    names = {name: pending[name] for name in ("email", "first_name", "last_name")}
    login(request, User.objects.create(username=pending["email"], password=password_hash, **names), _BACKEND)
    response = redirect("/")
    response.set_cookie(_KNOWN_BROWSER, "1", _YEAR_SECONDS, secure=True, httponly=True)
    return response


def _page(request: HttpRequest, title: str, form: forms.Form) -> HttpResponse:
    return render(request, "floor/form.html", {"title": title, "form": form})


def _send(subject: str, template: str, address: str, values: dict[str, str]) -> None:
    text, html = (render_to_string(f"floor/{template}.{kind}", values) for kind in ("txt", "html"))
    send_mail(subject, text, None, [address], html_message=html)
