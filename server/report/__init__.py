"""What a visit's act says and how its page looks: pure, from values to values."""
