"""What the doctor learns that only a real PBX has: its version, TLS, its dialplan, its files."""

import shlex
import subprocess

import msgspec
import pytest

from client.ami.event_filters import blocks_ends
from client.calls.choice import AnyCall
from client.calls.events import GroupId, Party
from client.calls.groups import PickupGroup
from client.doctor.checks import examine
from client.doctor.collect import collect_facts
from client.doctor.finding import Finding, Severity, is_healthy
from client.doctor.version import is_newer, read_version
from client.provision.filter_lines import filter_lines
from client.session import Outcome, Unheard
from tests.asterisk.lab import Lab
from tests.asterisk.observer import Refused
from tests.asterisk.test_provision import provided, settings
from tests.certificates import write_certificates
from tests.contract.asterisk_office import AsteriskOffice
from tests.desk import running


def of(findings: list[Finding], check: str) -> list[Finding]:
    return [finding for finding in findings if finding.check == check]


@pytest.fixture
def lab(each_lab: Lab) -> Lab:
    """Each test here runs on every Asterisk that can be had."""
    return each_lab


async def examined(lab: Lab, account: str, extension: str = "204") -> list[Finding]:
    office = AsteriskOffice(lab)
    chosen = office.settings(extension, account=account)
    return examine(await collect_facts(chosen, office.secret(account), call=False))


async def test_the_version_and_its_holes(lab: Lab) -> None:
    told = (await lab.observer.action("CoreSettings"))["AsteriskVersion"]
    versions = of(await examined(lab, "agent"), "version")
    (unseen,) = of(await examined(lab, "reader"), "version")
    version = read_version(told)
    assert version is not None
    branch = version.release[0]
    had_holes = branch <= 22  # newer branches never had one
    unsure = had_holes or is_newer((branch, 0, 0))
    assert unseen.severity is (Severity.UNKNOWN if unsure else Severity.OK)
    assert unseen.what.startswith(f"Asterisk {branch} (from its greeting)")
    if told.startswith("16."):
        # Debian built it, and its changelog names what each update has repaired.
        update = int(told.partition("+deb11u")[2])
        repaired_by = {"CVE-2024-42365": 5, "CVE-2024-53566": 6, "CVE-2023-49294": 4}
        assert [f.what.partition("has ")[2].split()[0].rstrip(".") for f in versions] == [
            cve for cve, by in repaired_by.items() if update < by
        ] or ["no"]
    else:
        (seen,) = versions
        assert seen.severity is (Severity.UNKNOWN if is_newer(version.release) else Severity.OK)
        assert told in seen.what


async def test_groups_that_two_customers_share(lab: Lab) -> None:
    """Asterisk has one group of a name, whatever the contexts of its phones."""
    before = of(await examined(lab, "agent"), "groups")
    assert {finding.severity for finding in before} == {Severity.OK}
    for number in ("101", "301"):
        phone = (
            f"[globex_{number}](phone)\ncontext = globex\ncallerid = Globex <{number}>\n"
            f"named_call_group = 501\naors = globex_{number}\n[globex_{number}](aor)\n"
            f"contact = sip:{number}@127.0.0.1:9\n"
        )
        lab.change("pjsip.conf", more=phone)
    extensions = lab.folder / "etc" / "extensions.conf"
    office = extensions.read_text()
    # Some phones of one company may dial more than others, and a desk may have two.
    extensions.write_text(f"{office}\n[globex]\ninclude => office\nexten => _0.,1,Hangup()\n")
    await lab.restart()
    assert of(await examined(lab, "agent"), "groups") == before
    extensions.write_text(f"{office}\n[globex]\nexten => _XXX,1,Dial(PJSIP/globex_${{EXTEN}})\n")
    await lab.console("dialplan reload")
    (warning,) = [
        finding
        for finding in of(await examined(lab, "agent"), "groups")
        if finding.severity is Severity.WARNING
    ]
    assert "101 (in office); globex_101 (in globex)." in warning.what
    assert "301" not in warning.what  # the other 301 rings in no group of mine


