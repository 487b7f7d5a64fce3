"""Artists, releases and tracks in both quota modes, and the token, over real HTTP."""

from __future__ import annotations

import asyncio

import pytest

from theset_assets.errors import CredentialsRefused, NotFound, RequestRefused, UpstreamUnavailable
from theset_assets.upstream.spotify import Spotify
from theset_assets.upstream.spotify_web import SpotifyMode

TOKEN = {"access_token": "token-0123456789", "token_type": "Bearer", "expires_in": 3600}
EXTENDED = SpotifyMode(page_limit=50, batch=True, known=True)
DEVELOPMENT = SpotifyMode(page_limit=10, batch=False, known=True)


def error(status: int, message: str) -> dict:
    return {"error": {"status": status, "message": message}}


class WebApi:
    """Albums a0 … aN of one artist with their tracks, as either quota mode gives them out."""

    def __init__(self, upstream, reply, albums=25, tracks=3, *, development=False, removed=403) -> None:
        self.reply, self.limit, self.removed = reply, 10 if development else 50, removed if development else 0
        self.ids = [f"a{n}" for n in range(albums)]
        self.tracks = dict.fromkeys(self.ids, tracks)
        upstream.on("/token", reply(TOKEN))
        upstream.on("/sp/artists/x/albums", self.listing)
        upstream.on("/sp/albums", self.batch("albums", self.album))
        upstream.on("/sp/tracks", self.batch("tracks", self.track))
        for id in self.ids:
            upstream.on(f"/sp/albums/{id}", reply(self.album(id)))
            upstream.on(f"/sp/albums/{id}/tracks", lambda seen, id=id: reply(self.page(id, seen)))

    def listing(self, seen):
        limit, offset = int(seen.query["limit"]), int(seen.query["offset"])
        if limit > self.limit:
            return self.reply(error(400, "Invalid limit"), status=400)
        ids = self.ids[offset : offset + limit]
        more = offset + limit < len(self.ids)
        items = [{"id": id, "name": f"Album {id}"} for id in ids]
        return self.reply({"items": [*items, None], "total": len(self.ids), "next": "more" if more else None})

    def batch(self, name, one):
        def answer(seen):
            if self.removed:
                return self.reply(error(self.removed, "Forbidden"), status=self.removed)
            return self.reply({name: [one(id) for id in seen.query["ids"].split(",")]})

        return answer

    def album(self, id):
        if id not in self.tracks:
            return None
        first = [self.track(f"{id}t{n}") for n in range(min(50, self.tracks[id]))]
        more = "more" if self.tracks[id] > 50 else None
        return {"id": id, "name": "", "tracks": {"items": first, "total": self.tracks[id], "next": more}}

    def page(self, id, seen):
        offset = int(seen.query["offset"])
        numbers = range(offset, min(offset + 50, self.tracks[id]))
        more = "more" if offset + 50 < self.tracks[id] else None
        return {"items": [self.track(f"{id}t{n}") for n in numbers], "total": self.tracks[id], "next": more}

    def track(self, id):
        return None if "gone" in id else {"id": id, "name": f"Track {id}", "external_ids": {"isrc": f"ISRC{id}"}}


async def albums_of(client):
    return [page async for page in client.albums("x")]


async def releases_of(client, ids):
    return [batch async for batch in client.releases(ids)]


async def test_extended_mode_reads_in_large_pages_and_batches(upstream, settings, reply):
    WebApi(upstream, reply, albums=120)
    async with Spotify.from_settings(settings) as client:
        pages = await albums_of(client)
        assert [(page.offset, len(page.albums), page.total) for page in pages] == [
            (0, 50, 120),
            (50, 50, 120),
            (100, 20, 120),
        ]
        batches = await releases_of(client, [album for page in pages for album in page.albums])
        assert [release.album.id for batch in batches for release in batch.releases] == [f"a{n}" for n in range(120)]
        assert all(len(release.tracks) == 3 for batch in batches for release in batch.releases)
        assert client.calls_by_path == {"/artists/{id}/albums": 3, "/albums": 6}
        assert client.mode == EXTENDED
    assert all(seen.query["market"] == "US" for seen in upstream.seen if seen.path.startswith("/sp"))
    assert upstream.asked("/sp/artists/x/albums")[0].query["include_groups"] == "album,single,compilation"
    assert len(upstream.asked("/token")) == 1


