"""Commands that no test can run here, each with the reason; one that no page has any more fails."""

NOT_RUN: dict[str, str] = {
    "python -m tests.asterisk.record_sessions": "records for minutes, into tests/fixtures/sessions",
}
