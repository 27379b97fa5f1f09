"""Commands that no test can run here, each with the reason; one that no page has any more fails."""

NOT_RUN: dict[str, str] = {
    "packaging/test_python.sh 3.13": "fetches another Python's libraries, and takes minutes",
    "pre-commit install": "would change this checkout's own hooks",
    "python -c pass": "what `make bench` compares a start with, and starts itself",
    "sudo apt install ./dist/cornetta_*.deb": "packaging/try_deb.sh does it in a fresh Debian",
    "sudo apt remove cornetta": "packaging/try_deb.sh does it in a fresh Debian",
    "sudo install -o asterisk -m 640 cornetta-*.conf /etc/asterisk": "needs Asterisk's own user",
    "sudo install -D -o asterisk -m 400 -t /etc/asterisk/keys asterisk.pem asterisk.key": (
        "needs Asterisk's own user"
    ),
    "sudo install -D -m 644 -t /etc/xdg/autostart"
    " /usr/share/applications/desktop.cornetta.client.desktop": "would start it at every login",
    'printf %s "$SECRET" | secret-tool store --label Cornetta service cornetta'
    " username anna@pbx.example.com:5039": (
        "tests/integration/test_real_keyring.py stores one with the same names"
    ),
    "pipx uninstall cornetta": "it would take away what the tests run",
    "pipx install dist/cornetta-*.whl": "tests/packages installs the wheel in a clean place",
    "python -m tests.asterisk.record_sessions": "records for minutes, into tests/fixtures/sessions",
}
