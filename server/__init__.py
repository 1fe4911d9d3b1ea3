"""The Onevisit server: Flask lives in `web`, everything else runs without it."""

VERSION = "0.1.0"
# What /health says of a part that is still being tried.
NOT_KNOWN_YET = "not known yet: it is being tried"
