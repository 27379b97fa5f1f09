"""Where a PBX has its phones from."""

import pytest

from client.ami.message import parse
from client.ami.sources import Sources, endpoint_lines, sources

FILE = "endpoint=config,pjsip.conf,criteria=type=endpoint"
DATABASE = "endpoint=realtime,ps_endpoints"
TABLE = ("ps_endpoints",)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([], Sources()),
        (["aor=realtime,ps_aors", "endpoint/cache=memory_cache"], Sources()),
        ([FILE, DATABASE], Sources(databases=TABLE)),
        ([DATABASE], Sources(reads_file=False, databases=TABLE, before_file=TABLE)),
        (
            [DATABASE, FILE, "endpoint/x=realtime,more"],
            Sources(databases=(*TABLE, "more"), before_file=TABLE),
        ),
        (["endpoint=config,other.conf,criteria=type=endpoint"], Sources(reads_file=False)),
        (
            [FILE, f"{DATABASE},allow_unqualified_fetch=no"],
            Sources(databases=TABLE, lists_all=False),
        ),
        (
            [FILE, f"{DATABASE},allow_unqualified_fetch=error"],
            Sources(databases=TABLE, lists_all=False),
        ),
        ([FILE, f"{DATABASE},allow_unqualified_fetch=warn"], Sources(databases=TABLE)),
        (["endpoint=realtime", FILE], Sources()),
    ],
)
def test_places(lines: list[str], expected: Sources) -> None:
    told = [f"Line-000000-{number:06}: {line}" for number, line in enumerate(lines)]
    answer = "\r\n".join(["Response: Success", "Category-000000: res_pjsip", *told, ""])
    assert sources(endpoint_lines(parse(answer.encode()))) == expected
