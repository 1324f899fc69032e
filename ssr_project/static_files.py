"""Static files of production: the list of their names lies beside the public folder, not in it."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):
    """WhiteNoise's storage with its manifest outside ``STATIC_ROOT``, whose every file is served."""

    def __init__(self, *args: Any, **options: Any) -> None:
        beside = FileSystemStorage(location=Path(str(settings.STATIC_ROOT)).parent)
        super().__init__(*args, manifest_storage=beside, **options)
