"""Asks the system's keyring as Cornetta does: `python -m tests.integration.keyring_program WORD`.

"keep" keeps a secret, "get" gets it. Prints a line of JSON: what came of it, the reason, and which
backends of `keyring` were loaded.
"""

import asyncio
import json
import sys

from client.config.credentials import Secret, Secrets

ACCOUNT, SECRET = "anna@pbx:5039", "s3cret of Anna, è così"


async def done(word: str, secrets: Secrets) -> object:
    """Do it."""
    if word == "keep":
        return await secrets.keep(ACCOUNT, Secret(SECRET))
    secret = await secrets.get(ACCOUNT)
    return secret and secret.reveal()


if __name__ == "__main__":
    asked = Secrets()
    came = asyncio.run(done(sys.argv[1], asked))
    loaded = sorted(name for name in sys.modules if name.startswith("keyring.backends."))
    print(json.dumps({"came": came, "reason": str(asked.reason), "loaded": loaded}))  # noqa: T201
