"""Says whether a sealed act is whole, from the file and the published certificates alone."""
