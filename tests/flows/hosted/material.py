"""What pages hand out for an authenticator, made without a database: the brand is not asked for its name."""

import io

import segno
from django.utils.safestring import SafeString

from flows.domain.subjects import PasskeySubject, RecoveryCodesSubject, Subject, TotpSubject
from flows.hosted.material import NOTHING, Material, Seed

KEY = "KQ4D 7XNM PZ2A WTFR 5LJH 3VCE G6SB YUIO"
URI = f"otpauth://totp/Orchard:ada.okafor%40example.com?secret={KEY.replace(' ', '')}&issuer=Orchard"
CODES = (
    "7KQ2M-X9TRB",
    "4HWPC-6NDYZ",
    "GF3VA-S8J5E",
    "Q2LMT-B7XRK",
    "9YCDN-W4HPA",
    "ZE6JS-V3GF8",
    "T5RBX-K2QM7",
    "D8NYZ-P4HWC",
    "A3VGF-E5J8S",
    "XRKB7-LMTQ2",
)
REQUEST = (
    '{"challenge":"b2YwJx1kW9LrQm3zVtY7aA5cE8gH0jKpNsUvXy2B4dF6hJ8lM0nQ2rT4vW6xZ8bC1eG3iK5mO7qS9uW",'
    '"timeout":600000,"rpId":"localhost","allowCredentials":[],"userVerification":"required"}'
)
CREATION = (
    '{"rp":{"name":"Orchard","id":"localhost"},"user":{"id":"MDA","name":"ada@example.com","displayName":"Ada"},'
    '"challenge":"b2YwJx1kW9LrQm3zVtY7aA","pubKeyCredParams":[{"type":"public-key","alg":-7}],"timeout":600000,'
    '"excludeCredentials":[],"attestation":"none"}'
)


def picture() -> SafeString:
    out = io.BytesIO()
    segno.make_qr(URI, error="m").save(
        out,
        kind="svg",
        xmldecl=False,
        nl=False,
        omitsize=True,
        border=4,
        dark="#000",
        light="#fff",
        title="QR code with the secret key",
        svgclass="qr",
        lineclass=None,
    )
    return SafeString(out.getvalue().decode().replace("<svg ", '<svg role="img" ', 1))


def material_of(subject: Subject) -> Material:
    match subject:
        case PasskeySubject(enrolling=True):
            return Material(CREATION, "localhost")
        case PasskeySubject():
            return Material(REQUEST, "localhost")
        case TotpSubject(enrolling=True):
            return Material(seed=Seed(URI, KEY, picture()))
        case RecoveryCodesSubject(enrolling=True):
            return Material(codes=CODES)
        case _:
            return NOTHING
