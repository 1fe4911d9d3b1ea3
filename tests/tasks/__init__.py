"""Commands of `onevisit`, run as an administrator runs them."""
