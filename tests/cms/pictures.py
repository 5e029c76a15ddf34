from io import BytesIO

from django.core.files.base import ContentFile
from PIL import Image


def jpeg(width: int, height: int, name: str = "other.jpg") -> ContentFile[bytes]:
    """An upload of a plain picture in pixels."""
    file = BytesIO()
    Image.new("RGB", (width, height), "teal").save(file, "JPEG")
    return ContentFile(file.getvalue(), name=name)
