"""The demo: a made-up outsourcer's working day, loaded once, clearly marked and removable."""
