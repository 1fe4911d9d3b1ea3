"""The token of an act's public link: remade from the installation's secret, so that only its hash is stored."""

import base64
import hmac
from hashlib import sha256

TOKEN_BYTES = 24


def token_of(secret_key: str, act_id: str) -> str:
    """192 bit in base64url. The same for the same act as long as the secret stays."""
    digest = hmac.new(secret_key.encode(), f"act-link\0{act_id}".encode(), sha256).digest()
    return base64.urlsafe_b64encode(digest[:TOKEN_BYTES]).decode()


def hash_of(token: str) -> str:
    return sha256(token.encode()).hexdigest()
