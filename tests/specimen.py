"""A page of every kind and state, as the view it is drawn from: for tests and for looking at.

`PAGES` maps a path to its template and view; all of them hang together by their links.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from markupsafe import Markup

from livegen.render import PageView, Theme, theme
from livegen.views import live
from livegen.views.shapes import (
    BannerView,
    BylineView,
    CorrectionView,
    Day,
    FeedLink,
    Head,
    KeyEvent,
    Link,
    ListPage,
    NoteView,
    NotFoundPage,
    Pager,
    PictureView,
    RecordEntry,
    RecordPage,
    SiteView,
    StoryHeader,
    StoryPage,
    Teaser,
    TextPage,
    Time,
    UpdatePage,
    UpdateView,
    WithdrawalView,
)

TEMPLATES = Path(__file__).parent.parent / "templates"


def files() -> dict[str, bytes]:
    """Return the default theme's files by relative name."""
    return {
        path.relative_to(TEMPLATES).as_posix(): path.read_bytes()
        for path in sorted(TEMPLATES.rglob("*"))
        if path.is_file()
    }


THEME: Theme = theme({}, files())

WORLD = Link(title="World", url="/world/")
ATOM, RSS = "application/atom+xml", "application/rss+xml"
SETTINGS = Markup(
    live.as_json(
        {
            "language": "en",
            "consent": True,
            "words": {
                "copied": "Link copied",
                "last_visit": "New since your last visit",
                "allow": "Allow %(provider)s content? It may use cookies.",
                "allow_button": "Allow and continue",
                "show": "Show",
            },
        }
    ).decode()
)
SITE = SiteView(
    settings=SETTINGS,
    title="The Courier",
    url="/",
    description="News as it happens.",
    menu=(
        Link(title="World", url="/world/", current=True),
        Link(title="Space", url="/space/"),
        Link(title="About", url="/about/"),
    ),
    footer=Markup('A demo newsroom. <a href="/about/">Who we are</a>.'),
    logo="/favicon.svg",
    icon="/favicon.svg",
    feeds=(
        FeedLink(title="The Courier (Atom)", url="/atom.xml", type=ATOM, name="Atom"),
        FeedLink(title="The Courier (RSS)", url="/rss.xml", type=RSS, name="RSS"),
    ),
    corrections_url="/corrections/",
    assets={name: f"/{path}" for name, path in THEME.asset_urls.items()},
)
PICTURE = PictureView(
    url="/world/ramadi/ramadi-map.png",
    alt="Map of central Iraq: Ramadi lies on the Euphrates, west of Baghdad.",
    width=1200,
    height=800,
    caption="Ramadi lies on the Euphrates, west of the capital.",
    credit="A. Mapmaker",
    credit_url="https://maps.example/ramadi",
    licence="CC0-1.0",
    absolute="https://courier.example/world/ramadi/ramadi-map.png",
)
NOOR = BylineView(
    id="noor", name="Noor Haddad", url="/authors/noor/", role="Reporter", photo="/favicon.svg"
)
DESK = BylineView(id="desk", name="Courier desk", url="/authors/desk/")


def head(title: str, path: str, **values: Any) -> Head:
    """Return a head with the site's feeds."""
    words = {"description": "What the page tells.", "language": "en", "direction": "ltr"}
    address = f"https://courier.example{path}"
    words |= {"headline": title}
    whole = {"title": title, "canonical": address, "feeds": SITE.feeds, **words, **values}
    return Head(**whole)


def clock(text: str, day: int = 21) -> Time:
    """Return a time of September 2026."""
    return Time(
        iso=f"2026-09-{day}T{text}:00+01:00",
        text=f"{text} BST",
        full=f"{day} September 2026, {text} BST",
        day=f"{day} September 2026",
    )


def date_alone(day: int) -> Time:
    """Return a day of December 2015, with no clock."""
    words = f"December {day}, 2015"
    return Time(iso=f"2015-12-{day}", text=words, full=words, day=words)


def update(id: str, time: Time, title: str = "", body: str = "", **values: Any) -> UpdateView:
    """Return an update; of what is not given it has nothing."""
    plain = {
        "url": f"/world/flood/#{id}",
        "page": "",
        "kind": "update",
        "key": False,
        "labels": (),
        "bylines": (),
        "dateline": "",
        "image": None,
        "revised": None,
        "corrections": (),
        "withdrawn": None,
        "held": "",
        "extra": {},
    }
    text = Markup(body or "<p>Crews went on with the search along the eastern bank.</p>")
    made = {"rev": "9c1e2a40", "headline": title or time.text, "body": text, **plain, **values}
    return UpdateView(id=id, time=time, title=title, **made)


