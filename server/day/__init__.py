"""A whole working day, played against a fresh server through its public HTTP interfaces only."""
