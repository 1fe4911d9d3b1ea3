"""A clean copy of a picture: decoded and encoded anew, upright, without metadata, whatever else lay in the file left out."""

from io import BytesIO

from PIL import Image, ImageOps

FORMATS = ("JPEG", "PNG", "WEBP")
MAX_PIXELS = 40_000_000
LONGEST_SIDE = 2048
JPEG_QUALITY = 85


class NotAPicture(Exception):
    """The bytes are no picture that may be shown; the message says why."""


def make_clean_copy(content: bytes) -> bytes:
    """A JPEG of the picture. Raises NotAPicture."""
    try:
        with Image.open(BytesIO(content), formats=FORMATS) as picture:
            width, height = picture.size
            if width * height > MAX_PIXELS:
                raise NotAPicture(f"The picture has {width} x {height} pixels; {MAX_PIXELS} are allowed.")
            upright = ImageOps.exif_transpose(picture).convert("RGB")
    # Decoders raise what they like on hostile bytes; to us all of it means one thing.
    except (
        OSError,
        ValueError,
        SyntaxError,
        TypeError,
        IndexError,
        OverflowError,
        Image.DecompressionBombError,
    ) as error:
        raise NotAPicture(f"The bytes cannot be read as a picture: {type(error).__name__}.") from None
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    clean = BytesIO()
    upright.save(clean, "JPEG", quality=JPEG_QUALITY, optimize=True)
    return clean.getvalue()