@pytest.mark.parametrize(
    ("name", "works"), [("Büro Süd (1) [pbx]", True), ("Rossi & Figli", False)]
)
async def test_a_systemname(prepared_lab: Lab, name: str, *, works: bool) -> None:
    """It is a part of the ids by which calls are taken."""
    prepared_lab.change("asterisk.conf", more=f"systemname = {name}\n")
    async with prepared_lab as lab:
        office = AsteriskOffice(lab)
        await office.switch_on("101", "204")
        async with running(office.settings(), office.secret()) as desk:
            await office.call("101", number="0451")
            await desk.rings_at("101")
            picked_up = (await desk.pickup(AnyCall())).outcome is Outcome.PICKED_UP
        found = of(await examined(lab, "agent"), "systemname")
        assert (picked_up, found == []) == (works, works)


async def test_what_provision_writes_is_good(lab: Lab) -> None:
    options = ("--agent", "berta:201:501", "--permit", "127.0.0.1")
    secret = await provided(lab, *options)
    findings = [
        finding
        for finding in examine(await collect_facts(settings(lab), secret, call=False))
        if finding.check not in ("version", "pickupexten")
    ]
    assert is_healthy(findings)
    assert {f.check for f in findings if f.severity is Severity.ADVICE} == {
        "originate",
        "eventfilter",  # Anna was given no groups
    }
    assert [f for f in findings if f.severity is Severity.UNKNOWN] == []


async def test_the_filters_that_provision_writes(lab: Lab) -> None:
    secret = await provided(lab)
    filters = (
        r"eventfilter = ChanVariable: CHANNEL\(namedcallgroup\)=([^,]*, )*501(,|$)",
        "eventfilter = Channel: PJSIP/204-",
    )
    lab.change("cornetta-manager.conf", more="\n".join(filters))
    facts = await collect_facts(settings(lab), secret, call=False)
    assert facts.account
    assert facts.account.eventfilters == tuple(line.partition("= ")[2] for line in filters)
    assert facts.account.writetimeout == "10000"
    (broken,) = of(examine(facts), "eventfilter")
    assert broken.severity is Severity.WARNING


async def test_a_client_is_told_of_groups_that_its_filter_lacks(lab: Lab) -> None:
    """As when an administrator puts the agent into another group: its list would just be empty."""
    secret = await provided(lab, "--permit", "127.0.0.1", agent="anna:204:501")
    async with running(settings(lab), secret) as desk:
        await desk.until(lambda: Unheard(desk.session.groups[1:]) in desk.events, "502 unheard")
        assert [group.number for group in desk.session.groups] == ["501", "502"]


GROUP_501 = r"ChanVariable: CHANNEL\(namedcallgroup\)=([^,]*, )*501([^-_.0-9A-Za-z]|$)"


async def test_what_filters_let_through(lab: Lab) -> None:
    """What the doctor says of a filter is what Asterisk does."""
    filters = (
        ("Event: (DialBegin|Newstate)",),
        ("Event: (DialBegin|DialEnd|Newstate)",),
        ("!Event: Hangup",),
        (GROUP_501, "!Event: (Hangup|Cdr)"),
        ("ChannelStateDesc: Ringing",),
        ("Event: Newstate.*Desc: Ringing",),
        ("Event: (Newstate|DialBegin|Hangup)",),
        ("Event: (DialBegin|DialEnd|Hangup)", "ChannelStateDesc: Ringing"),
        (GROUP_501, "Channel: PJSIP/204-"),
    )
    for number, lines in enumerate(filters):
        account = f"[filter{number}]\nsecret = filter{number}\nread = call\nwrite = reporting\n"
        its_filters = "".join(f"eventfilter = {line}\n" for line in lines)
        lab.change("manager.conf", more=f"{account}{its_filters}")
    await lab.console("manager reload")
    wires = [await lab.observe(f"filter{number}") for number in range(len(filters))]
    phone = await lab.phone("101")
    caller = await lab.call("101")
    call = await phone.next_call()
    (leg,) = await lab.observer.ringing("PJSIP/101")
    await call.answer()
    await caller.answered()
    await caller.hang_up()
    await lab.observer.all_gone()
    for lines, wire in zip(filters, wires, strict=True):
        for _ in range(2):  # the first answer may overtake events
            await wire.action("Ping")
        told = {
            (event["Event"], event["ChannelStateDesc"] if event["Event"] == "Newstate" else "")
            for event in wire.events
            if leg.uniqueid in (event["Uniqueid"], event["DestUniqueid"])
        }
        assert ("Newstate", "Ringing") in told
        answered = {("Newstate", "Up"), ("DialEnd", "")} & told
        ends = ("Hangup", "") in told and answered
        group = PickupGroup(GroupId("501"))
        assert blocks_ends(lines, [group]) == (not ends), (lines, told)


