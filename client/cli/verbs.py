"""The command line: the verbs that need no window, on the same session as the window.

Exit codes: 0 done; 1 not picked up (the outcome says why), not written, or the doctor found
something; 2 wrong usage or settings; 3 PBX unreachable, login refused or link lost; 4 this account
may not do that.
"""

import asyncio
import os
import sys
import time
from types import SimpleNamespace
from typing import TYPE_CHECKING

from client import report, wording
from client.calls.choice import target_of
from client.calls.groups import PickupGroup, find_group
from client.cli.signals import end_as_by_ctrl_c, end_at_once_on_signal, stop_on_signal
from client.command_result import (
    DONE,
    NO_LINK,
    NO_RIGHT,
    NOT_DONE,
    WRONG_USAGE,
    print_result,
    print_stderr,
    set_output_encoding,
)
from client.config.credentials import (
    COMMAND_LINE_LIMIT_S,
    VARIABLE,
    Secret,
    Secrets,
    find_secret,
    secret_not_known,
)
from client.config.settings import Settings, Unknown, load, require
from client.config.settings_names import default_path
from client.errors import (
    AccountTooWeak,
    ActionRejected,
    ChangedMeanwhile,
    ClientError,
    FileNotWritten,
    LinkError,
    NotWritten,
    SaveCutOff,
    SaveFailed,
    SaveUnderWay,
    SettingsError,
    UnknownExtension,
    WrongOption,
)
from client.new_session import live_session
from client.plain_text import json_text
from client.session import Outcome, PickupResult, Session
from client.tasks import TaskOwner

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from client.admin.history import History
    from client.admin.store import Store

_OUTCOME_OF = {NO_RIGHT: Outcome.NO_RIGHT, NO_LINK: Outcome.LINK_LOST}
"""How a pickup ended that could not even begin."""


def run(arguments: SimpleNamespace) -> int:
    """Run one verb to its end; return the exit code. Never raises for what a user can mend."""
    began = time.monotonic()
    set_output_encoding(for_programs=arguments.json or getattr(arguments, "area", "") == "export")
    if os.environ.get("COLUMNS") == "0":  # a width that is not known; rich would print nothing
        del os.environ["COLUMNS"]
    if arguments.verb in ("doctor", "pickup", "record"):
        end_as_by_ctrl_c()
    try:
        if arguments.verb == "provision":
            return _provision(arguments)
        return asyncio.run(_replay(arguments) if arguments.verb == "replay" else _run(arguments))
    except KeyboardInterrupt:
        if arguments.verb in ("watch", "replay"):
            return DONE
        raise
    except ClientError as error:
        code = exit_code(error)
        outcome = _OUTCOME_OF.get(code)
        if outcome and arguments.verb == "pickup" and arguments.json:
            result = PickupResult(outcome, seconds=time.monotonic() - began)
            print(json_text(report.result_json(result, 0.0)))
        from client import error_wording

        print_stderr(str(error_wording.error(error)))
        return code


def exit_code(error: ClientError) -> int:
    """The exit code for an error."""
    if isinstance(error, SettingsError | UnknownExtension):
        return WRONG_USAGE
    if isinstance(error, AccountTooWeak) or (isinstance(error, ActionRejected) and error.no_right):
        return NO_RIGHT
    if isinstance(
        error,
        ChangedMeanwhile | FileNotWritten | NotWritten | SaveCutOff | SaveFailed | SaveUnderWay,
    ):
        return NOT_DONE
    return NO_LINK if isinstance(error, LinkError) else WRONG_USAGE


