"""What happens after a command: reactions to events, run from the ledger by a worker."""