async def test_groups_whose_names_are_no_numbers(lab: Lab) -> None:
    """In an expression "+" and "(" mean something else, and in a file ";" begins a comment."""
    groups = ["Sales (IT)", "c++", "r;d"]
    listed = ",".join(groups).replace(";", r"\;")
    lab.change("pjsip.conf", ("call_group = 501", f"call_group = {listed}"))
    for number, group in enumerate(groups):
        line, _ = filter_lines([GroupId(group)], "204")
        account = f"[odd{number}]\nsecret = odd{number}\nread = call\nwrite =\n{line}\n"
        lab.change("manager.conf", more=account)
    await lab.console("manager reload", "module reload res_pjsip.so")
    wires = [await lab.observe(f"odd{number}") for number in range(len(groups))]
    await lab.phone("101")
    await lab.call("101")
    (leg,) = await lab.observer.ringing("PJSIP/101")
    for wire in wires:
        await wire.event(lambda event: event["Uniqueid"] == leg.uniqueid)


def told_where(lines: tuple[str, ...]) -> str:
    """The head of the section to which the lines are said to belong."""
    head, _, where = lines[0].partition("  ; ")
    assert where.startswith("add to the existing ")
    return head


async def test_what_it_advises_helps_where_it_says(lab: Lab) -> None:
    """At the end of the file it would not: Asterisk reads the first of two sections alone."""
    etc = lab.folder / "etc"
    for name, line in ("manager.conf", "channelvars = "), ("pjsip.conf", "send_pai = "):
        lab.change(name, (line, f"; {line}"))
    reloads = ("manager reload", "module reload res_pjsip.so")
    await lab.console(*reloads)
    mended = {"channelvars", "eventfilter", "networks", "writetimeout", "connected line"}
    advice = [f for f in await examined(lab, "agent") if f.severity is Severity.ADVICE]
    assert {finding.check for finding in advice} >= mended
    for fix in (fix for finding in advice if finding.check in mended for fix in finding.fix):
        if fix.file in {"manager.conf", "pjsip.conf"}:
            before, head, after = (etc / fix.file).read_text().partition(told_where(fix.lines))
            line, _, after = after.partition("\n")
            told = "\n".join((f"{before}{head}{line}", *fix.lines[1:], after))
            (etc / fix.file).write_text(told)
    await lab.console(*reloads)
    findings = [one for one in await examined(lab, "agent") if one.check in mended]
    assert {finding.severity for finding in findings} == {Severity.OK}


async def test_a_certificate_over_tls(lab: Lab) -> None:
    office = AsteriskOffice(lab)
    chosen = msgspec.structs.replace(
        office.settings(), tls=True, port=lab.ami_tls_port, ca_file=str(lab.ca_file)
    )
    facts = await collect_facts(chosen, office.secret(), call=False)
    assert facts.encrypted
    assert facts.certificate
    assert facts.certificate.names == ("localhost", "127.0.0.1")
    assert 0.9 < facts.certificate.days_left < 1
    (finding,) = of(examine(facts), "certificate")
    assert finding.severity is Severity.WARNING


async def test_a_new_certificate_is_served_after_what_it_advises(lab: Lab) -> None:
    """`manager reload` alone does nothing where manager.conf is as it was."""
    office = AsteriskOffice(lab)
    chosen = msgspec.structs.replace(
        office.settings(), tls=True, port=lab.ami_tls_port, ca_file=str(lab.ca_file)
    )
    (old,) = of(examine(await collect_facts(chosen, office.secret(), call=False)), "certificate")
    write_certificates(lab.folder / "tls", days_left=90)
    console = shlex.join((*lab._binaries.asterisk, "-C", f"{lab.folder}/etc/asterisk.conf"))
    for line in (line for fix in old.fix for line in fix.lines):
        command = line.replace("/etc/asterisk", f"{lab.folder}/etc")
        command = command.replace("asterisk -rx", f"{console} -rx")
        subprocess.run(command, shell=True, check=True, timeout=30)  # noqa: ASYNC221, S602 - its advice
    (new,) = of(examine(await collect_facts(chosen, office.secret(), call=False)), "certificate")
    assert new.severity is Severity.OK