def embed(name: str, body: str = "", language: str = "en", **arguments: str) -> Markup:
    """Return an embed as a text has it."""
    return THEME.embed(name, arguments, Markup(body), language, "content/world/flood.md")


TWEET = embed(
    "tweet",
    url="https://twitter.com/mike_giglio/status/679352304697503744",
    id="679352304697503744",
    author="mike_giglio",
    date="2015-12-22T17:26:31+00:00",
    frame="https://platform.twitter.com/embed/Tweet.html?id=679352304697503744&dnt=true",
)
TYPED_TWEET = embed(
    "tweet",
    url="https://x.com/floodwatch/status/1703000000000000000",
    author="floodwatch",
    text="The gauge at the old bridge reads 7.42 m & rising.",
    date="2026-09-21",
)
EMBEDS = Markup("\n").join(
    [
        TWEET,
        TYPED_TWEET,
        embed(
            "youtube",
            id="dQw4w9WgXcQ",
            url="https://www.youtube.com/watch?v=dQw4w9WgXcQ",
            frame="https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ",
            shape="wide",
        ),
        embed("youtube", url="https://www.youtube.com/watch?v=a", title="The levee at dawn"),
        embed(
            "link",
            url="https://www.euronews.com/",
            title="Video report",
            description="Two minutes from the old bridge.",
            site="euronews.com",
        ),
        embed("figure", src="/world/ramadi/ramadi-map.png", alt="", width="1200", height="800"),
        embed(
            "figure",
            src="/world/ramadi/ramadi-map.png",
            alt="The map again",
            caption="The course of the river.",
            credit="A. Mapmaker",
            credit_url="https://maps.example/",
            licence="CC0-1.0",
        ),
        embed(
            "video",
            src="/world/flood/levee.mp4",
            type="video/mp4",
            title="The levee breaks",
            caption="The levee at six.",
            credit="Noor Haddad",
        ),
        embed(
            "quote",
            "<p>We have full control of the centre.</p>",
            by="Muhannad Haimour",
            role="spokesman",
            source="BBC News",
            url="https://www.bbc.co.uk/",
            date="28 December 2015",
        ),
        embed("quote", "<p>Nobody saw it coming.</p>"),
        embed("fact-box", "<p>A levee is a wall of earth along a river.</p>", title="The levee"),
    ]
)

TEXT = """<p>The river came over the levee before dawn, and by noon the lower town stood under
<strong>two metres</strong> of water. <a href="/about/">Who reports here</a>.</p>
<h2>What is known</h2>
<p>Some 4,000 people were taken out by boat. The bridge is closed.</p>
<ul><li>Shelters: the school, the sports hall</li><li>Water: boil it</li></ul>
<table><thead><tr><th>Gauge</th><th>Metres</th></tr></thead>
<tbody><tr><td>Old bridge</td><td>7.42</td></tr><tr><td>Mill</td><td>6.10</td></tr></tbody></table>
<blockquote><p>I have not seen the like since 1966.</p></blockquote>
<pre><code>gauge 7.42</code></pre>
"""

CORRECTION = CorrectionView(
    time=clock("14:21"), text="We wrote that the bridge had fallen. It is closed, and stands."
)
CORRECTED_STORY = NoteView(kind="correction", time=CORRECTION.time, text=CORRECTION.text)
OF_AN_UPDATE = replace(CORRECTED_STORY, url="/world/flood/#bridge", of="The bridge is closed")

LAST = update(
    "second-boat",
    clock("15:06"),
    "Second boat reaches the school",
    kind="breaking",
    labels=("Breaking", "Key event"),
    key=True,
    bylines=(NOOR,),
    dateline="Old Town",
    page="/world/flood/u/second-boat/",
)
NOTE = update("2026-09-21-14-40", clock("14:40"), kind="note", labels=("Note",), bylines=(DESK,))
BRIDGE = update(
    "bridge",
    clock("14:03"),
    "The bridge is closed",
    f"<p>The old bridge is closed to all traffic.</p><h4>Detours</h4><p>By the mill.</p>{EMBEDS}",
    key=True,
    labels=("Key event",),
    image=PICTURE,
    revised=clock("14:09"),
    corrections=(CORRECTION,),
    page="/world/flood/u/bridge/",
)
GONE = update(
    "looting",
    clock("23:50", 20),
    body=" ",
    withdrawn=WithdrawalView(time=clock("08:10"), reason="The report could not be confirmed."),
    page="/world/flood/u/looting/",
)
FIRST = update("first-water", clock("22:15", 20), "Water in the first streets")
HELD = update("later", clock("23:30"), "Waiting", held="held until 23:30 BST")