@pytest.mark.parametrize("removed", [403, 404, 405, 410])
async def test_development_mode_is_found_out_and_remembered(upstream, settings, reply, removed):
    WebApi(upstream, reply, albums=45, development=True, removed=removed)
    modes = []

    async def remember(mode):
        modes.append(mode)

    async with Spotify.from_settings(settings, on_mode_change=remember) as client:
        pages = await albums_of(client)
        assert [len(page.albums) for page in pages] == [10, 10, 10, 10, 5]
        batches = await releases_of(client, [album.id for page in pages for album in page.albums])
        assert [release.album.id for batch in batches for release in batch.releases] == [f"a{n}" for n in range(45)]
        assert client.mode == DEVELOPMENT
        assert client.calls_by_path == {"/artists/{id}/albums": 1 + 5, "/albums": 1, "/albums/{id}": 45}
    assert modes == [SpotifyMode(page_limit=10, batch=True, known=True), DEVELOPMENT]

    upstream.seen.clear()
    async with Spotify.from_settings(settings, mode=DEVELOPMENT, on_mode_change=remember) as client:
        await albums_of(client)
        await releases_of(client, ["a1", "a2", "a3"])
        assert client.calls_by_path == {"/artists/{id}/albums": 5, "/albums/{id}": 3}, "nothing is tried again"
    assert len(modes) == 2


async def test_bad_credentials_do_not_count_as_a_removed_endpoint(upstream, settings, reply):
    WebApi(upstream, reply)
    forbidden = reply(error(403, "User not registered in the Developer Dashboard"), status=403)
    upstream.on("/sp/albums", forbidden)
    upstream.on("/sp/albums/a1", forbidden)
    async with Spotify.from_settings(settings) as client:
        with pytest.raises(CredentialsRefused, match=r"\(403\): User not registered.*Check SPOTIFY_CLIENT_ID"):
            await releases_of(client, ["a1", "a1"])
        assert client.mode == SpotifyMode()
        assert client.calls == 2


async def test_a_refusal_that_is_not_about_the_limit_is_not_taken_for_one(upstream, settings, reply):
    WebApi(upstream, reply)
    upstream.on("/sp/artists/x/albums", reply(error(400, "Invalid market code"), status=400))
    async with Spotify.from_settings(settings) as client:
        with pytest.raises(RequestRefused, match=r"400\): Invalid market code"):
            await albums_of(client)
        assert client.calls == 1
        assert not client.mode.known


async def test_missing_albums_and_bad_ids_are_told_in_either_mode(upstream, settings, reply):
    api = WebApi(upstream, reply, albums=3)
    async with Spotify.from_settings(settings) as client:
        (batch,) = await releases_of(client, ["a0", "gone", "a2"])
    assert ([release.album.id for release in batch.releases], batch.missing) == (["a0", "a2"], ("gone",))

    upstream.on("/sp/albums", reply(error(400, "Invalid base62 id"), status=400))
    upstream.on("/sp/albums/bad", reply(error(400, "Invalid base62 id"), status=400))
    upstream.on("/sp/albums/gone", reply(error(404, "Resource not found"), status=404))
    async with Spotify.from_settings(settings) as client:
        (batch,) = await releases_of(client, ["a0", "bad", "gone", "a2"])
        assert client.mode.batch, "one bad id says nothing about the endpoint"
    assert ([release.album.id for release in batch.releases], batch.missing) == (["a0", "a2"], ("bad", "gone"))
    assert api.tracks


async def test_long_albums_are_paged_to_their_end(upstream, settings, reply):
    api = WebApi(upstream, reply, albums=2)
    api.tracks["a1"] = 130
    async with Spotify.from_settings(settings) as client:
        (batch,) = await releases_of(client, ["a0", "a1"])
        assert client.calls_by_path == {"/albums": 1, "/albums/{id}/tracks": 2}
    assert [track.id for track in batch.releases[1].tracks] == [f"a1t{n}" for n in range(130)]
    assert batch.malformed == ()