async def test_the_codes(lab: Lab) -> None:
    """A softphone's context has to include them; the contexts of this PBX do, but for one."""
    office = AsteriskOffice(lab)

    async def said(account: str = "watcher", **changes: str) -> list[tuple[str, str]]:
        chosen = msgspec.structs.replace(office.settings(account=account), **changes)
        findings = examine(await collect_facts(chosen, office.secret(account), call=False))
        return [(f.severity.value, f.what) for f in of(findings, "codes")]

    assert await said() == [("ok", "The PBX has the pickup codes (**501, ...).")]
    assert [level for level, _ in await said(service_code="*7")] == ["problem"]
    lab.change("extensions.conf", ("include => cornetta-pickup", ""))
    await lab.console("dialplan reload")
    good, apart = sorted(await said())
    assert good[0] == "ok"
    assert apart == (
        "problem",
        "Your phone cannot dial the codes: its context office does not include them.",
    )
    # A click does without, a handset does not.
    assert sorted(await said("agent")) == [("advice", apart[1]), good]
    # Where a switch leads, the dialplan says that there are none, if func_dialplan is loaded.
    switch = "[office]\nswitch => Loopback/@elsewhere"
    lab.change("extensions.conf", ("[office]", switch), more="[elsewhere]\n")
    await lab.console("dialplan reload")
    assert await said() == [good]
    await lab.stop()
    more = "load = pbx_loopback.so\nload = func_dialplan.so\n"
    lab.change("modules.conf", more=more)
    await lab.start()
    assert sorted(await said()) == [good, apart]
    lab.change("extensions.conf", more="include => cornetta-pickup\n")
    await lab.console("dialplan reload")
    assert await said() == [good]


async def test_other_codes_that_begin_alike(lab: Lab) -> None:
    """What is said to come first does, and what is said to be hidden is."""
    office = AsteriskOffice(lab)
    include = "include => cornetta-pickup|00:00-23:59|*|*|*\n"
    contexts = (
        f"[desk]\ninclude => own\n{include}include => features,*,*,*,*\ninclude => office\n"
        "[own]\nexten => **101,1,Answer()\n same => n,Hangup()\n"
        "[features]\nexten => **102,1,Answer()\n same => n,Hangup()\n"
    )
    lab.change("extensions.conf", ("include => cornetta-pickup", ""), more=contexts)
    lab.change("pjsip.conf", ("context = office", "context = desk"))
    await lab.console("dialplan reload", "module reload res_pjsip.so")

    findings = await examined(lab, "agent")
    assert [(f.severity, f.what) for f in of(findings, "same beginning")] == [
        (
            Severity.WARNING,
            "Other codes of the PBX begin with ** and come first: **101 (in own).",
        ),
        (Severity.ADVICE, "Other codes of the PBX begin with **: **102 (in features)."),
    ]
    assert [f.severity for f in of(findings, "codes")] == [Severity.OK]
    await office.switch_on("204")
    await (await lab.call("**101", from_desk="204")).answered()
    assert await (await lab.call("**102", from_desk="204")).refused()


