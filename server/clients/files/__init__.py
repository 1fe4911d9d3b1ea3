"""Where the bytes of files are kept: what was sent, by its own hash, and a clean copy that people are shown."""
