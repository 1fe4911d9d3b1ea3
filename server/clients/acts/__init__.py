"""Where sealed acts are kept."""