async def test_a_switch_comes_before_the_codes(lab: Lab) -> None:
    """Nobody can see what it leads to; the context that is advised finds the codes before it."""
    switch = "[office]\nswitch => Loopback/@elsewhere"
    elsewhere = "[elsewhere]\nexten => _**5XX,1,Answer()\n same => n,Hangup()\n"
    lab.change("extensions.conf", ("[office]", switch), more=elsewhere)
    await lab.stop()
    lab.change("modules.conf", more="load = pbx_loopback.so\n")
    await lab.start()
    (unseen,) = of(await examined(lab, "agent"), "same beginning")
    assert unseen.severity is Severity.UNKNOWN
    assert "Loopback/@elsewhere (in office)" in unseen.what
    await lab.phone("204")
    await (await lab.call("**501", from_desk="204")).answered()

    context, phone = (fix.lines for fix in unseen.fix if fix.file.endswith(".conf"))
    lab.change("extensions.conf", more="\n".join((*context, "")))
    lab.change("pjsip.conf", more="\n".join(("[204](+type=endpoint)", *phone[1:], "")))
    await lab.console("dialplan reload", "module reload res_pjsip.so")
    assert of(await examined(lab, "agent"), "same beginning") == []
    assert await (await lab.call("**501", from_desk="204")).refused()


async def test_codes_of_an_older_file(lab: Lab) -> None:
    newest = """exten => s,1,GotoIf($["${LEN(x)}" != "1"]?lacking,1)\n same => n,"""
    lab.change("cornetta-pickup.conf", (newest, "exten => s,1,"))
    await lab.console("dialplan reload")
    (older,) = of(await examined(lab, "agent"), "codes")
    assert (older.severity, "another version" in older.what) == (Severity.ADVICE, True)


@pytest.mark.parametrize("module", ["func_channel", "func_logic", "func_strings"])
async def test_without_a_module(lab: Lab, module: str) -> None:
    assert of(await examined(lab, "agent"), "modules") == []
    lab.change("modules.conf", (f"load = {module}.so\n", ""))
    await lab.restart()
    (missing,) = of(await examined(lab, "agent"), "modules")
    assert missing.what == f"The PBX has not loaded {module}."


async def test_without_the_module_that_asks_my_phone_to_answer(lab: Lab) -> None:
    """No account with few rights can ask for it: the finding names both that it may be."""
    lab.change("modules.conf", ("load = res_pjsip_header_funcs.so\n", ""))
    await lab.restart()
    office = AsteriskOffice(lab)
    await office.switch_on("204")
    chosen = msgspec.structs.replace(office.settings(), answer_timeout=1)
    facts = await collect_facts(chosen, office.secret(), call=True)
    (rang,) = of(examine(facts), "auto-answer")
    assert rang.what.startswith("Your phone rang and did not answer by itself")
    assert "module load res_pjsip_header_funcs" in rang.fix[-1].lines[0]


async def test_without_the_module_that_reads_files(lab: Lab) -> None:
    """All lines read as empty then; that is no proof that they are."""
    lab.change("modules.conf", ("load = func_config.so\n", ""))
    await lab.restart()
    findings = await examined(lab, "agent")
    unknown = {f.check for f in findings if f.severity is Severity.UNKNOWN}
    assert unknown - {"version"} == {
        "hearing",
        "networks",
        "eventfilter",
        "channelvars",
        "writetimeout",
    }


async def test_a_phone_that_is_not_told_who_called(lab: Lab) -> None:
    """A click tells it all the same, with the INVITE; a code would not."""
    lab.change("pjsip.conf", ("send_pai = yes", "send_pai = no"))
    await lab.restart()
    (untold,) = of(await examined(lab, "agent"), "connected line")
    assert untold.severity is Severity.ADVICE
    (untold,) = of(await examined(lab, "watcher"), "connected line")
    assert untold.severity is Severity.WARNING
    office = AsteriskOffice(lab)
    await office.switch_on("101", "204")
    await office.call("101", name="First Caller", number="0451")
    await office.rang_with("101")
    async with running(office.settings(), office.secret()) as desk:
        assert (await desk.pickup(AnyCall())).outcome is Outcome.PICKED_UP
    assert await office.rang_with("204") == Party("0451", "First Caller")


async def test_lines_that_asterisk_refuses(lab: Lab) -> None:
    """One that is misspelt costs the whole phone, and a number that is too large its group."""
    lab.change(
        "pjsip.conf",
        ("aors = 204\n", "aors = 204\ncallgroup = 1\n"),
        ("aors = 206\n", "aors = 206\npickup_group = 501\n"),
    )
    await lab.restart()
    (refused,) = of(await examined(lab, "agent"), "extension")
    assert (
        refused.what == "The PBX has no endpoint 204, though pjsip.conf has a section of this name."
    )
    (unheeded,) = of(await examined(lab, "agent", "206"), "groups")
    assert unheeded.what.endswith("though pjsip.conf says 501.")
    (absent,) = of(await examined(lab, "agent", "299"), "extension")
    assert absent.what == "The PBX has no endpoint 299."


