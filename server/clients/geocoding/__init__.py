"""Coordinates of an address, asked of address services in the installation's own network."""
