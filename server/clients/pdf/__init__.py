"""From a printable document to PDF/A-3a."""
