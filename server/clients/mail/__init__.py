"""Letters to people outside, by mail server or into a folder."""
