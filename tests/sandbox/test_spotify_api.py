"""The Web API stand-in over HTTP: tokens, both quota modes, paging, batches, markets and errors."""

from __future__ import annotations

import pytest

from theset_assets.sandbox import demo

UNKNOWN = "4aawyAB9vmqN3uQ7FjRGTy"  # well formed, and nobody's


def _message(answer) -> tuple[int, str]:
    error = answer.json()["error"]
    assert error["status"] == answer.status_code
    return answer.status_code, error["message"]


@pytest.fixture
def sixty(ask) -> str:
    return ask.spotify_id(demo.SIXTY.id)


# --- Tokens ---------------------------------------------------------------------------------------------------------


def test_tokens(ask, sixty: str) -> None:
    url = f"{ask.sandbox.spotify_url}/artists/{sixty}"
    assert _message(ask.http.get(url)) == (401, "No token provided")
    assert _message(ask.http.get(url, headers={"Authorization": "Bearer BQnonsense"})) == (401, "Invalid access token")
    assert _message(ask.http.get(url, headers={"Authorization": "Basic eDp5"}))[0] == 400
    assert ask.sp(f"/artists/{sixty}").status_code == 200


def test_a_token_expires(ask, sixty: str) -> None:
    ask.sandbox.configure(token_lifetime_seconds=0.000_001)
    ask.token = ask.new_token()
    assert _message(ask.sp(f"/artists/{sixty}")) == (401, "The access token expired")


@pytest.mark.parametrize(
    ("form", "auth", "code"),
    [
        ({"grant_type": "client_credentials"}, ("bad", "secret"), "invalid_client"),
        ({"grant_type": "client_credentials"}, ("client", "bad"), "invalid_client"),
        ({"grant_type": "client_credentials"}, None, "invalid_client"),
        ({"grant_type": "password"}, ("client", "secret"), "unsupported_grant_type"),
    ],
)
def test_the_token_endpoint_has_errors_of_its_own(ask, form, auth, code: str) -> None:
    answer = ask.http.post(ask.sandbox.token_url, data=form, auth=auth)
    assert (answer.status_code, answer.json()["error"]) == (400, code)


# --- Extended mode --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("market", [{}, {"market": "US"}], ids=["anywhere", "US"])
def test_sixty_releases_in_two_pages(ask, sixty: str, market: dict[str, str]) -> None:
    releases = ask.albums(sixty, limit=50, **market)
    assert len({one["id"] for one in releases}) == len(releases) == 60
    assert [one["album_group"] for one in releases] == sorted(
        (one["album_group"] for one in releases), key=["album", "single", "compilation", "appears_on"].index
    )


def test_groups_narrow(ask, sixty: str) -> None:
    chosen = ask.albums(sixty, include_groups="album,single", limit=50)
    assert {one["album_group"] for one in chosen} == {"album", "single"}
    assert _message(ask.sp(f"/artists/{sixty}/albums", include_groups="bootleg"))[0] == 400


def test_paging_objects(ask, sixty: str) -> None:
    page = ask.sp(f"/artists/{sixty}/albums", limit=20, offset=20).json()
    assert (page["limit"], page["offset"], page["total"]) == (20, 20, 60)
    assert "offset=40&limit=20" in page["next"]
    assert "offset=0&limit=20" in page["previous"]
    last = ask.sp(f"/artists/{sixty}/albums", limit=20, offset=40).json()
    assert last["next"] is None
    assert ask.sp(f"/artists/{sixty}/albums", limit=20, offset=400).json()["items"] == []


def test_batches_equal_single_answers_and_hold_nulls(ask, sixty: str) -> None:
    ids = [one["id"] for one in ask.albums(sixty, limit=50)][:3]
    batch = ask.sp("/albums", ids=",".join([*ids, UNKNOWN])).json()["albums"]
    assert batch == [*(ask.sp(f"/albums/{one}").json() for one in ids), None]
    tracks = [one["id"] for one in batch[0]["tracks"]["items"]][:3]
    found = ask.sp("/tracks", ids=",".join([UNKNOWN, *tracks])).json()["tracks"]
    assert found == [None, *(ask.sp(f"/tracks/{one}").json() for one in tracks)]
    artists = ask.sp("/artists", ids=f"{sixty},{UNKNOWN}").json()["artists"]
    assert artists == [ask.sp(f"/artists/{sixty}").json(), None]


@pytest.mark.parametrize(("path", "most"), [("albums", 20), ("tracks", 50), ("artists", 50)])
def test_batches_end_somewhere(ask, path: str, most: int) -> None:
    assert ask.sp(f"/{path}", ids=",".join([UNKNOWN] * most)).json()[path] == [None] * most
    assert _message(ask.sp(f"/{path}", ids=",".join([UNKNOWN] * (most + 1)))) == (400, "Too many ids requested")
    assert _message(ask.sp(f"/{path}", ids="short")) == (400, "Invalid base62 id")