TODAY = Day(title="Monday 21 September 2026", iso="2026-09-21", updates=(LAST, NOTE, BRIDGE))
YESTERDAY = Day(title="Sunday 20 September 2026", iso="2026-09-20", updates=(GONE, FIRST))
KEY_EVENTS = tuple(
    KeyEvent(id=u.id, title=u.title, time=u.time, url=u.url) for u in (LAST, BRIDGE, FIRST)
)
FLOOD = StoryHeader(
    title="Flood in the old town: boats take people from the roofs",
    url="/world/flood/",
    dateline="Old Town",
    section=WORLD,
)
FLOOD_FEEDS = (
    FeedLink(
        title="Flood in the old town (Atom)", url="/world/flood/atom.xml", type=ATOM, name="Atom"
    ),
)
RAMADI_TEASER = Teaser(
    title="Ramadi is free of ISIS, say Iraqi forces",
    url="/world/ramadi/",
    summary="The army says it has won back the city it lost in May.",
    section=WORLD,
    status="",
    status_label="",
    date=date_alone(22),
    changed=date_alone(28),
    image=PICTURE,
    labels=("Updated",),
)
FLOOD_TEASER = Teaser(
    title=FLOOD.title,
    url=FLOOD.url,
    summary="The river came over the levee before dawn.",
    section=WORLD,
    status="live",
    status_label="Live",
    date=clock("22:00", 20),
    changed=clock("15:06"),
    newest=KEY_EVENTS[0],
    rev="77c01234",
)
PLAIN_TEASER = replace(
    RAMADI_TEASER, title="A quiet day", image=None, labels=(), changed=None, section=None
)
ENDED_TEASER = replace(PLAIN_TEASER, title="Election", status="ended", status_label="Ended")
PAUSED_TEASER = replace(PLAIN_TEASER, title="Talks", status="paused", status_label="Paused")
UPCOMING_TEASER = replace(PLAIN_TEASER, title="Eclipse", status="upcoming", status_label="Upcoming")

LIVE = StoryPage(
    site=SITE,
    head=head(
        "Flood in the old town – The Courier",
        "/world/flood/",
        kind="article",
        image=PICTURE,
        published="2026-09-20T22:00:00+01:00",
        modified="2026-09-21T15:06:00+01:00",
        alternates=(("de", "https://courier.example/welt/flut/"),),
        feeds=(*FLOOD_FEEDS, *SITE.feeds),
    ),
    header=FLOOD,
    layout="live",
    order="newest",
    days=(TODAY, YESTERDAY),
    pager=Pager(number=0, older="/world/flood/p/2/", oldest="/world/flood/p/1/"),
    former_titles=("Flood feared in the old town", "River rises"),
    summary="The river came over the levee before dawn. Boats take people from the roofs.",
    bylines=(NOOR, DESK),
    date=clock("22:00", 20),
    changed=clock("15:06"),
    status="live",
    status_label="Live",
    banner=BannerView(
        kind="live",
        label="Live",
        text=Markup("Second boat reaches the school"),
        time=clock("15:06"),
        url="/world/flood/#second-boat",
        link="See the update",
    ),
    image=PICTURE,
    body=Markup("<p>We follow the flood in the old town through the day.</p>"),
    key_points=(
        Markup("Some <strong>4,000</strong> people were taken out"),
        Markup('The <a href="/world/flood/#bridge">old bridge</a> is closed'),
    ),
    key_events=KEY_EVENTS,
    # A copy must not repeat the ids that stand in the text of the update.
    pinned=replace(FIRST, body=Markup("<p>Shelters are open at the school.</p>")),
    pinned_folds=True,
    count=65,
    notes=(CORRECTED_STORY, OF_AN_UPDATE),
    tags=(Link(title="Floods", url="/tags/floods/"), Link(title="Weather", url="/tags/weather/")),
    related=(RAMADI_TEASER, PLAIN_TEASER),
    translations=(("de", "Deutsch", "/welt/flut/"), ("ar", "العربية", "/ar/flood/")),
)


def in_state(kind: str, label: str, text: str, **values: Any) -> StoryPage:
    """Return the live story in another state."""
    banner = BannerView(kind=kind, label=label, text=Markup(text))
    return replace(LIVE, status=kind, status_label=label, banner=banner, **values)