async def test_a_phone_that_is_not_registered(lab: Lab) -> None:
    (finding,) = of(await examined(lab, "agent", "209"), "phones")
    assert finding.what == "Your phone is not registered, or the PBX cannot reach it."


async def test_two_phones_of_one_extension(lab: Lab) -> None:
    """A click rings the one that is named, and no other."""
    office = AsteriskOffice(lab)
    await office.switch_on("101", "204", "206")
    assert of(await examined(lab, "agent"), "phones") == []
    phones = [office.phones[name] for name in ("204", "206")]
    second = f"[204](+type=aor)\ncontact = sip:204@127.0.0.1:{phones[1].sipp.port}\n"
    lab.change("pjsip.conf", more=second)
    await lab.console("module reload res_pjsip.so")
    (finding,) = of(await examined(lab, "agent"), "phones")
    assert finding.severity is Severity.WARNING
    await office.call("101", number="0451")
    async with running(office.settings(), office.secret()) as desk:
        await desk.rings_at("101")
        assert (await desk.pickup(AnyCall())).outcome is Outcome.PICKED_UP
    (rung,) = (phone.sipp.port for phone in phones if phone.calls)
    assert finding.what == f"Of your 2 phones a click rings only sip:204@127.0.0.1:{rung}."


async def test_a_code_of_asterisks_own(lab: Lab) -> None:
    """It is said to be dangerous where it is seen to be; as advised, it is gone."""
    version = (await lab.observer.action("CoreSettings"))["AsteriskVersion"]
    kept = of(await examined(lab, "agent"), "pickupexten")
    assert [finding.severity for finding in kept] == (
        [Severity.WARNING] if int(version[:2]) >= 20 else []
    )
    for fix in (fix for finding in kept for fix in finding.fix):
        if fix.file == "features.conf":
            (lab.folder / "etc" / fix.file).write_text("\n".join((*fix.lines, "")))
    await lab.console("module reload features")
    assert of(await examined(lab, "agent"), "pickupexten") == []


async def test_events_that_the_pbx_keeps_to_itself(lab: Lab) -> None:
    """Once the line is as it advises, they come; a line that is just taken out goes on to count."""
    manager = lab.folder / "etc" / "manager.conf"
    before = manager.read_text()

    async def stands(line: str) -> list[Finding]:
        manager.write_text(before.replace("[general]", f"[general]\n{line}", 1))
        await lab.console("manager reload")
        return of(await examined(lab, "agent"), "disabledevents")

    (kept,) = await stands("disabledevents = Newstate")
    assert kept.severity is Severity.PROBLEM
    office = AsteriskOffice(lab)
    await office.switch_on("101")
    assert await stands(kept.fix[0].lines[1]) == []
    async with running(office.settings(), office.secret()) as desk:
        await office.call("101", number="0451")
        await desk.rings_at("101")


@pytest.mark.parametrize("right", ["call", "reporting"])
async def test_either_right_reads_every_secret(lab: Lab, right: str) -> None:
    """What the doctor says of an account with it; 'originate' alone reads none at once."""
    sections = (
        f"[nosy]\nsecret = nosy\nread = call\nwrite = {right}\n"
        "[other]\nsecret = of-somebody-else\nread = call\nwrite =\n"
    )
    lab.change("manager.conf", more=sections)
    await lab.console("manager reload")
    nosy = await lab.observe("nosy")
    read = await nosy.action("Getvar", Variable="AST_CONFIG(manager.conf,other,secret)")
    assert read["Value"] == "of-somebody-else"
    (secrets,) = of(await examined(lab, "nosy"), "secrets")
    assert secrets.severity is Severity.ADVICE
    originator = await lab.observe("originator")
    with pytest.raises(Refused):
        await originator.action("Getvar", Variable="AST_CONFIG(manager.conf,other,secret)")
    assert of(await examined(lab, "originator"), "secrets") == []
