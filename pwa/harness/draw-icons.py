"""Draw the PNG icons of the field app from the same shapes as public/icon.svg."""

from pathlib import Path

from PIL import Image, ImageDraw

TEAL = "#0b5d5e"
UNIT = 512
OVERSAMPLING = 4
PUBLIC = Path(__file__).resolve().parent.parent / "public"


def draw_mark(*, size: int, scale: float, rounded: bool) -> Image.Image:
    """Return the mark: an open ring (one round trip) closed by a tick (signed)."""
    side = size * OVERSAMPLING
    px = side / UNIT
    image = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    pen = ImageDraw.Draw(image)
    pen.rounded_rectangle((0, 0, side - 1, side - 1), radius=112 * px if rounded else 0, fill=TEAL)

    def at(x: float, y: float) -> tuple[float, float]:
        return ((256 + (x - 256) * scale) * px, (256 + (y - 256) * scale) * px)

    left, top = at(256 - 168, 256 - 168)
    right, bottom = at(256 + 168, 256 + 168)
    pen.arc((left, top, right, bottom), start=-28, end=266, fill="white", width=round(40 * scale * px))
    tick = [at(186, 262), at(240, 316), at(352, 186)]
    width = 44 * scale * px
    pen.line(tick, fill="white", width=round(width), joint="curve")
    for x, y in tick:
        pen.ellipse((x - width / 2, y - width / 2, x + width / 2, y + width / 2), fill="white")
    return image.resize((size, size), Image.Resampling.LANCZOS).quantize(64, Image.Quantize.FASTOCTREE)


def main() -> None:
    draw_mark(size=192, scale=1.0, rounded=True).save(PUBLIC / "icon-192.png", optimize=True)
    draw_mark(size=512, scale=1.0, rounded=True).save(PUBLIC / "icon-512.png", optimize=True)
    # A maskable icon may be cut to a circle of 80 % of its side.
    draw_mark(size=512, scale=0.78, rounded=False).save(PUBLIC / "icon-maskable-512.png", optimize=True)


if __name__ == "__main__":
    main()