def test_isrcs_are_on_full_tracks_only(ask, sixty: str) -> None:
    album = ask.sp(f"/albums/{ask.albums(sixty, limit=50)[0]['id']}").json()
    simple = album["tracks"]["items"][0]
    assert "external_ids" not in simple
    full = ask.sp(f"/tracks/{simple['id']}").json()
    assert len(full["external_ids"]["isrc"]) == 12
    assert full["album"]["id"] == album["id"]
    assert album["external_ids"]["upc"]


def test_a_box_set_goes_beyond_the_album_body(ask) -> None:
    releases = ask.albums(ask.spotify_id(demo.COPIES.id), limit=50)
    box = next(one for one in releases if one["total_tracks"] == 62)
    inside = ask.sp(f"/albums/{box['id']}").json()["tracks"]
    assert len(inside["items"]) == inside["limit"] == 50
    rest = ask.http.get(inside["next"], headers={"Authorization": f"Bearer {ask.token}"}).json()
    assert len(rest["items"]) == 12
    assert rest["next"] is None
    assert ask.sp(f"/albums/{box['id']}/tracks").json()["limit"] == 20


def test_top_tracks(ask, sixty: str) -> None:
    tracks = ask.sp(f"/artists/{sixty}/top-tracks", market="US").json()["tracks"]
    assert len(tracks) == 10
    assert [one["popularity"] for one in tracks] == sorted((one["popularity"] for one in tracks), reverse=True)
    assert all(sixty in [artist["id"] for artist in one["artists"]] for one in tracks)


def test_lists_can_hold_nulls_and_odd_dates(ask) -> None:
    items = ask.albums(ask.spotify_id(demo.ODDITIES.id), limit=50)
    assert items.count(None) == 2
    dates = {len(one["release_date"]): one["release_date_precision"] for one in items if one}
    assert dates == {4: "year", 7: "month", 10: "day"}
    assert "" in [one["name"] for one in items if one]


# --- Errors ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "query", "expected"),
    [
        (f"/artists/{UNKNOWN}", {}, (404, "Resource not found")),
        (f"/albums/{UNKNOWN}", {}, (404, "Resource not found")),
        (f"/tracks/{UNKNOWN}", {}, (404, "Resource not found")),
        ("/artists/short", {}, (400, "Invalid base62 id")),
        ("/artists/{sixty}/albums", {"limit": 51}, (400, "Invalid limit")),
        ("/artists/{sixty}/albums", {"limit": 0}, (400, "Invalid limit")),
        ("/artists/{sixty}/albums", {"offset": -1}, (400, "Invalid offset")),
        ("/artists/{sixty}/albums", {"market": "usa"}, (400, "Invalid market code")),
        ("/search", {"type": "artist"}, (400, "No search query")),
        ("/search", {"q": "x"}, (400, "Missing parameter type")),
        ("/search", {"q": "x", "type": "song"}, (400, "Bad search type field")),
        ("/search", {"q": "x", "type": "artist", "limit": 51}, (400, "Invalid limit")),
        ("/search", {"q": "x", "type": "artist", "offset": 1001}, (400, "Invalid offset")),
        ("/audio-features/" + UNKNOWN, {}, (403, "Forbidden")),
        ("/nothing", {}, (404, "Service not found")),
    ],
)
def test_what_the_api_refuses(ask, sixty: str, path: str, query: dict[str, object], expected: tuple[int, str]) -> None:
    assert _message(ask.sp(path.format(sixty=sixty), **query)) == expected


def test_an_artist_id_is_no_album_id(ask, sixty: str) -> None:
    assert ask.sp(f"/albums/{sixty}").status_code == 404


# --- Market ---------------------------------------------------------------------------------------------------------


def test_a_market_brings_playability_relinking_and_restrictions(ask, sixty: str) -> None:
    ids = [one["id"] for one in ask.albums(sixty, limit=50, market="US")]
    batches = [",".join(ids[at : at + 20]) for at in range(0, len(ids), 20)]
    albums = [one for batch in batches for one in ask.sp("/albums", ids=batch, market="US").json()["albums"]]
    tracks = [track for album in albums for track in album["tracks"]["items"]]
    assert {track["is_playable"] for track in tracks} == {True, False}
    assert {one["restrictions"]["reason"] for one in tracks if not one["is_playable"]} == {"market"}
    relinked = [track for track in tracks if "linked_from" in track]
    assert 0 < len(relinked) < len(tracks) / 10
    asked = relinked[0]["linked_from"]["id"]
    assert asked != relinked[0]["id"]
    assert ask.sp(f"/tracks/{asked}", market="US").json()["id"] == relinked[0]["id"]
    assert ask.sp(f"/tracks/{relinked[0]['id']}", market="US").json()["name"] == relinked[0]["name"]
    assert "is_playable" not in ask.sp(f"/tracks/{asked}").json()


