"""Commands that no test can run here, each with the reason; one that no page has any more fails."""

NOT_RUN: dict[str, str] = {
    "pipx install dist/cornetta-*.whl": "tests/packages installs the wheel in a clean place",
    "python -m tests.asterisk.record_sessions": "records for minutes, into tests/fixtures/sessions",
}
