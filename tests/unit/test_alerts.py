"""When calls alert: by the rules as they are, and as a slow and simple reading of them has it."""

from collections.abc import Iterable

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from client.alerts.quiet import is_quiet
from client.alerts.rules import SOUND_AT_MOST_S, Alerts
from client.alerts.ways import Level, Way, level_at, ways_of
from client.calls.call import Call, CallId, Leg
from client.calls.events import GroupId, LegState, Party
from client.config.preferences import AlertPreferences, GroupAlerts

SUPPORT, SALES, THREE = GroupId("501"), GroupId("502"), GroupId("3", numeric=True)
STEPS = (1, 3, 7)
ALL = frozenset(Way)


def call(
    name: str = "a",
    since: float = 100.0,
    groups: Iterable[GroupId] = (SUPPORT,),
    *,
    rings_me: bool = False,
) -> Call:
    caller = Party("045", name)
    leg = Leg("leg", "103", Party("103"), caller, frozenset(groups), LegState.RINGING, (1.0, 1))
    return Call(CallId("pbx", name), (leg,), "", since, rings_me)


def alerts(**preferences: object) -> Alerts:
    return Alerts(msgspec.convert(preferences, AlertPreferences))


def does(rules: Alerts, name: str = "a") -> frozenset[Way]:
    alert = rules.get(CallId("pbx", name))
    assert alert is not None
    return alert.ways


def test_a_call_alerts_after_six_seconds_in_every_way() -> None:
    rules = alerts()
    rules.put(call(), 100.0)
    assert does(rules) == frozenset()
    assert rules.next_change() == 106.0
    assert rules.advance(105.9) == []
    assert rules.advance(106.0) == [CallId("pbx", "a")]
    assert does(rules) == ALL
    assert rules.count(Way.BADGE) == 1
    rules.drop(CallId("pbx", "a"))
    assert (rules.count(Way.BADGE), rules.sound(STEPS), rules.next_change()) == (0, 0, None)


def test_a_call_that_rings_for_long_already_alerts_at_once() -> None:
    rules = alerts()
    rules.start([call(since=20.0)], 100.0)
    assert (does(rules), rules.sound(STEPS)) == (ALL, 3)


def test_after_a_new_link_only_what_rings_now_counts() -> None:
    rules = alerts()
    rules.put(call("gone", since=50.0), 100.0)
    rules.start([call(since=50.0)], 100.0)
    assert rules.get(CallId("pbx", "gone")) is None
    assert rules.count(Way.BADGE) == 1
    rules.start([], 100.0)
    assert (rules.count(Way.BADGE), rules.sound(STEPS), rules.next_change()) == (0, 0, None)


def test_each_way_is_a_switch_of_its_own_for_all_and_for_a_group() -> None:
    for way in Way:
        rules = alerts(**{way.value: False})
        rules.put(call(), 200.0)
        assert does(rules) == ALL - {way}
        rules = alerts(**{way.value: False}, groups={"501": {way.value: True}})
        rules.put(call(), 200.0)
        assert does(rules) == ALL
        rules = alerts(groups={"501": {way.value: False}})
        rules.put(call(groups=[SUPPORT]), 200.0)
        rules.put(call("b", groups=[SUPPORT, SALES]), 200.0)
        assert (does(rules), does(rules, "b")) == (ALL - {way}, ALL)


def test_on_duty_there_is_no_delay() -> None:
    rules = alerts(groups={"501": {"on_duty": True, "delay_s": 30}, "#3": {"delay_s": 2}})
    rules.put(call(groups=[SUPPORT]), 100.0)
    rules.put(call("b", groups=[THREE]), 100.0)
    rules.put(call("c", groups=[SALES]), 100.0)
    rules.put(call("d", groups=[THREE, SUPPORT, SALES]), 100.0)
    assert [does(rules, name) for name in "abcd"] == [ALL, frozenset(), frozenset(), ALL]
    assert rules.next_change() == 102.0


def test_nothing_for_a_call_that_my_own_phone_rings_for() -> None:
    rules = alerts(delay_s=0)
    rules.put(call(rings_me=True), 100.0)
    assert does(rules) == frozenset()
    rules.put(call(), 108.0)
    assert does(rules) == ALL
    rules.put(call(rings_me=True), 109.0)
    assert (does(rules), rules.sound(STEPS), rules.count(Way.BADGE)) == (frozenset(), 0, 0)


def test_what_is_dismissed_only_counts() -> None:
    rules = alerts(delay_s=0)
    rules.put(call(), 100.0)
    rules.dismiss(CallId("pbx", "a"), 101.0)
    rules.dismiss(CallId("pbx", "unknown"), 101.0)
    assert (does(rules), rules.sound(STEPS)) == (frozenset([Way.BADGE]), 0)
    rules.put(call(), 102.0)
    rules.advance(150.0)
    assert does(rules) == frozenset([Way.BADGE])


@pytest.mark.parametrize(
    ("waiting", "sound"), [(0, 0), (1, 1), (2, 1), (3, 2), (6, 2), (7, 3), (50, 3)]
)
def test_the_sound_goes_by_the_number_of_calls(waiting: int, sound: int) -> None:
    rules = alerts(delay_s=0)
    for number in range(waiting):
        rules.put(call(str(number)), 100.0)
    assert rules.sound(STEPS) == sound


