"""The words about each setting in the file. Plain text, cheap to import."""

HELP = {
    "host": "the PBX's name or address",
    "port": "0 = the usual one: 5038, or 5039 with TLS",
    "tls": "true = encrypt, and verify the PBX's certificate; false = everybody on the way can"
    " read",
    "ca_file": "PEM file to verify it with; empty = the system's own",
    "username": "the manager account; its secret never goes in here",
    "admin_username": "the account that may change pickup groups, for cornetta admin",
    "extension": "the number of my phone",
    "endpoint": "the name of my phone's endpoint; empty = the extension",
    "pbx": "a name for the PBX; empty = the host",
    "auto_answer": "the headers that make my phone answer by itself",
    "answer_timeout": "seconds that my phone may take",
    "groups": "my pickup groups, if the account may not ask for them",
    "pickup_by": "how a call is taken: auto, leg, dialplan or softphone",
    "softphone": "who dials a pickup code: system, none, or a command with {address} or {number}"
    " in it",
    "service_code": "dialled before a group's number to pick up",
}
"""By the setting: what stands beside its value in the file."""

HEAD = "Settings of Cornetta. The secret is not here: the system keyring keeps it."
SECRETS = ("secret", "admin_secret")
"""What somebody may write into a file, since the environment knows it."""
