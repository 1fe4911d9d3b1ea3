"""Rules and values of the product; standard library only."""