async def test_an_album_that_promises_more_than_it_gives_is_told(upstream, settings, reply):
    api = WebApi(upstream, reply, albums=1)
    short = api.album("a0")
    short["tracks"]["total"] = 60
    upstream.on("/sp/albums/a0/tracks", reply({"items": [], "total": 60, "next": "for ever"}))
    upstream.on("/sp/albums", reply({"albums": [short]}))
    async with Spotify.from_settings(settings) as client:
        (batch,) = await releases_of(client, ["a0"])
    assert len(batch.releases[0].tracks) == 3
    assert [(item.kind, item.reason) for item in batch.malformed] == [("Release", "3 of 60 tracks given out")]


async def test_full_tracks_carry_their_isrc_in_input_order(upstream, settings, reply):
    WebApi(upstream, reply)
    ids = [f"t{n}" for n in range(120)]
    async with Spotify.from_settings(settings) as client:
        tracks = await client.tracks([*ids, "gone", "t0"])
        assert client.calls_by_path == {"/tracks": 3}
    assert [track.id for track in tracks] == ids
    assert tracks[7].isrc == "ISRCt7"


async def test_full_tracks_one_by_one_in_development_mode(upstream, settings, reply):
    WebApi(upstream, reply, development=True)
    for n in range(12):
        upstream.on(f"/sp/tracks/t{n}", reply({"id": f"t{n}", "name": "T"}))
    async with Spotify.from_settings(settings) as client:
        tracks = await client.tracks([f"t{n}" for n in range(12)])
        assert client.calls_by_path == {"/tracks": 1, "/tracks/{id}": 12}
    assert [track.id for track in tracks] == [f"t{n}" for n in range(12)]


async def test_a_batch_answer_of_another_length_is_matched_by_id(upstream, settings, reply):
    WebApi(upstream, reply)
    relinked = {"id": "other", "name": "B", "linked_from": {"id": "t2"}}
    upstream.on("/sp/tracks", reply({"tracks": [relinked, {"id": "t1", "name": "A"}]}))
    async with Spotify.from_settings(settings) as client:
        tracks = await client.tracks(["t1", "t2", "t3"])
    assert [(track.id, track.linked_from_id) for track in tracks] == [("t1", None), ("other", "t2")]


@pytest.mark.parametrize("total", [None, 0, 5, 10_000, "many"])
async def test_album_pages_end_where_they_end_whatever_the_total_says(upstream, settings, reply, total):
    def listing(seen):
        offset = int(seen.query["offset"])
        items = [{"id": f"a{n}", "name": "A"} for n in range(offset, min(offset + 50, 70))]
        return reply({"items": items, "total": total, "next": "more" if offset < 50 else None})

    upstream.on("/token", reply(TOKEN))
    upstream.on("/sp/artists/x/albums", listing)
    async with Spotify.from_settings(settings) as client:
        pages = await albums_of(client)
        assert sum(len(page.albums) for page in pages) == 70
        assert client.calls < 10


async def test_an_album_listed_twice_comes_once(upstream, settings, reply):
    upstream.on("/token", reply(TOKEN))
    page = {"items": [{"id": "a", "name": "A"}, {"id": "a", "name": "A"}, {"name": "no id"}], "total": 3, "next": None}
    upstream.on("/sp/artists/x/albums", reply(page))
    async with Spotify.from_settings(settings) as client:
        (only,) = await albums_of(client)
    assert [album.id for album in only.albums] == ["a"]
    assert [item.reason for item in only.malformed] == ["no id"]


async def test_artist_and_search(upstream, settings, reply):
    upstream.on("/token", reply(TOKEN))
    upstream.on("/sp/artists/x", reply({"id": "x", "name": "Björk", "followers": {"total": 5}, "genres": ["art pop"]}))
    upstream.on("/sp/artists/none", reply(error(404, "Resource not found"), status=404))
    upstream.on("/sp/artists/!", reply(error(400, "invalid id"), status=400))
    upstream.on("/sp/artists/odd", reply({"id": "odd"}))
    upstream.on("/sp/search", reply({"artists": {"items": [None, {"id": "x", "name": "Björk"}, {"id": "y"}]}}))
    async with Spotify.from_settings(settings) as client:
        artist = await client.artist("x")
        assert (artist.name, artist.followers, artist.popularity) == ("Björk", 5, None)
        for id in ("none", "!"):
            with pytest.raises(NotFound):
                await client.artist(id)
        with pytest.raises(UpstreamUnavailable, match="no name"):
            await client.artist("odd")
        assert [item.id for item in await client.search_artists("Björk")] == ["x"]
        assert await client.search_artists("  ") == ()
    query = upstream.asked("/sp/search")[0].query
    assert query == {"q": "Björk", "type": "artist", "market": "US", "limit": "50"}


