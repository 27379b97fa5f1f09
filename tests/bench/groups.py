"""The window of the pickup groups of a large PBX: how long it is away while one works in it."""

import json
import tempfile
from pathlib import Path
from statistics import median

from tests.bench.figure import ROUNDS, Figure
from tests.bench.large_pbx import GROUPS, USERS
from tests.bench.processes import environment, python, said, settings, speaking
from tests.bench.window import FRAME_MS


def figures(quick: bool) -> list[Figure]:  # noqa: FBT001 - all parts are called so
    """All that is measured of it."""
    rounds = 1 if quick else ROUNDS
    with tempfile.TemporaryDirectory() as name:
        env = environment(Path(name))
        with speaking(python("-m", "tests.bench.large_pbx"), env) as pbx:
            env |= settings(said(pbx)) | {
                "CORNETTA_USERNAME": "admin",
                "CORNETTA_SECRET": "admin",
                "CORNETTA_ADMIN_USERNAME": "admin",
                "CORNETTA_ADMIN_SECRET": "admin",
                "CORNETTA_EXTENSION": "1000",
                "QT_LOGGING_RULES": "*.warning=false",  # offscreen nothing is raised or grabbed
            }
            administrator = python("-m", "tests.bench.administrator", str(rounds))
            with speaking(administrator, env) as process:
                done: list[dict[str, float]] = [json.loads(said(process)) for _ in range(rounds)]
    away = {step: median(one[step] for one in done) for step in done[0]}
    step, longest = max(away.items(), key=lambda one: one[1])
    return [
        Figure(
            f"longest absence of the groups' window's thread, {USERS:,} users, {GROUPS} groups",
            "a screen frame",
            longest / FRAME_MS,
            f"{longest:.0f} ms, at '{step}' / {FRAME_MS:.1f} ms",
            goal=6,
        )
    ]
