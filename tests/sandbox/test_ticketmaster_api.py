"""The Discovery API stand-in over HTTP: bodies, errors, paging, filters and limits."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import pytest

from theset_assets.sandbox import demo

MUSIC = "KZFzniwnSyZfZ7v7nJ"


def _error(answer) -> tuple[int, str]:
    return answer.status_code, answer.json()["errors"][0]["code"]


@pytest.mark.parametrize("suffix", [".json", ""])
def test_one_attraction_event_and_venue_by_id(ask, suffix: str) -> None:
    attraction = ask.tm(f"/attractions/{demo.SIXTY.id}{suffix}").json()
    assert (attraction["id"], attraction["name"]) == (demo.SIXTY.id, "Velvet Meridian")
    event = ask.events(demo.SIXTY.id)[0]
    assert ask.tm(f"/events/{event['id']}{suffix}").json() == event
    venue = event["_embedded"]["venues"][0]
    assert ask.tm(f"/venues/{venue['id']}{suffix}").json() == venue
    assert event["_embedded"]["attractions"][0] == attraction


@pytest.mark.parametrize("path", ["/attractions/NOPE1.json", "/events/NOPE1.json", "/venues/NOPE1.json"])
def test_unknown_ids_are_404(ask, path: str) -> None:
    answer = ask.tm(path)
    assert _error(answer) == (404, "DIS1004")
    assert answer.json()["errors"][0]["status"] == "404"


@pytest.mark.parametrize(
    ("key", "code"),
    [("", "steps.oauth.v2.FailedToResolveAPIKey"), ("bad-key", "oauth.v2.InvalidApiKey")],
)
def test_a_key_is_needed(ask, key: str, code: str) -> None:
    answer = ask.tm("/events.json", apikey=key)
    assert answer.status_code == 401
    assert answer.json()["fault"]["detail"]["errorcode"] == code
    assert "rate-limit" not in answer.headers


def test_search_ignores_case_and_diacritics_and_finds_near_misses(ask) -> None:
    found = ask.tm("/attractions.json", keyword="SOREN aebelo").json()["_embedded"]["attractions"]
    assert demo.DIACRITICS.id in [one["id"] for one in found]
    assert len(found) > 1
    for one in found:
        assert ask.tm(f"/attractions/{one['id']}").json()["name"] == one["name"]


def test_an_empty_result_has_no_embedded(ask) -> None:
    body = ask.tm("/attractions.json", keyword="nobody at all").json()
    assert "_embedded" not in body
    assert body["page"] == {"size": 20, "totalElements": 0, "totalPages": 0, "number": 0}


def test_a_made_up_artist_leads_to_spotify_and_back(ask) -> None:
    found = ask.tm("/attractions.json", keyword="copper lanterns").json()["_embedded"]["attractions"]
    attraction = next(one for one in found if one["name"] == "Copper Lanterns")
    artist = ask.sp(f"/artists/{ask.spotify_id(attraction['id'])}").json()
    assert artist["name"] == "Copper Lanterns"
    again = ask.tm("/attractions.json", keyword=artist["name"]).json()["_embedded"]["attractions"]
    linked = [one["id"] for one in again if artist["id"] in str(one.get("externalLinks", {}).get("spotify"))]
    assert linked == [attraction["id"]]


def test_paging_links_are_relative_keep_parameters_and_lose_the_key(ask) -> None:
    body = ask.tm("/events.json", attractionId=demo.SIXTY.id, size=5, sort="id,asc").json()
    expected = f"/discovery/v2/events.json?attractionId={demo.SIXTY.id}&sort=id,asc&page=1&size=5"
    assert body["_links"]["next"]["href"] == expected
    assert body["page"] == {"size": 5, "totalElements": 24, "totalPages": 5, "number": 0}
    ask.sandbox.configure(templated_links=True)
    templated = ask.tm("/events.json", attractionId=demo.SIXTY.id, size=5).json()
    assert templated["_links"]["next"]["href"].endswith("{&sort}")


def test_pages_join_to_the_whole(ask) -> None:
    whole = [one["id"] for one in ask.events(demo.SIXTY.id, sort="id,asc")]
    pages = [one["id"] for page in range(5) for one in ask.events(demo.SIXTY.id, sort="id,asc", size=5, page=page)]
    assert pages == whole == sorted(whole)


def test_the_default_sort_shuffles_between_pages(ask) -> None:
    query = {"attractionId": demo.SIXTY.id, "size": 5}
    pages = [ask.tm("/events.json", page=page, **query).json()["_embedded"]["events"] for page in range(2)]
    assert pages[0][-1]["id"] == pages[1][0]["id"]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"size": 201}, "DIS1036"),
        ({"size": 200, "page": 5}, "DIS1035"),
        ({"size": 20, "page": 50}, "DIS1035"),
        ({"startDateTime": "2026-11-01T00:00:00.000Z"}, "DIS1015"),
        ({"endDateTime": "2026-11-01"}, "DIS1015"),
        ({"endDateTime": "2026-13-01T00:00:00Z"}, "DIS1015"),
        ({"size": "many"}, "DIS1018"),
    ],
)
def test_what_the_api_refuses(ask, query: dict[str, object], code: str) -> None:
    answer = ask.tm("/events.json", attractionId=demo.THOUSAND.id, **query)
    assert _error(answer) == (400, code)
    assert answer.json()["errors"][0]["status"] == "400 BAD_REQUEST"
    assert "rate-limit" not in answer.headers


@pytest.mark.parametrize(("artist", "total"), [(demo.THOUSAND, 1_300), (demo.TEN_THOUSAND, 10_000)])
def test_size_200_works_and_totals_saturate(ask, artist: demo.DemoArtist, total: int) -> None:
    body = ask.tm("/events.json", attractionId=artist.id, size=200, page=4).json()
    assert len(body["_embedded"]["events"]) == 200
    assert body["page"]["totalElements"] == total


def test_windows_reach_what_paging_cannot(ask) -> None:
    found: set[str] = set()
    edges = [dt.date(2026, 1, 1) + dt.timedelta(days=days) for days in range(0, 1_400, 200)]
    ask.sandbox.configure(today="2026-02-10")
    for start, end in pairwise(edges):
        window = {"startDateTime": f"{start}T00:00:00Z", "endDateTime": f"{end}T00:00:00Z"}
        for page in range(5):
            events = ask.events(demo.THOUSAND.id, size=199, page=page, **window)
            found |= {one["id"] for one in events}
    assert len(found) == 1_300


@pytest.mark.parametrize(
    ("query", "dated", "tba", "tbd"),
    [
        ({}, 12, 0, 0),
        ({"includeTBA": "no", "includeTBD": "no"}, 12, 0, 0),
        ({"includeTBA": "yes"}, 12, 3, 0),
        ({"includeTBA": "yes", "includeTBD": "yes"}, 12, 3, 1),
        ({"includeTBA": "only"}, 0, 3, 0),
        ({"includeTBD": "only"}, 0, 0, 1),
        ({"includeTBA": "only", "includeTBD": "only"}, 0, 0, 0),
    ],
)
def test_tba_and_tbd_events_come_only_when_asked_for(
    ask, query: dict[str, str], dated: int, tba: int, tbd: int
) -> None:
    starts = [one["dates"]["start"] for one in ask.events(demo.TOUR.id, **query)]
    assert (sum(one["dateTBA"] for one in starts), sum(one["dateTBD"] for one in starts)) == (tba, tbd)
    assert len(starts) == dated + tba + tbd


def test_dates_are_the_venues_own(ask) -> None:
    events = [one for one in ask.events(demo.SIXTY.id) if "dateTime" in one["dates"]["start"]]
    next_day = [one for one in events if one["dates"]["start"]["dateTime"][:10] > one["dates"]["start"]["localDate"]]
    assert next_day, "an evening show in the US is on the next day in UTC"
    assert {"timezone" in one["dates"] for one in events} == {True, False}


def test_postponed_shows_keep_only_their_old_date(ask) -> None:
    postponed = [
        one for one in ask.events(demo.TOUR.id, includeTBA="only") if one["dates"]["status"].get("code") == "postponed"
    ]
    assert len(postponed) == 2
    for one in postponed:
        assert "localDate" not in one["dates"]["start"]
    assert any("initialStartDate" in one["dates"] for one in postponed)


def test_a_segment_narrows_and_test_events_leave_when_told(ask) -> None:
    everything = ask.events(demo.ODDITIES.id)
    music = ask.events(demo.ODDITIES.id, segmentId=MUSIC)
    assert (len(everything), len(music)) == (6, 4)
    assert len(ask.events(demo.ODDITIES.id, includeTest="no")) == 5
    assert len(ask.events(demo.ODDITIES.id, includeTest="only")) == 1


def test_a_list_of_attractions_gives_each_event_once(ask) -> None:
    both = ask.events(f"{demo.TOUR.id},{demo.SUPPORT.id}")
    assert len({one["id"] for one in both}) == len(both)
    assert len(both) > len(ask.events(demo.TOUR.id))


def test_support_and_festival_guests_see_other_peoples_shows(ask) -> None:
    events = ask.events(demo.SUPPORT.id)
    headliners = {one["_embedded"]["attractions"][0]["name"] for one in events}
    assert headliners == {"The Opening Hour", "Northern Static", "Saltmarsh Weekender"}
    festival = next(one for one in events if one["dates"]["spanMultipleDays"])
    assert len(festival["_embedded"]["attractions"]) == 6
    assert festival["dates"]["end"]["localDate"] > festival["dates"]["start"]["localDate"]


def test_odd_venues(ask) -> None:
    events = ask.events(demo.VENUES.id)
    venues = [one["_embedded"]["venues"][0] for one in events if "venues" in one["_embedded"]]
    assert len(venues) == len(events) - 1
    assert {"latitude": "0", "longitude": "0"} in [one.get("location") for one in venues]
    for key in ("location", "state", "postalCode", "address", "name", "timezone"):
        assert any(key not in one for one in venues), key
    assert any(one.get("name", "").startswith("  ") for one in venues)
    assert [one.get("name") for one in venues].count("House of Lanterns") == 2


def test_prices(ask) -> None:
    ranges = [one.get("priceRanges", []) for one in ask.events(demo.PRICES.id)]
    assert {len(one) for one in ranges} == {0, 1, 2}
    assert {price["currency"] for one in ranges for price in one} >= {"USD", "GBP", "CZK", "JPY"}
    assert {price["type"] for one in ranges for price in one} == {"standard", "standard including fees"}


def test_rate_limit_headers_and_daily_quota(ask) -> None:
    ask.sandbox.configure(ticketmaster_daily_quota=3)
    first = ask.tm(f"/attractions/{demo.SMALL.id}")
    assert (first.headers["Rate-Limit"], first.headers["Rate-Limit-Available"]) == ("3", "2")
    assert int(first.headers["Rate-Limit-Reset"]) > dt.datetime.now(dt.UTC).timestamp() * 1000
    assert ask.tm("/events.json", size=999).status_code == 400
    assert ask.tm(f"/attractions/{demo.SMALL.id}").headers["Rate-Limit-Available"] == "0"  # the 400 counted
    refused = ask.tm(f"/attractions/{demo.SMALL.id}")
    assert refused.status_code == 429
    fault = refused.json()["fault"]
    assert fault["detail"]["errorcode"] == "policies.ratelimit.QuotaViolation"
    assert "key" in fault["faultstring"]


def test_spike_arrest(ask) -> None:
    ask.sandbox.configure(ticketmaster_rate=0.001)  # one in 1,000 s: no clock can get in between
    answers = [ask.tm(f"/attractions/{demo.SMALL.id}") for _ in range(2)]
    assert [one.status_code for one in answers] == [200, 429]
    assert answers[1].json()["fault"]["detail"]["errorcode"] == "policies.ratelimit.SpikeArrestViolation"
    assert ask.tm(f"/attractions/{demo.SMALL.id}", apikey="other").status_code == 200