# --- token ----------------------------------------------------------------------------------------------------------


async def test_concurrent_calls_share_one_token(upstream, settings, reply):
    upstream.on("/token", reply(TOKEN, delay=0.05))
    upstream.on("/sp/artists/x", reply({"id": "x", "name": "X"}))
    async with Spotify.from_settings(settings) as client:
        await asyncio.gather(*(client.artist("x") for _ in range(6)))
        assert client.calls == 6, "token requests are not counted as calls of the Web API"
    (asked,) = upstream.asked("/token")
    assert asked.body == b"grant_type=client_credentials"


async def test_an_expired_token_is_replaced_once_for_all(upstream, settings, reply):
    upstream.on(
        "/token", reply({**TOKEN, "access_token": "old-token-0123"}), reply({**TOKEN, "access_token": "new-token-0123"})
    )

    def artist(seen):
        if seen.headers["authorization"] == "Bearer new-token-0123":
            return reply({"id": "x", "name": "X"})
        return reply(error(401, "The access token expired"), status=401)

    upstream.on("/sp/artists/x", artist)
    async with Spotify.from_settings(settings) as client:
        await asyncio.gather(*(client.artist("x") for _ in range(4)))
    assert len(upstream.asked("/token")) == 2


async def test_a_token_that_stays_refused_ends_in_an_error(upstream, settings, reply):
    upstream.on("/token", reply(TOKEN))
    upstream.on("/sp/artists/x", reply(error(401, "Invalid access token"), status=401))
    async with Spotify.from_settings(settings) as client:
        with pytest.raises(CredentialsRefused):
            await client.artist("x")
        assert client.calls == 2


async def test_a_token_is_renewed_before_it_expires(upstream, settings, reply):
    upstream.on("/token", reply({**TOKEN, "expires_in": 0.2}), reply({**TOKEN, "expires_in": 1}), reply(TOKEN))
    upstream.on("/sp/artists/x", reply({"id": "x", "name": "X"}))
    async with Spotify.from_settings(settings) as client:
        now = 1000.0
        client._web._tokens._clock = lambda: now
        await client.artist("x")
        now += 3600 - 61
        await client.artist("x")
        assert len(upstream.asked("/token")) == 1, "a life of 0.2 s is none: the usual hour is taken"
        now += 2
        await client.artist("x")
        assert len(upstream.asked("/token")) == 2
        now += 0.6
        await client.artist("x")
        assert len(upstream.asked("/token")) == 3, "a short life is used to its half"


@pytest.mark.parametrize("status", [400, 401])
async def test_refused_credentials_name_their_settings(upstream, settings, reply, status):
    upstream.on("/token", reply({"error": "invalid_client"}, status=status))
    async with Spotify.from_settings(settings) as client:
        with pytest.raises(CredentialsRefused, match=rf"\({status} invalid_client\)\. Check SPOTIFY_CLIENT_ID and"):
            await client.artist("x")
    assert len(upstream.seen) == 1


@pytest.mark.parametrize("body", [{}, {"access_token": ""}, {"access_token": 5}, {"access_token": "a\nb: c"}])
async def test_an_answer_without_a_usable_token_is_an_error(upstream, settings, reply, body):
    upstream.on("/token", reply(body))
    async with Spotify.from_settings(settings) as client:
        with pytest.raises(UpstreamUnavailable, match="access token"):
            await client.artist("x")


async def test_a_wrong_token_address_names_its_setting(remade, upstream, reply):
    upstream.on("/token", reply(status=307, headers={"location": "/elsewhere"}))
    async with Spotify.from_settings(remade()) as client:
        with pytest.raises(RequestRefused, match="Check SPOTIFY_TOKEN_URL"):
            await client.artist("x")


async def test_stopping_in_the_middle_leaves_nothing_behind(upstream, settings, reply):
    WebApi(upstream, reply, albums=200)
    async with Spotify.from_settings(settings) as client:
        pages = client.albums("x")
        assert (await anext(pages)).offset == 0
        assert (await anext(pages)).offset == 50
        await pages.aclose()
        assert len(asyncio.all_tasks()) == 1
