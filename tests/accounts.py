"""The accounts of a simulated PBX, one for each kind of right that a client may meet."""

from client.simulator.accounts import Account, account, classes

ACCOUNTS = (
    account("admin", "all", "all"),
    account("agent", "call,agent", "originate,reporting"),
    account("reader", "call", ""),
    Account(
        "filtered",
        "filtered",
        classes("call"),
        classes("originate"),
        (r"ChanVariable: CHANNEL\(namedcallgroup\)=([^,]*, )*501(,|$)",),
    ),
    account("originator", "call", "originate"),
    account("watcher", "call", "reporting"),
    account("blind", "", "originate,reporting"),
    account("queues", "agent", "originate,reporting"),
    account("templated", "call", "originate,reporting"),
    account("included", "call", "originate,reporting"),
)
