"""Seconds on the road between places, asked of a routing service in the installation's own network."""
