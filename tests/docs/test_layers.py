"""The map in ARCHITECTURE.md stands in the order of the layers that `make check` enforces."""

import re
import tomllib

from tests.docs.pages import ROOT


def enforced() -> dict[str, int]:
    """Each module's layer, counted from the top."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        contracts = tomllib.load(file)["tool"]["importlinter"]["contracts"]
    [layers] = [one["layers"] for one in contracts if one.get("containers") == ["client"]]
    return {name: at for at, layer in enumerate(layers) for name in layer.split(" | ")}


def shown() -> list[str]:
    """The modules as the map names them, from the top."""
    page = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    block = re.search(r"```text\n(.*?)```", page, re.DOTALL)
    assert block
    heads = re.findall(r"^ {4}(\w.*?)(?: {2,}|$)", block[1], re.MULTILINE)
    return [name.removesuffix("/") for head in heads for name in re.split(r", | \| ", head)]


def test_the_map_is_in_the_order_of_the_layers() -> None:
    layer, names = enforced(), shown()
    assert len(names) > 20
    assert [name for name in names if name not in layer] == []
    assert names == sorted(names, key=layer.__getitem__)
