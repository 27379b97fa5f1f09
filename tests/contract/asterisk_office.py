"""The office on a real Asterisk, with SIPp phones."""

from client.calls.events import Party
from client.config.credentials import Secret
from client.config.settings import Settings
from tests.asterisk import phones, sip
from tests.asterisk.lab import Lab
from tests.contract.office import RingsWith


class AsteriskCaller:
    """A SIPp caller."""

    def __init__(self, office: "AsteriskOffice", caller: phones.Caller) -> None:
        self._office = office
        self._caller = caller

    async def give_up(self) -> None:
        await self._caller.cancel()

    async def hang_up(self) -> None:
        await self._caller.answered()
        await self._caller.hang_up()

    async def talks_with(self, extension: str) -> None:
        call = await self._office.phones[extension].current_call()
        await self._office.lab.talking(self._caller, call)

    async def sees(self, party: Party) -> None:
        await self._caller.sees(sip.Party(party.name, party.number))


class AsteriskOffice:
    """Drives a lab; see `tests.contract.office.Office`."""

    def __init__(self, lab: Lab) -> None:
        self.lab = lab
        self.phones: dict[str, phones.Phone] = {}

    def settings(self, extension: str = "204", *, account: str = "agent") -> Settings:
        return Settings(
            host="127.0.0.1", port=self.lab.ami_port, username=account, extension=extension
        )

    def secret(self, account: str = "agent") -> Secret:
        return Secret(account)

    async def switch_on(self, *extensions: str, rings_with: RingsWith = "180") -> None:
        for extension in extensions:
            self.phones[extension] = await self.lab.phone(extension, rings_with=rings_with)

    async def switch_on_without_auto_answer(self, extension: str) -> None:
        self.phones[extension] = await self.lab.phone(extension, obeys="nothing")

    async def call(
        self, exten: str, *, name: str = "", number: str = "", from_desk: str = ""
    ) -> AsteriskCaller:
        caller = await self.lab.call(exten, name=name, number=number, from_desk=from_desk)
        return AsteriskCaller(self, caller)

    async def answer(self, extension: str) -> None:
        await (await self._ringing(extension)).answer()

    async def reject(self, extension: str) -> None:
        await (await self._ringing(extension)).reject()

    async def forward(self, extension: str, to: str) -> None:
        await (await self._ringing(extension)).forward(to)

    async def pick_up_from_handset(self, extension: str, of: str) -> None:
        await self.lab.call(f"*8{of}", from_desk=extension)

    async def dial_code(self, extension: str, code: str, of: str) -> None:  # noqa: ARG002 - it knows
        await self.lab.call(code, from_desk=extension)

    async def name_caller(self, extension: str, name: str, number: str) -> None:
        uniqueid = await self.lab.uniqueid(await self._ringing(extension))
        await self.lab.set_connected_line(uniqueid, name, number)

    async def rang_with(self, extension: str) -> Party:
        shown = (await self._newest(extension)).invite.party("From")
        return Party(shown.number, shown.name)

    async def not_ringing(self, extension: str) -> None:
        for call in self.phones[extension].calls:
            await call.ended()

    async def _newest(self, extension: str) -> phones.PhoneCall:
        phone = self.phones[extension]
        call = phone.calls[-1] if phone.calls else await phone.next_call()
        await call.until(
            lambda: call.first(received=False, statuses=(180, 183)), f"{extension} ringing"
        )
        return call

    async def _ringing(self, extension: str) -> phones.PhoneCall:
        await self._newest(extension)
        return next(call for call in reversed(self.phones[extension].calls) if call.end is None)
