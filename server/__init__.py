"""The Onevisit server: Flask lives in `web`, everything else runs without it."""

VERSION = "0.1.0"
