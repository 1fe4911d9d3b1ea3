"""Taking in what phones send: ops, files, and the last work of a withdrawn device."""
