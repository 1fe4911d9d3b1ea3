"""Ids of things born on the server: UUIDs of version 7 (RFC 9562), so that they sort by birth."""

import uuid6


def new_id() -> str:
    return str(uuid6.uuid7())