async def _run(arguments: SimpleNamespace) -> int:
    if getattr(arguments, "demo", False):
        from client.demo import demo_pbx

        async with demo_pbx() as demo:
            if arguments.verb == "admin":
                from client.admin.store import open_store

                async with open_store(demo.admin.settings, demo.admin.secret) as store:
                    return await _administer(arguments, store, demo.admin.history)
            return await _on_session(arguments, demo.settings, demo.secret, Unknown())
    loaded = load(vars(arguments), os.environ, default_path())
    try:
        return await _at_pbx(arguments, loaded.settings, loaded.unknown)
    except ClientError:
        from client.error_wording import no_settings

        for told in no_settings(loaded.unknown):  # perhaps the misspelt one is what is missing
            print_stderr(str(told))
        raise


async def _at_pbx(arguments: SimpleNamespace, settings: Settings, unknown: Unknown) -> int:
    """Run a verb at the user's own PBX."""
    secrets = Secrets(limit_s=COMMAND_LINE_LIMIT_S)
    if arguments.verb == "admin":
        from client.admin import verbs as admin_verbs
        from client.admin.access import Access
        from client.admin.history import history_of
        from client.cli.terminal import own_terminal

        access = Access(settings, os.environ, default_path(), secrets, own_terminal())
        looks = admin_verbs.is_for_agents(arguments)
        async with access.reading() if looks else access.writing() as store:
            return await _administer(arguments, store, history_of(settings))
    require(settings)
    secret = await find_secret(settings.account, os.environ, secrets)
    secret = secret or _ask_secret(settings, secrets)
    return await _on_session(arguments, settings, secret, unknown)


async def _on_session(
    arguments: SimpleNamespace, settings: Settings, secret: Secret, unknown: Unknown
) -> int:
    """Run a verb that needs a session, or makes one."""
    verbs: dict[str, Callable[[Session, SimpleNamespace], Awaitable[int]]] = {
        "groups": _groups,
        "calls": _calls,
        "watch": _watch,
        "pickup": _pickup,
    }
    if arguments.verb == "doctor":
        return await _doctor(arguments, settings, secret, unknown)
    if arguments.verb == "record":
        return await _record(arguments, settings, secret)
    async with live_session(settings, secret) as session:
        return await verbs[arguments.verb](session, arguments)


async def _administer(arguments: SimpleNamespace, store: "Store", history: "History") -> int:
    from client.admin import verbs as admin_verbs

    if admin_verbs.only_reads(arguments):
        await admin_verbs.show(arguments, store)
    else:
        await admin_verbs.change(arguments, store, history)
    return DONE


async def _doctor(
    arguments: SimpleNamespace, settings: Settings, secret: Secret, unknown: Unknown
) -> int:
    from client.config.preferences import mistakes
    from client.doctor import output
    from client.doctor.checks import examine, examine_without_link
    from client.doctor.collect import collect_facts
    from client.doctor.finding import is_healthy
    from client.error_wording import error, no_settings

    wrong = () if getattr(arguments, "demo", False) else mistakes()
    ignored = [*no_settings(unknown), *map(error, wrong)]
    try:
        facts = await collect_facts(settings, secret, call=arguments.call)
        findings = examine(facts, ignored)
        code = DONE if is_healthy(findings) else NOT_DONE
    except LinkError as problem:
        findings = examine_without_link(settings, problem, ignored)
        code = exit_code(problem)
    if arguments.json:
        print(json_text(output.to_json(settings, findings)))
    else:
        for text in output.to_texts(findings):
            _print(text, soft_wrap=True)
    return code


def _ask_secret(settings: Settings, secrets: Secrets) -> Secret:
    from client.cli.terminal import own_terminal

    terminal = own_terminal()
    if terminal is None:
        raise secret_not_known(VARIABLE, secrets)
    return terminal.ask_secret(f"Secret of {settings.username} at {settings.host}: ")


def _my_group(session: Session, arguments: SimpleNamespace) -> PickupGroup | None:
    """The group that was asked for; None when all were.

    Raises:
        WrongOption: it is not one of mine.
    """
    number = getattr(arguments, "group", None)
    if number is None:
        return None
    group = find_group(session.groups, number)
    if group is None:
        mine = ", ".join(group.label for group in session.groups) or "none"
        raise WrongOption("--group", f"must be one of your groups ({mine}), not '{number}'")
    return group


