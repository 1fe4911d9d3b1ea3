"""From a PDF to a sealed PDF, and the key that seals."""
