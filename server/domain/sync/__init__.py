"""The rules of the sync protocol that need no database: ops, the field merge and what stands while values differ."""
