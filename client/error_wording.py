"""The words for errors, once for the window and the command line: see `client.wording`."""

from collections.abc import Iterable

from client import errors
from client.config.settings import Unknown
from client.config.settings_names import HELP, VARIABLES, default_path, variable
from client.sentence import Sentence, joined, some, untranslated
from client.wording import span_text

_SENTENCES: dict[type[errors.ClientError], Sentence] = {
    # To a network that is not permitted Asterisk says the same as to a wrong secret.
    errors.AuthenticationFailed: Sentence(
        "The PBX refused the login. Check the account and the secret, and the network that this "
        "computer is in."
    ),
    errors.AccountInUse: Sentence(
        "The PBX lets this account log in only once, and it is logged in already. "
        "Close the other program, or ask the administrator for "
        "'allowmultiplelogin = yes' in manager.conf.",
    ),
    errors.ShuttingDown: Sentence("The PBX shuts down or restarts as soon as its calls are over."),
    errors.CertificateExpired: Sentence(
        "The PBX's certificate has expired. Ask the administrator to renew it, and check this "
        "computer's clock.",
    ),
    errors.CertificateOfAnotherHost: Sentence(
        "The PBX's certificate is of another host ({detail}). "
        "Set the server to a name that is in the certificate.",
    ),
    errors.CertificateOfUnknownAuthority: Sentence(
        "The PBX's certificate is of an authority that this computer does not know ({detail}). "
        "Name the file of its CA in {file}, as 'ca_file'.",
    ),
    errors.CertificateRefused: Sentence("The PBX's certificate cannot be trusted ({detail})."),
    errors.UnknownExtension: Sentence(
        "The PBX knows no extension {detail}. Check the number; or if the phone has another name "
        "there, set both in {file}, as 'extension' and 'endpoint'.",
    ),
    errors.HearsNoCalls: Sentence(
        "No calls reach this account. Ask the administrator to give it "
        "'read = call,agent' in manager.conf and to reload the manager.",
    ),
    errors.NotAdministrator: Sentence(
        "The account {username} may not change pickup groups ({detail}). Use one "
        "that has 'write = config,reporting,system' in manager.conf.",
    ),
    errors.AccountTooWeak: Sentence(
        "This account may not run '{detail}'. Ask the administrator for the right 'reporting'.",
    ),
    errors.HostNotFound: Sentence("No host named {detail} is found. Check the server."),
    errors.ProtocolError: Sentence(
        "What answers there is not an Asterisk manager ({detail}). Check server, port and TLS.",
    ),
    errors.SaysNothing: Sentence(
        "The PBX accepts the connection and says nothing. It is overloaded, or the network is "
        "slow. If it never worked, check port and TLS.",
    ),
    errors.StoodStill: Sentence("This computer slept, or was too busy, for {span}."),
    errors.ActionTimeout: Sentence(
        "The PBX does not answer ({detail}). Check the network; or it is overloaded, or waits "
        "for a database that is down.",
    ),
    errors.LinkError: Sentence(
        "The PBX cannot be reached ({detail}). Check server, port and network.",
    ),
    errors.ActionRejected: Sentence(
        "The PBX refused '{action}' ({reason}). "
        "Ask the administrator for an account that may do it.",
    ),
    errors.SettingsError: Sentence("The setting '{key}' {reason} ({origin})."),
    errors.WrongOption: Sentence("{key} {reason}."),
    errors.InvalidFile: Sentence("Nothing was changed: in {where}, {reason}."),
    errors.FileProblem: Sentence("The file {path} {reason}."),
    errors.ChangedMeanwhile: Sentence(
        "Somebody else has changed this meanwhile: {what}. "
        "Nothing was saved. Look at it again, then try again.",
    ),
    errors.SaveUnderWay: Sentence(
        "Another save is under way, from this computer or by somebody else. "
        "Nothing was saved; look at it again when that is over.",
    ),
    errors.SaveCutOff: Sentence(
        "A save was cut off ({path}). Take it back with 'cornetta admin "
        "undo', complete it with 'cornetta admin finish', or leave all as it is "
        "with 'cornetta admin leave'.",
    ),
    errors.SaveFailed: Sentence(
        "A change failed ({step}: {reason}). These could not be taken back: {left}.",
    ),
    errors.InvalidNumbering: Sentence("The {what} {reason}."),
    errors.SecretStoreError: Sentence("The secret could not be kept: {reason}."),
    errors.SoundFileUnusable: Sentence(
        "The sound file {path} cannot be played ({reason}). You hear the usual one.",
    ),
    errors.SoundDeviceMissing: Sentence(
        "The sound device {device} is not there, or is busy. You hear the alerts on the usual one.",
    ),
    errors.NoSoundOutput: Sentence(
        "This computer plays no sound. Alerts are shown, but cannot be heard.",
    ),
}
"""What an error's attributes are put into; of a kind that is not here, its parent's."""

_WHOLE_FILE = Sentence("The file {origin} {reason}.")
_NO_ORIGIN = Sentence("The setting '{key}' {reason}.")
_BY_ANOTHER_NAME = Sentence(
    "The PBX has the extension {detail} by another name ({others}). Set both in {file}, as "
    "'extension' and 'endpoint'."
)
_ALL_AS_BEFORE = Sentence("The PBX refused a change ({step}: {reason}). All is as it was before.")


def error(problem: errors.ClientError) -> Sentence:
    """What went wrong and what to do about it, in one sentence."""
    kinds = type(problem).__mro__
    text = next((_SENTENCES[kind] for kind in kinds if kind in _SENTENCES), None)
    if text is None:
        return untranslated(str(problem))
    match problem:
        case errors.WrongOption():
            pass
        case errors.SettingsError(key=""):
            text = _WHOLE_FILE
        case errors.SettingsError(origin=""):
            text = _NO_ORIGIN
        case errors.UnknownExtension(others=[_, *_]):
            text = _BY_ANOTHER_NAME
        case errors.SaveFailed(left=()):
            text = _ALL_AS_BEFORE
    values = vars(problem)
    if isinstance(problem, errors.CertificateOfUnknownAuthority | errors.UnknownExtension):
        values = {**values, "file": str(default_path())}
    if isinstance(problem, errors.StoodStill):
        values = {"span": span_text(problem.seconds)}
    return text.format(
        **{
            key: value if isinstance(value, str | Sentence) else some(value)
            for key, value in values.items()
        }
    )


def no_settings(unknown: Unknown) -> list[Sentence]:
    """What to say of each name that is no setting."""
    told = []
    for name in unknown.in_file:
        text = Sentence("The settings file has '{name}', which is not a setting.")
        told.append(_no_setting(text.format(name=name), _near(name, HELP)))
    for name in unknown.in_environment:
        text = Sentence("The environment variable '{name}' is none of Cornetta's.")
        near = _near(name[len(variable("")) :].lower(), VARIABLES.values())
        told.append(_no_setting(text.format(name=name), map(variable, near)))
    return told


def _near(name: str, names: Iterable[str]) -> list[str]:
    from difflib import get_close_matches  # noqa: PLC0415 - slow to import, and seldom

    return get_close_matches(name, [*names], n=1)


def _no_setting(told: Sentence, near: Iterable[str]) -> Sentence:
    meant = [Sentence("Did you mean '{near}'?").format(near=one) for one in near]
    return joined([told, *meant], " ")