UPCOMING = in_state(
    "upcoming",
    "Upcoming",
    "Coverage begins at 22:00 BST",
    days=(),
    key_events=(),
    pinned=None,
    pager=None,
    count=0,
    notes=(),
    changed=None,
)
PAUSED = in_state("paused", "Paused", "Coverage resumes at 08:00 BST")
ENDED = in_state(
    "ended",
    "Ended",
    "Live coverage ended at 18:02 BST",
    from_the_start="/world/flood/start/1/",
    continued_in=replace(
        PLAIN_TEASER, title="Der Tag nach der Flut", language="de", direction="ltr"
    ),
)
BREAKING = in_state("breaking", "Breaking", "The levee has broken", pinned=None, image=None)
STALE = replace(LIVE, banner=None, image=None, key_points=(), key_events=(), related=())
PREVIEW = replace(
    LIVE,
    site=replace(SITE, preview=True),
    head=replace(LIVE.head, noindex=True),
    held="draft",
    days=(Day(title="", iso="2026-09-21", updates=(HELD, LAST)),),
)
WITHDRAWN = replace(
    STALE,
    withdrawn=WithdrawalView(time=clock("16:00"), reason="The story rested on a forged letter."),
    days=(),
    pager=None,
    pinned=None,
    count=0,
)
ARCHIVE = StoryPage(
    site=SITE,
    head=head("Flood in the old town, part 2", "/world/flood/p/2/"),
    header=FLOOD,
    layout="live",
    order="newest",
    days=(YESTERDAY,),
    pager=Pager(
        number=2,
        newest="/world/flood/",
        newer="/world/flood/p/3/",
        older="/world/flood/p/1/",
        oldest="/world/flood/p/1/",
    ),
    part=2,
)
VICTORY = update(
    "2015-12-28",
    date_alone(28),
    "Army declares victory in Ramadi, BBC reports",
    f"<p>The Iraqi army says that it has won.</p>{TWEET}",
    url="/world/ramadi/#2015-12-28",
    key=True,
    page="/world/ramadi/u/2015-12-28/",
)
ARTICLE = StoryPage(
    site=SITE,
    head=head("Ramadi is free of ISIS – The Courier", "/world/ramadi/", kind="article"),
    header=StoryHeader(
        title="Ramadi is free of ISIS, say Iraqi forces as they declare victory",
        url="/world/ramadi/",
        dateline="New York",
        section=WORLD,
    ),
    layout="article",
    order="oldest",
    days=(Day(title="", iso="2015-12-28", updates=(VICTORY,)),),
    pager=None,
    former_titles=("Iraqi troops close in on victory over ISIS in Ramadi",),
    summary="Iraqi forces say they have won back Ramadi.",
    bylines=(DESK,),
    date=date_alone(22),
    changed=date_alone(28),
    banner=BannerView(
        kind="updated",
        label="Updated",
        text=Markup("Army declares victory in Ramadi, BBC reports"),
        time=date_alone(28),
        url="/world/ramadi/#2015-12-28",
        link="See the update below",
    ),
    image=PICTURE,
    body=Markup(TEXT) + TWEET,
    count=1,
)
CORRECTED = replace(
    ARTICLE,
    order="newest",
    banner=BannerView(
        kind="corrected",
        label="Corrected",
        text=Markup("An earlier version named the wrong bridge."),
        url="/world/ramadi/#corrections",
        link="See the correction",
    ),
    notes=(CORRECTED_STORY,),
)
BARE = replace(
    ARTICLE,
    head=head("A quiet day", "/quiet/", description="", feeds=()),
    header=StoryHeader(title="A quiet day", url="/quiet/", dateline="", section=None),
    site=replace(SITE, menu=(), footer=Markup(), logo="", icon="", feeds=(), corrections_url=""),
    former_titles=(),
    summary="",
    bylines=(),
    changed=None,
    banner=None,
    image=None,
    days=(),
    count=0,
)
ARABIC = replace(
    LIVE,
    head=head("فيضان في المدينة القديمة", "/ar/flood/", language="ar", direction="rtl"),
    header=replace(FLOOD, title="فيضان في المدينة القديمة: القوارب تنقل الناس", dateline="المدينة"),
    former_titles=(),
    summary="تجاوز النهر السد قبل الفجر، والقوارب تنقل الناس من فوق الأسطح.",
    body=Markup("<p>نتابع الفيضان في المدينة القديمة طوال اليوم.</p>"),
)
FRONT = ListPage(
    site=SITE,
    head=head("The Courier", "/"),
    kind="index",
    title="The Courier",
    summary="",
    body=Markup(),
    teasers=(RAMADI_TEASER, PLAIN_TEASER, ENDED_TEASER),
    pager=Pager(number=0, older="/page/1/"),
    lead=replace(FLOOD_TEASER, image=PICTURE, leads=True),
    current=(PAUSED_TEASER, UPCOMING_TEASER),
    latest=(RAMADI_TEASER, ENDED_TEASER, PLAIN_TEASER),
    sections=(WORLD, Link(title="Space", url="/space/")),
)
SECTION = replace(
    FRONT,
    kind="section",
    title="World",
    summary="News from everywhere.",
    body=Markup("<h2>How we work</h2><p>Slowly, and with care.</p>"),
    lead=None,
    current=(),
    latest=(),
    sections=(),
)
AUTHOR = replace(
    SECTION,
    kind="author",
    title="Noor Haddad",
    summary="",
    body=Markup(),
    author=NOOR,
    author_url="https://noor.example/",
    head=head("Noor Haddad", "/authors/noor/", feeds=(*FLOOD_FEEDS, *SITE.feeds)),
)
EMPTY = replace(FRONT, teasers=(), lead=None, current=(), latest=(), sections=(), pager=None)
RECORD = RecordPage(
    site=SITE,
    head=head("Corrections", "/corrections/"),
    title="Corrections",
    entries=(
        RecordEntry(
            kind="correction",
            story=Link(title=FLOOD.title, url=FLOOD.url),
            of="The bridge is closed",
            url="/world/flood/#bridge",
            time=clock("14:21"),
            text=CORRECTION.text,
        ),
        RecordEntry(
            kind="withdrawal",
            story=Link(title=FLOOD.title, url=FLOOD.url),
            of="",
            url="",
            time=clock("08:10"),
            text="The report could not be confirmed.",
        ),
    ),
)
ABOUT = TextPage(
    site=SITE,
    head=head("About", "/about/"),
    title="About this newsroom",
    summary="Who we are.",
    image=PICTURE,
    body=Markup(TEXT),
    extra={},
)
NOT_FOUND = NotFoundPage(
    site=SITE, head=head("Not found", "/404.html", canonical="", noindex=True), title="Not found"
)