async def _groups(session: Session, arguments: SimpleNamespace) -> int:
    if arguments.json:
        print(json_text(report.groups_json(session.groups, session.calls())))
    elif session.groups:
        _print(report.groups_table(session.groups, session.calls()))
    else:
        print(report.no_group(session))
    return DONE


async def _calls(session: Session, arguments: SimpleNamespace) -> int:
    group = _my_group(session, arguments)
    calls = [call for call in session.calls() if call.within(group.id if group else None)]
    if arguments.json:
        print(json_text([report.call_json(call, session.now()) for call in calls]))
    elif calls:
        _print(report.calls_table(calls, session.groups, session.now()))
    else:
        print(report.nothing_rings(session))
    _say_what_is_missing(session)
    return DONE


async def _pickup(session: Session, arguments: SimpleNamespace) -> int:
    result = await session.pickup(target_of(vars(arguments), session.pbx))
    return print_result(report.command_result(result, session), as_json=arguments.json)


async def _watch(session: Session, arguments: SimpleNamespace) -> int:
    _say_what_is_missing(session)
    from client.cli.watch import Watch

    watch = Watch(session, _my_group(session, arguments), as_json=arguments.json)
    stop_on_signal(watch.stop)
    await watch.run()
    return DONE


async def _record(arguments: SimpleNamespace, settings: Settings, secret: Secret) -> int:
    from client.cli.watch import Watch
    from client.recording.file import RecordingFile
    from client.recording.recorder import Recorder

    with RecordingFile(arguments.file) as file:
        recorder = Recorder(file.write)
        async with live_session(settings, secret, recorder) as session:
            file.keep = True
            _say_what_is_missing(session)
            watch = Watch(session, None, as_json=arguments.json)
            file.on_failure(watch.stop)
            stop_on_signal(watch.stop)
            print_stderr(f"Recording to {arguments.file}. Ctrl-C ends it.")
            await watch.run()
    print_stderr(f"{recorder.messages} messages are in {arguments.file}.")
    return DONE


async def _replay(arguments: SimpleNamespace) -> int:
    from client.cli.watch import Watch
    from client.recording.replay import Replay

    replay = Replay(arguments.file, arguments.groups, arguments.speed)
    watch = Watch(replay, None, as_json=arguments.json, as_lines=not arguments.speed)

    async def play() -> None:
        await replay.run()
        watch.stop()

    tasks = TaskOwner(watch.stop)
    tasks.start(play(), name="replay")
    end_at_once_on_signal()
    try:
        await watch.run()
    finally:
        await tasks.aclose()
    if silent := replay.silent_groups:
        print_stderr(f"No call rang in {', '.join(silent)}.")
    if replay.is_cut:
        print_stderr(f"{arguments.file} ends in the middle of a message.")
    return DONE


def _provision(arguments: SimpleNamespace) -> int:
    from client.provision.files import State, provision, to_json, to_lines

    files = provision(arguments)
    edited = any(file.state is State.EDITED for file in files)
    if arguments.json:
        print(json_text(to_json(files)))
    if edited or not arguments.json:
        for line in to_lines(files, dry_run=arguments.dry_run):
            print(line, file=sys.stderr if edited else sys.stdout)
    return NOT_DONE if edited else DONE


def _say_what_is_missing(session: Session) -> None:
    if session.link.complete_since is not None:
        print_stderr(str(wording.incomplete(session.link.complete_since)))


def _print(table_or_text: object, *, soft_wrap: bool = False) -> None:
    from rich.console import Console

    class OurConsole(Console):
        """One that leaves it to `client.__main__` that nobody reads any more."""

        def on_broken_pipe(self) -> None:
            raise  # noqa: PLE0704 - rich calls it while it handles the error

    OurConsole().print(table_or_text, soft_wrap=soft_wrap)
