"""Titles as catalogues have them: what is live, a demo, a remix, and which of them are one song."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theset_assets.catalogue.titles import (
    is_demo,
    is_demo_album,
    is_instrumental,
    is_karaoke,
    is_live,
    is_live_album,
    is_remix,
    is_spoken,
    song_key,
    title_key,
)

LIVE_TITLES = """
Alive - Live
Alive (Live)
Song [Live]
Song {Live}
Song (live)
Song - LIVE
Song（Live）
Live Forever - Live at Knebworth, 10 August '96
Live and Let Die - Live / Remastered
Live Wire (Live)
Hotel California - Live On MTV, 1994
Hotel California (Live on MTV 1994)
Everlong - Acoustic Version; Live
Everlong (Live at Wembley Stadium)
Wish You Were Here - Live in Venice
Wish You Were Here (Live in Paris)
Thunderstruck - Live at River Plate Stadium, Buenos Aires, Argentina - December 2009
Let There Be Rock - Live - 1991
One - Recorded Live at Madison Square Garden
Dumb - Live On MTV Unplugged, 1993 / Unedited
The Man Who Sold The World - MTV Unplugged
About A Girl (MTV Unplugged)
Killing In The Name - Live; BBC Radio 1
By The Light Of A Magical Moon - BBC Live/ Top Gear/ London/ 1969
Fist Heart Mighty Dawn Dart - BBC Live - Top Gear 17/11/69
Creep (Acoustic Live)
Creep - Live Acoustic
Song (Live Version)
Song - Live Version
Song - Live Session
Song (Spotify Session)
Song - Recorded at Spotify Studios NYC (Live)
Song (BBC Radio 1 Live Lounge)
Song - Live From Spotify, London
Song - Live from the Royal Albert Hall
Song (Live from KCRW)
Song - KEXP Session
Song (Peel Session)
Song - Peel Sessions 1978
Song (BBC Session)
Song (Tiny Desk Concert)
Song (Live 2019)
Song - Live 1977
Song - Live in 1977
Song - 2019 Live
Song (2006 Live Version)
Song (Live; 1999 Digital Remaster)
Song - Live; 2002 Remaster
Song (Live) [Remastered]
Song (Live) - 2015 Remaster
Song (feat. Somebody) [Live]
Song (feat. Somebody) - Live
Song (Bonus Live Track)
Song - Bonus Track / Live
Song - En Vivo
Song (En Vivo)
Song (En Vivo Desde México)
Song - Ao Vivo
Song (Ao Vivo)
Song - En Directo
Song (Dal Vivo)
Song - Live aus Berlin
Song (Live im Stadion)
Song (Live à Paris)
Song - Live In Concert
Song (In Concert)
Song - Live in the Live Lounge
Song (Live at the BBC)
Song (Live for BBC Radio 2)
Song - Live for Absolute Radio
Song (Live With The Prague Philharmonic)
Song (Live on The Late Show)
Song - Live on KEXP
Song - Wembley Live
Song (Glastonbury 1995 Live)
Song (Live August 1990)
Song (Live Performance)
Song (Live Recording)
Song - Single Version / Live
Song - Live @ Rock am Ring
Nothing Else Matters Live at the Arena
Intro (Live)
(Live) Song
Live Forever (Live)
Long Live (Live)
Live Your Life - Live
Comfortably Numb (Live, Pulse)
Radio Ga Ga (Live Aid)
Song (Live & Loud)
Song - ライブ
Song - Live @ KEXP
Song (Live in Tokyo)
Song - Live in Buenos Aires
Layla (Acoustic; Live at MTV Unplugged, Bray Film Studios, 1/16/1992)
Comfortably Numb - Live [Delicate Sound Of Thunder] [2019 Remix]
""".strip().splitlines()

STUDIO_TITLES = """
Live and Let Die
Live And Let Die - Remastered 2018
Live Wire
Live Forever
Live Forever - Remastered
Live Forever (2014 Remaster)
Oliver
Oliver's Army
Oliver Twist (Oliver)
Alive
Alive (feat. Somebody)
I'm Alive
Stayin' Alive
Alive and Kicking
Still Alive
Demolition Man
Demolition Man - 2003 Remaster
Demons
Demons (Acoustic)
Demon Days
My Demons
Democracy
Demo-Lition
Great Expectations
Great Balls of Fire
The Great Gig in the Sky
Greatest Love of All
Long Live
Long Live (Taylor's Version)
Love Story (Taylor's Version)
All Too Well (10 Minute Version) (Taylor's Version) (From The Vault)
Live Your Life
Live Your Life (feat. Rihanna)
Live It Up
Live Like You Were Dying
Live Like We're Dying
Live to Tell
Live in the Moment
Song (Live in the Moment)
Live in Peace
Live in Me
Song (Live for Love)
Song (Live for the Moment)
Song (Live for Today)
Song (Live On)
Live on Love
Song (Live With Me)
Live With Me
Live for This
I Live
I Live for You
We Live
How We Live (The Way We Live)
The Way We Live - Remastered
Song (Where I Live)
Song (Learn to Live)
Born to Live
I Want to Live - Remastered 2011
You Only Live Once
You Only Live Twice
You Only Live Once - Radio Edit
We Live for Love
Where the Streets Have No Name
Where the Wild Things Live
Let Love Live
Song (Let Love Live)
Let Me Live
Let It Live
Love Live Life
Live, Love, Laugh
Live Life
Live Fast, Die Young
Live Till I Die
Live a Little
Live at Night
I Live at Night
To Live and Die in L.A.
To Live Is to Die
Lives
Livewire
Livin' on a Prayer
Living on the Edge
Living in the Past
Liveless
Deliverance
Believe
Believe (Relieved)
Olive Tree
Vida
Viva La Vida
Live!
Live
Concerto in D
Unplugged
Session
Radio Session Man
Sessions of Love
Therapy Session
BBC
Wembley
Remixed Emotions
Remix to Ignition
Demonstrate
Demode
Demoiselle
Pandemonium
Academic
Academy Fight Song
Epidemic
Live Through This
Die to Live
Song (Live, Laugh, Love)
Viva la Vida - Long Live Mix
Song - Where Dreams Live
Song (A Place to Live)
Where Do I Begin? (Live a Lie)
Song (Live It Up)
Song (Live Like a King)
Live Is Life
Long Live Rock - Remastered
Song (from the Live Nation tour)
Concert Hall
Dem Demo Bones
Demolition Lovers
The Demo Song
Demo
As Long As I Live
For As Long As I Live
People Who Live in Glass Houses
The House Where We Live
(You Will) Set The World On Fire
Why'd You Only Call Me When You're High?
Where Are We Now?
Love Is Lost - Hello Steve Reich Mix by James Murphy for the DFA
I'd Rather Be High - Venetian Mix
The Son of Flynn - Remixed by Moby
Dragons Ear - Part 1 & Part 2
We Will Rock You (2025 FIFA Club World Cup Theme Song)
Drinks for You (Ladies Anthem) (feat. J. Lo)
Now Or Never
!!!
?
...
""".strip().splitlines()


@pytest.mark.parametrize("title", LIVE_TITLES)
def test_live_titles_are_live(title: str) -> None:
    assert is_live(title)


@pytest.mark.parametrize("title", STUDIO_TITLES)
def test_studio_titles_are_neither_live_nor_demo(title: str) -> None:
    assert not is_live(title)
    assert not is_demo(title)


def test_the_tables_are_long_enough_to_mean_something() -> None:
    assert len(set(LIVE_TITLES)) + len(set(STUDIO_TITLES)) >= 150


LIVE_ALBUMS = """
Live
Live!
Live at Leeds
Live At Leeds (Deluxe Edition)
Live at Wembley '86
Live in Paris
Live in Paris 05
Live From Mars
Live 1975-85
Live Rust
Live Killers
Live After Death
Live And Dangerous
Live & Loud
Live (X Cert) [Live]
Under a Blood Red Sky (Live)
11-17-70 (Live)
Homecoming: The Live Album
The Complete Live Recordings
Hysteria Live
Stripped Live in the U.K. (Live)
MTV Unplugged in New York
MTV Unplugged In New York (25th Anniversary)
Unplugged
Unplugged (Live)
MTV Unplugged
Live at the BBC
At The BBC
BBC Sessions
Peel Sessions
The Peel Sessions 1991-2004
Alive III (Live)
Concert in Central Park
The Concert in Central Park (Live)
Tiny Desk Concert
In Concert
In Concert / MTV Plugged
Acústico (Ao Vivo)
Ao Vivo em Lisboa
En Vivo
En Vivo Desde Buenos Aires
Some Great Reward - Live
S&M (Live)
Rammstein: Live aus Berlin
Live in Concert
Live Sessions
Live EP
The Live EP
iTunes Live: London Festival
Live on KEXP
Live Volume 1
Live: Right Here, Right Now - Live at the Forum
Blackpool Live
Mothership Live
Live from the Royal Albert Hall
An Evening Live at the Roxy
Recorded Live at the Apollo
""".strip().splitlines()

STUDIO_ALBUMS = """
Live Through This
Live and Let Die
Live and Let Die (Original Motion Picture Soundtrack)
Live Forever
Long Live the Angels
Long Live
LIVE.LOVE.A$AP
Live It Up
Live On
Live Your Life
Live Life Fast
Live Free or Die
Live Fast, Die Young
Live for Love
Live in the Moment
As I Live
The World We Live In
Alive
Alive or Just Breathing
Learn to Live
I Live
Oliver
Demolition
Demons
Demon Days
Pandemonium
Greatest Hits
The Great Escape
Speak Now (Taylor's Version)
The Next Day Extra
A Beard Of Stars (Deluxe Edition)
Some Album (Deluxe Edition + Live Tracks)
Some Album (Bonus Live Tracks)
Some Album (Expanded Edition with Live Bonus Disc)
Some Album (Deluxe Edition with Demos)
B-Sides & Demos
Rarities and Demos
Minutes (Studio and Live)
69 Love Songs
Therapy Session
Trackhouse (Daytona 500 Edition)
TRON: Legacy Reconfigured
Pitbull Starring In Rebelution
2 The Moon (The Remixes)
Raymond v Raymond (Expanded Edition)
30
AM
÷
Double Concerto
Orchestral Sessions
Live Wire
""".strip().splitlines()


@pytest.mark.parametrize("album", LIVE_ALBUMS)
def test_every_track_of_a_live_album_is_live(album: str) -> None:
    assert is_live_album(album)
    assert is_live("Any Song", album)


@pytest.mark.parametrize("album", STUDIO_ALBUMS)
def test_studio_albums_are_neither_live_nor_demos(album: str) -> None:
    assert not is_live_album(album)
    assert not is_demo_album(album)


@pytest.mark.parametrize(
    "title",
    """
    Wind Cheetah - Home Demo
    Lofty Skies - Home Demo With Guitars
    Song (Demo)
    Song [Demo]
    Song - Demo
    Song (Demo Version)
    Song - Original Demo
    Song (2004 Demo)
    Song (Acoustic Demo)
    Song - Demo / Remastered
    Song (Demos)
    Song (Rough Demo, 1991)
    Song - Early Demo Recording
    Song (Voice Memo)
    Demons (Demo)
    Demolition Man - Demo
    Some Song Demo
    Organ Blues - Take 7
    Song - Part 1, Take 1
    Song (Outtake)
    Song - Outtake With Drums
    Song (Alternate Take)
    """.strip().splitlines(),
)
def test_demo_titles(title: str) -> None:
    assert is_demo(title.strip())


@pytest.mark.parametrize(
    "album", ["The Demos", "Demos", "Early Demos 1992", "Some Album: The Demos", "Album (Demos)", "Demo EP"]
)
def test_demo_albums(album: str) -> None:
    assert is_demo("Any Song", album)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("The Son of Flynn - Remixed by Moby", True),
        ("I'd Rather Be High - Venetian Mix", True),
        ("Love Is Lost - Hello Steve Reich Mix by James Murphy for the DFA", True),
        ("Now or Never (Muzik Junkies & AROCK Remix)", True),
        ("Song (Extended Club Mix)", True),
        ("Song - Dub", True),
        ("Song [RMX]", True),
        ("Song (Rework)", True),
        ("Remixed Emotions", False),
        ("Remix to Ignition", False),
        ("Love Story (Taylor's Version)", False),
        ("Song - Mono Mix", False),
        ("Song - 2018 Mix", False),
        ("Song (2009 Stereo Mix)", False),
        ("Song - Single Mix", False),
        ("Mixed Feelings", False),
        ("In the Mix", False),
        ("Song - Radio Edit", False),
        ("Song (Acoustic)", False),
    ],
)
def test_remixes(title: str, expected: bool) -> None:
    assert is_remix(title) is expected


def test_other_kinds() -> None:
    assert is_karaoke("Song (Karaoke Version)")
    assert is_karaoke("Song", "Hits (Karaoke)")
    assert not is_karaoke("Karaoke")
    assert is_spoken("Song (Commentary)")
    assert is_spoken("Interview, Part 1", "Album (Commentary)")
    assert not is_spoken("Interview")
    assert is_instrumental("Song - Instrumental")
    assert not is_instrumental("Instrumental Love")


@pytest.mark.parametrize(
    ("title", "key"),
    [
        ("Song", "song"),
        ("Song - 2011 Remaster", "song"),
        ("Song - Remastered 2011", "song"),
        ("Song - Remastered", "song"),
        ("Song (Remastered Version)", "song"),
        ("Song (2009 Digital Remaster)", "song"),
        ("Song - 2015 Remastered Version", "song"),
        ("Song - Mono", "song"),
        ("Song - Stereo", "song"),
        ("Song - Mono / 2018 Remaster", "song"),
        ("Song - 2018 Mix", "song"),
        ("Song (Explicit)", "song"),
        ("Song [Clean]", "song"),
        ("Song - Single Version", "song"),
        ("Song - Album Version", "song"),
        ("Song (Album Version / Explicit)", "song"),
        ("Song - Radio Edit", "song"),
        ("Song (Bonus Track)", "song"),
        ("Song (Deluxe Edition)", "song"),
        ("Song (feat. Somebody)", "song"),
        ("Song (ft. Somebody & Other)", "song"),
        ("Song (with Somebody Else)", "song"),
        ("Song feat. Somebody", "song"),
        ("Song ft. Somebody - Remastered 2011", "song"),
        ("Song [feat. X (of Y)]", "song"),
        ('Song - From "The Movie"', "song"),
        ('Song - featured in "The Movie"', "song"),
        ("Song (From the Motion Picture Movie)", "song"),
        ("SONG", "song"),
        ("Söng", "song"),
        ("Song!", "song"),
        ("This & That", "this and that"),
        ("Don’t Stop", "dont stop"),
        ("Don't Stop", "dont stop"),
        ("Stay (With Me)", "stay with me"),
        ("Song (Acoustic)", "song acoustic"),
        ("Song - Acoustic", "song acoustic"),
        ("Song - Acoustic Version", "song acoustic version"),
        ("Song (X Remix)", "song x remix"),
        ("Song - X Remix", "song x remix"),
        ("Song (Taylor's Version)", "song taylors version"),
        ("Song - Live", "song live"),
        ("Song, Pt. 1", "song pt 1"),
        ("Song (Part II)", "song part ii"),
        ("(I Can't Get No) Satisfaction - Mono", "i cant get no satisfaction"),
        ("(Remastered)", "remastered"),
        ("Mono", "mono"),
        ("Clean", "clean"),
        ("1999", "1999"),
        ("1999 - 2019 Remaster", "1999"),
        ("?", "?"),
        ("÷", "÷"),
        ("宇多田", "宇多田"),
        ("Featuring Nobody", "featuring nobody"),
        ("Radio", "radio"),
        ("Song - The Single", "song"),
        ("Letters (From Home)", "letters from home"),
    ],
)
def test_title_key(title: str, key: str) -> None:
    assert title_key(title) == key


def test_versions_share_a_song_key() -> None:
    titles = ["Song", "Song (X Remix)", "Song - Acoustic", "Song (feat. Y) [Z Edit]", "SONG - 2011 Remaster"]
    assert {song_key(title) for title in titles} == {"song"}
    assert song_key("(Break) In Case Of...") == "in case of"


@given(st.text(max_size=200))
def test_any_text_is_read(title: str) -> None:
    is_live(title, title)
    is_demo(title, title)
    is_remix(title)
    assert title_key(title) == title_key(title)
    if any(character.isalnum() for character in title) and title.isascii():
        assert title_key(title)


@pytest.mark.parametrize(
    "title",
    ["(" * 10_000, "live " * 2_000, "a - " * 3_000, "(live in " * 1_000, "feat. " * 2_000, "\x00" * 500, "🎸" * 10_000],
)
def test_endless_titles_are_read(title: str) -> None:
    is_live(title, title)
    is_demo(title, title)
    is_remix(title)
    title_key(title)
