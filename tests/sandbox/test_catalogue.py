"""The made-up catalogue: the same in every process, ids that lead back, what each demonstration artist is for."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theset_assets.sandbox import demo, ids, names, profiles, tours
from theset_assets.sandbox.discography import discography, listed
from theset_assets.sandbox.profiles import Profile, by_attraction, by_spotify, on_spotify, on_ticketmaster

START = dt.date(2026, 11, 1)

_DIGEST = """
import datetime, hashlib
from theset_assets.sandbox import demo, discography, names, profiles, tours
whole = []
for one in [*(d.id for d in demo.DEMO_ARTISTS if d.events + d.releases < 100), "K8vZ9171Lz0", "any-id_at-all"]:
    profile = profiles.by_attraction(one)
    whole += [profile, discography.discography(profile), tours.own_events(profile, datetime.date(2026, 11, 1))]
whole += [profiles.on_ticketmaster("the copper lanterns"), profiles.on_spotify("Ashgrove")]
print(hashlib.sha256(repr(whole).encode()).hexdigest())
"""


def _profile(attraction_id: str) -> Profile:
    found = by_attraction(attraction_id)
    assert found is not None
    return found


def _events(attraction_id: str) -> tuple[tours.Event, ...]:
    return tours.own_events(_profile(attraction_id), START)


def test_every_process_makes_the_same_catalogue() -> None:
    digests = {
        subprocess.run(
            [sys.executable, "-c", _DIGEST],
            env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(["."])},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(digests) == 1
    assert len(digests.pop().strip()) == 64


@given(st.text(max_size=60))
def test_a_name_has_one_spelling_and_comes_out_of_its_number(text: str) -> None:
    name = names.canonical(text)
    assert names.canonical(name) == name
    packed = names.pack(name) if name else None
    if packed is not None:
        assert 0 <= packed < names.PACKED_SPACE
        assert names.unpack(packed) == name


@pytest.mark.parametrize(
    "name", ["!!!", "Beyoncé", "Sigur Rós", "Мумий Тролль", "椎名林檎", "방탄소년단", "Florence + The Machine"]
)
def test_ordinary_names_of_any_script_fit_into_a_spotify_id(name: str) -> None:
    packed = names.pack(names.canonical(name))
    assert packed is not None
    assert names.unpack(packed) == names.canonical(name)


@settings(max_examples=50, deadline=None)
@given(st.text(min_size=1, max_size=300))
def test_what_a_search_finds_can_be_read_by_its_id_and_leads_to_spotify_and_back(keyword: str) -> None:
    for found in on_ticketmaster(keyword):
        assert len(found.attraction_id) <= 120
        assert by_attraction(found.attraction_id) == found
        if found.spotify_id is not None:
            key = ids.read_spotify_id(found.spotify_id)
            assert key is not None
            on_other_side = by_spotify(key.who, key.variant)
            assert on_other_side is not None
            assert on_other_side.name == found.name
            back = [one for one in on_ticketmaster(on_other_side.name) if one.spotify_id == found.spotify_id]
            assert [one.name for one in back] == [found.name]


@given(st.from_regex(r"[A-Za-z0-9_-]{3,120}", fullmatch=True).filter(lambda one: not one.startswith("NOPE")))
def test_any_attraction_id_gives_an_artist(attraction_id: str) -> None:
    found = _profile(attraction_id)
    assert found.attraction_id == attraction_id
    assert found.name
    assert 3 <= found.events <= 25
    assert 4 <= found.releases <= 25


@pytest.mark.parametrize("attraction_id", ["NOPE", "NOPE123", "a", "with space", "x" * 121, "ä" * 10])
def test_unknown_and_malformed_ids_give_none(attraction_id: str) -> None:
    assert by_attraction(attraction_id) is None


@given(
    st.integers(0, profiles.names.PACKED_SPACE + 1023),
    st.integers(0, ids.MAX_VARIANT),
    st.integers(1, ids.MAX_RELEASES),
    st.integers(1, ids.MAX_TRACKS),
)
def test_spotify_ids_say_what_they_stand_for(who: int, variant: int, release: int, track: int) -> None:
    for key in (
        ids.SpotifyKey(ids.Kind.ARTIST, who, variant),
        ids.SpotifyKey(ids.Kind.ALBUM, who, variant, release),
        ids.SpotifyKey(ids.Kind.TRACK, who, variant, release, track),
    ):
        text = key.encoded()
        assert ids.SPOTIFY_ID.fullmatch(text)
        assert ids.read_spotify_id(text) == key


@pytest.mark.parametrize("artist", demo.DEMO_ARTISTS, ids=lambda one: one.id)
def test_demo_artists_have_what_they_promise(artist: demo.DemoArtist) -> None:
    profile = _profile(artist.id)
    assert (profile.name, len(_events(artist.id))) == (artist.name, artist.events)
    assert len(discography(profile)) == (artist.releases if artist.on_spotify else 0)
    assert artist.id in [one.attraction_id for one in on_ticketmaster(artist.name.upper())]
    ahead = [one for one in _events(artist.id) if one.local_date and one.local_date >= START + dt.timedelta(days=31)]
    assert ahead, "no show is left at the month's end"


def test_event_ids_are_unique_and_lead_back() -> None:
    for artist in demo.DEMO_ARTISTS:
        events = _events(artist.id)[:50]
        assert len({event.id for event in events}) == len(events)
        assert [tours.event(event.id, START) for event in events] == list(events)
    assert tours.event("vvG1unknown", START) is None


def test_shape_and_ids_of_a_tour_do_not_depend_on_the_date() -> None:
    later = tours.own_events(_profile(demo.TOUR.id), dt.date(2031, 2, 1))
    assert [(one.id, one.status, one.venue) for one in later] == [
        (one.id, one.status, one.venue) for one in _events(demo.TOUR.id)
    ]


def test_namesakes_share_a_name_and_nothing_else() -> None:
    one, other = _profile(demo.NAMESAKE_A.id), _profile(demo.NAMESAKE_B.id)
    assert one.name == other.name
    assert one.spotify_id != other.spotify_id
    assert {release.name for release in discography(one)} != {release.name for release in discography(other)}
    found = on_spotify("ashgrove")
    assert [profile.name for profile in found].count("Ashgrove") == 2
    assert len(found) > 2, "near-misses come with it"


def test_live_albums_do_not_say_so_in_their_tracks() -> None:
    live = [release for release in discography(_profile(demo.LIVE.id)) if release.name.startswith("Live at")]
    assert live
    assert not any("live" in track.song.title.lower().split() for release in live for track in release.tracks)
    studio = {track.song.title for track in discography(_profile(demo.LIVE.id))[0].tracks}
    assert {"Oliver", "Live and Let Grow", "Demolition Waltz"} <= studio


def test_copies_have_equal_isrc_or_equal_title_and_duration() -> None:
    releases = discography(_profile(demo.COPIES.id))
    original, deluxe = releases[0], next(one for one in releases if one.name.endswith("(Deluxe Edition)"))
    clean = next(one for one in releases[1:] if one.name == original.name)
    isrcs = [track.song.isrc for track in original.tracks]
    assert [track.song.isrc for track in deluxe.tracks][: len(isrcs)] == isrcs
    assert len(deluxe.tracks) == len(isrcs) + 3
    assert [(one.song.title, one.song.duration_ms) for one in clean.tracks] == [
        (one.song.title, one.song.duration_ms) for one in original.tracks
    ]
    assert not {track.song.isrc for track in clean.tracks} & set(isrcs)
    assert any(len(release.tracks) == 62 and release.tracks[-1].disc == 3 for release in releases)
    assert Counter(release.group for release in releases)["single"] >= 3


def test_compilations_hold_other_artists_tracks() -> None:
    me = _profile(demo.COMPILATIONS.id)
    others = [release for release in listed(me) if release.group == "appears_on"]
    assert {release.kind for release in others} == {"album", "compilation"}
    for release in others:
        assert me not in release.artists
        mine = [track for track in release.tracks if me in track.song.artists]
        assert len(mine) == 1
        assert len(release.tracks) > 5
    assert any(release.group == "compilation" and me in release.artists for release in listed(me))


def test_the_troubled_tour_has_every_state() -> None:
    events = _events(demo.TOUR.id)
    assert {event.status for event in events} == {"onsale", "offsale", "cancelled", "postponed", "rescheduled", None}
    assert any(event.date_tba and event.local_date is None and event.initial for event in events)
    assert any(event.date_tba and event.initial is None for event in events)
    assert any(event.date_tbd for event in events)
    assert any(event.no_specific_time and not event.date_tbd for event in events)


def test_the_extras_are_twins_of_real_shows() -> None:
    events = _events(demo.EXTRAS.id)
    resale = [event for event in events if event.resale]
    for twin in resale:
        assert twin.id.startswith("Z")
        assert any((one.local_date, one.venue) == (twin.local_date, twin.venue) for one in events if not one.resale)
    assert len(resale) == 2
    by_day = Counter((one.local_date, one.venue) for one in events if one.name == demo.EXTRAS.name and not one.resale)
    assert 2 in by_day.values(), "matinee and evening"
    assert {event.sold_as for event in events} == {"Undefined", "Parking", "Upsell"}


def test_the_oddities_are_there() -> None:
    releases = discography(_profile(demo.ODDITIES.id))
    titles = [track.song.title for release in releases for track in release.tracks]
    assert any(len(title) > 500 for title in titles)
    assert any("\0" in title for title in titles)
    assert "" in [release.name for release in releases]
    assert {release.precision for release in releases} == {"day", "month", "year"}
    events = _events(demo.ODDITIES.id)
    assert any(event.test for event in events)
    assert any(len(event.name) > 500 for event in events)
    assert {event.segment for event in events} == {"Music", "Miscellaneous", "Arts & Theatre"}
