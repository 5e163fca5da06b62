"""What a camera writes beside its pixels may be broken: the pixels are kept all the same."""

import io

import pytest
from PIL import Image

from kawamori.pictures import checked


def test_what_a_camera_wrote_into_a_comment_is_not_kept() -> None:
    made = io.BytesIO()
    Image.new("RGB", (80, 100), (90, 120, 150)).save(made, "JPEG", comment=b"35.05 N 138.97 E")
    assert b"138.97" in made.getvalue()

    assert b"138.97" not in checked(made.getvalue()).jpeg


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data", "ignore:Tag data larger")
def test_a_picture_is_kept_whose_exif_is_broken() -> None:
    made = io.BytesIO()
    image = Image.new("RGB", (80, 100), (90, 120, 150))
    exif = image.getexif()
    exif[0x0112], exif[0x010E] = 6, "x"  # to be turned, and a description
    image.save(made, "JPEG", exif=exif)
    whole = made.getvalue()
    broken = bytearray(whole)
    assert broken[41] == 14
    broken[41] = 0

    assert checked(whole)[1:] == (100, 80)
    assert checked(bytes(broken))[1:] in {(80, 100), (100, 80)}