PAGES: Mapping[str, tuple[str, PageView]] = {
    "": ("index.html", FRONT),
    "empty/": ("index.html", EMPTY),
    "world/": ("section.html", SECTION),
    "authors/noor/": ("section.html", AUTHOR),
    "world/flood/": ("story.html", LIVE),
    "world/upcoming/": ("story.html", UPCOMING),
    "world/paused/": ("story.html", PAUSED),
    "world/ended/": ("story.html", ENDED),
    "world/breaking/": ("story.html", BREAKING),
    "world/stale/": ("story.html", STALE),
    "world/preview/": ("story.html", PREVIEW),
    "world/withdrawn/": ("story.html", WITHDRAWN),
    "world/flood/p/2/": ("story.html", ARCHIVE),
    "world/flood/u/bridge/": (
        "update.html",
        UpdatePage(
            site=SITE,
            head=head("The bridge is closed", "/world/flood/u/bridge/", kind="article"),
            header=FLOOD,
            layout="live",
            update=BRIDGE,
        ),
    ),
    "world/flood/u/looting/": (
        "update.html",
        UpdatePage(
            site=SITE,
            head=head("Withdrawn", "/world/flood/u/looting/", kind="article"),
            header=FLOOD,
            layout="live",
            update=GONE,
        ),
    ),
    "ar/flood/": ("story.html", ARABIC),
    "world/ramadi/": ("story.html", ARTICLE),
    "world/corrected/": ("story.html", CORRECTED),
    "quiet/": ("story.html", BARE),
    "corrections/": ("record.html", RECORD),
    "about/": ("page.html", ABOUT),
    "404.html": ("404.html", NOT_FOUND),
}


def pages() -> dict[str, bytes]:
    """Return every specimen page by its output path."""
    return {
        path if path.endswith(".html") else f"{path}index.html": THEME.page(
            template, view, f"content/{path or 'index'}"
        )
        for path, (template, view) in PAGES.items()
    }


def write(folder: Path) -> None:
    """Write the pages and their assets, to be looked at and validated."""
    for path, content in {**pages(), **THEME.assets}.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
