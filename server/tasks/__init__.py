"""What the commands of `onevisit` do. Each module loads what its commands need, and no command pays for another's."""