def test_alerts_grow_with_age() -> None:
    rules = alerts()
    rules.put(call(), 100.0)
    heard = []
    while (at := rules.next_change()) is not None:
        rules.advance(at)
        alert = rules.get(CallId("pbx", "a"))
        assert alert is not None
        heard.append((at, alert.level, rules.sound(STEPS)))
    assert heard == [
        (106.0, Level.CALM, 1),
        (120.0, Level.AMBER, 2),
        (140.0, Level.RED, 3),
        (106.0 + SOUND_AT_MOST_S, Level.RED, 0),
    ]


def test_the_first_sound_can_wait_for_a_second_call() -> None:
    rules = alerts(delay_s=0)
    rules.put(call("a", since=50.0), 100.0)
    assert rules.sound((2, 3, 7)) == 0
    rules.put(call("b"), 100.0)
    assert rules.sound((2, 3, 7)) == 3  # the first of the two is red
    rules.put(call("c"), 100.0)
    assert rules.sound((2, 3, 7)) == 3  # there is no fourth


def test_a_call_that_has_sounded_for_long_enough_still_counts_for_the_next() -> None:
    rules = alerts(delay_s=0, amber_s=3000, red_s=3600)
    for name in "ab":
        rules.put(call(name), 100.0)
    rules.advance(160.0)
    assert rules.sound(STEPS) == 0
    rules.put(call("c", since=161.0), 161.0)
    assert rules.sound(STEPS) == 2


def test_other_preferences_count_at_once() -> None:
    rules = alerts(delay_s=0)
    rules.put(call(), 101.0)
    assert rules.prefer(AlertPreferences(sound=False), 101.0) == [CallId("pbx", "a")]
    assert does(rules) == frozenset()
    rules.advance(106.0)
    assert does(rules) == ALL - {Way.SOUND}
    assert rules.prefer(AlertPreferences(sound=False), 106.0) == []


def test_a_groups_name_in_the_preferences() -> None:
    assert (SUPPORT.written, THREE.written) == ("501", "#3")
    assert ways_of(AlertPreferences(groups={"3": GroupAlerts(sound=False)}), THREE).ways == ALL


# Any sequence

NAMES = st.sampled_from("abcdef")
PREFERENCES = st.builds(
    AlertPreferences,
    popup=st.booleans(),
    sound=st.booleans(),
    delay_s=st.sampled_from([0, 6, 6.1]),
    amber_s=st.sampled_from([20, 0.3]),
    groups=st.dictionaries(
        st.sampled_from(["501", "502"]),
        st.builds(GroupAlerts, on_duty=st.booleans(), sound=st.none() | st.booleans()),
    ),
)
STEPS_TAKEN = st.lists(
    st.one_of(
        st.tuples(
            st.just("put"),
            NAMES,
            st.sets(st.sampled_from([SUPPORT, SALES]), min_size=1),
            st.booleans(),
        ),
        st.tuples(st.just("drop"), NAMES),
        st.tuples(st.just("dismiss"), NAMES),
        st.tuples(st.just("wait"), st.floats(0, 50)),
        st.tuples(st.just("prefer"), PREFERENCES),
    ),
    max_size=40,
)


@given(PREFERENCES, STEPS_TAKEN)
def test_time_in_steps_comes_to_what_one_look_would_see(
    preferences: AlertPreferences, steps: list[tuple[object, ...]]
) -> None:
    now, rules = 100.0, Alerts(preferences)
    rings: dict[str, Call] = {}
    quieted: set[str] = set()
    for step in steps:
        match step:
            case "put", str(name), set(groups), bool(rings_me):
                since = rings[name].since if name in rings else now - 3.3
                rings[name] = call(name, since, groups, rings_me=rings_me)
                rules.put(rings[name], now)
            case "drop", str(name):
                rings.pop(name, None)
                quieted.discard(name)
                rules.drop(CallId("pbx", name))
            case "dismiss", str(name):
                quieted |= {name} & set(rings)
                rules.dismiss(CallId("pbx", name), now)
            case "wait", float(seconds):
                now += seconds
                rules.advance(now)
            case "prefer", AlertPreferences() as preferences:
                rules.prefer(preferences, now)
        rules.advance(now)
        due = rules.next_change()
        assert due is None or due > now
        for name, one in rings.items():
            alert = rules.get(one.id)
            assert alert is not None
            assert alert.ways == expected(one, preferences, now, dismissed=name in quieted)
            assert alert.level is level_at(now, one.since, preferences)
            assert not alert.sounds or Way.SOUND in alert.ways
        for way in Way:
            assert rules.count(way) == sum(way in does(rules, name) for name in rings)
        sounding = [a for one in rings.values() if (a := rules.get(one.id)) and a.sounds]
        assert (rules.sound((1, 3, 7)) > 0) == bool(sounding)


def expected(
    one: Call, preferences: AlertPreferences, now: float, *, dismissed: bool
) -> frozenset[Way]:
    ways: set[Way] = set()
    for group in [] if one.rings_me else one.groups:
        wanted = ways_of(preferences, group)
        if now >= one.since + wanted.delay_s:
            ways |= wanted.ways
    return frozenset(ways & {Way.BADGE} if dismissed else ways)


@pytest.mark.parametrize(
    ("begins", "ends", "quiet"),
    [
        ("22:00", "07:00", ["22:00", "23:59", "00:00", "06:59"]),
        ("12:00", "22:00", ["12:00"]),
        ("00:00", "00:00", ["22:00", "23:59", "00:00", "06:59", "07:00", "12:00"]),
        ("", "07:00", []),
        ("22:00", "", []),
    ],
)
def test_quiet_hours(begins: str, ends: str, quiet: list[str]) -> None:
    times = ("22:00", "23:59", "00:00", "06:59", "07:00", "12:00")
    assert [time for time in times if is_quiet(time, begins, ends)] == quiet
