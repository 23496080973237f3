"""Pelican's settings: what the others write too, and nothing else that takes time."""

SITENAME = "The Bench Courier"
SITEURL = "https://example.org"
SITE_DESCRIPTION = "The same stories, built by each tool."
TIMEZONE = "UTC"
DEFAULT_LANG = "en"

PATH = "content"
OUTPUT_PATH = "site"
THEME = "theme"
STATIC_PATHS: list[str] = []
PAGE_PATHS: list[str] = []
# By default nothing is watched below a folder whose name begins with a dot, however far above.
IGNORE_FILES: list[str] = []

ARTICLE_URL = "{category}/{slug}/"
ARTICLE_SAVE_AS = "{category}/{slug}/index.html"
CATEGORY_URL = "{slug}/"
CATEGORY_SAVE_AS = "{slug}/index.html"
DEFAULT_PAGINATION = 30
PAGINATED_TEMPLATES = {"index": 30, "category": 30}
PAGINATION_PATTERNS = (
    (1, "{base_name}/", "{base_name}/index.html"),
    (2, "{base_name}/page/{number}/", "{base_name}/page/{number}/index.html"),
)

# Lists of tags and authors are not compared.
DIRECT_TEMPLATES = ["index"]
AUTHOR_SAVE_AS = ""
TAG_SAVE_AS = ""

FEED_ALL_RSS = "rss.xml"
CATEGORY_FEED_RSS = "{slug}/rss.xml"
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = None
AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
FEED_MAX_ITEMS = 50

MARKDOWN = {
    "extension_configs": {
        "markdown.extensions.extra": {},
        "markdown.extensions.meta": {},
        "markdown.extensions.smarty": {},
    },
    "output_format": "html5",
}