def test_a_reupload_is_listed_in_its_markets_only(ask) -> None:
    artist = ask.spotify_id(demo.COPIES.id)
    here = {one["id"] for one in ask.albums(artist, limit=50, market="US")}
    there = {one["id"] for one in ask.albums(artist, limit=50, market="JP")}
    assert here < there
    hidden = ask.sp(f"/albums/{(there - here).pop()}", market="US").json()
    assert {one["is_playable"] for one in hidden["tracks"]["items"]} == {False}


# --- Development mode -----------------------------------------------------------------------------------------------


def _keys(value: object) -> set[str]:
    if isinstance(value, dict):
        return set(value).union(*(_keys(inner) for inner in value.values()))
    return set().union(*map(_keys, value)) if isinstance(value, list) else set()


def test_development_mode_leaves_fields_out(ask, sixty: str) -> None:
    extended = ask.albums(sixty, limit=50)
    ask.sandbox.configure(spotify_mode="development")
    artist = ask.sp(f"/artists/{sixty}").json()
    releases = ask.albums(sixty, limit=10)
    album = ask.sp(f"/albums/{releases[0]['id']}", market="US").json()
    track = ask.sp(f"/tracks/{album['tracks']['items'][0]['id']}", market="US").json()
    found = ask.sp("/search", q="velvet meridian", type="artist,album,track").json()
    gone = {"followers", "popularity", "label", "available_markets", "album_group", "linked_from"}
    assert not _keys([artist, releases, album, track, found]) & gone
    assert track["external_ids"]["isrc"]
    assert [one["id"] for one in releases] == [one["id"] for one in extended]


@pytest.mark.parametrize("status", [404, 403, 410])
@pytest.mark.parametrize("path", ["/albums?ids=", "/tracks?ids=", "/artists?ids=", "/artists/{sixty}/top-tracks?x="])
def test_development_mode_has_no_batches(ask, sixty: str, path: str, status: int) -> None:
    ask.sandbox.configure(spotify_mode="development", removed_endpoint_status=status)
    assert ask.sp(path.format(sixty=sixty) + UNKNOWN).status_code == status


@pytest.mark.parametrize("path", ["/artists/{sixty}/albums", "/search?q=ashgrove&type=artist"])
def test_development_mode_has_smaller_pages(ask, sixty: str, path: str) -> None:
    path = path.format(sixty=sixty)
    ask.sandbox.configure(spotify_mode="development")
    glue = "&" if "?" in path else "?"
    assert _message(ask.sp(f"{path}{glue}limit=11")) == (400, "Invalid limit")
    body = ask.sp(path).json()
    assert (body if "limit" in body else body["artists"])["limit"] == 5
    assert ask.sp(f"{path}{glue}limit=10").status_code == 200
    album = ask.albums(sixty)[0]["id"]
    assert ask.sp(f"/albums/{album}/tracks", limit=50).status_code == 200


# --- Search ---------------------------------------------------------------------------------------------------------


def test_search_finds_namesakes_and_near_misses(ask) -> None:
    names = [one["name"] for one in ask.sp("/search", q="ASHGROVE", type="artist").json()["artists"]["items"]]
    assert names.count("Ashgrove") == 2
    assert any(name != "Ashgrove" for name in names)
    assert ask.sp("/search", q="nobody", type="artist").json()["artists"]["total"] == 0


def test_search_takes_field_filters(ask, sixty: str) -> None:
    album = ask.sp(f"/albums/{ask.albums(sixty, limit=50)[-1]['id']}").json()
    body = ask.sp("/search", q='artist:"Velvet Meridian" year:1960-2030', type="album", limit=50).json()
    assert album["id"] in [one["id"] for one in body["albums"]["items"]]
    title = album["tracks"]["items"][0]["name"]
    tracks = ask.sp("/search", q=f'track:"{title}" artist:"Velvet Meridian"', type="track").json()["tracks"]
    assert {one["name"] for one in tracks["items"]} == {title}
    isrc = tracks["items"][0]["external_ids"]["isrc"]
    again = ask.sp("/search", q=f"isrc:{isrc} artist:velvet", type="track").json()
    assert again["tracks"]["total"] >= 1


def test_an_artist_without_spotify_is_not_found_by_name(ask) -> None:
    found = ask.sp("/search", q=demo.NO_SPOTIFY.name, type="artist").json()["artists"]["items"]
    assert demo.NO_SPOTIFY.name not in [one["name"] for one in found]
    assert "spotify" not in ask.tm(f"/attractions/{demo.NO_SPOTIFY.id}").json().get("externalLinks", {})


# --- Limit ----------------------------------------------------------------------------------------------------------


def test_a_rolling_window_refuses_with_retry_after(ask, sixty: str) -> None:
    ask.sandbox.configure(spotify_limit=2, spotify_window_seconds=1_000)
    answers = [ask.sp(f"/artists/{sixty}") for _ in range(3)]
    assert [one.status_code for one in answers] == [200, 200, 429]
    assert _message(answers[2]) == (429, "API rate limit exceeded")
    assert 900 <= int(answers[2].headers["Retry-After"]) <= 1_000
