"""How readers comment on a story: by a form, on a server of its own, or no longer; and what of it
the newsroom has approved."""

from __future__ import annotations

from urllib.parse import urlsplit

from livegen import comments
from livegen.model import Comments, Story
from livegen.views.desk import Desk
from livegen.views.shapes import CommentsView, CommentView


def comments_view(desk: Desk, story: Story, path: str) -> CommentsView | None:
    """Return what stands below the story at `path`, or None if nothing does.

    The thread keeps the first path that the story had, so that a move with an alias takes the
    comments along.
    """
    chosen = desk.room.settings
    if not chosen.comments_provider or story.comments is Comments.NONE or story.withdrawn:
        return None
    return CommentsView(
        provider=chosen.comments_provider,
        open=story.comments is Comments.OPEN,
        thread=desk.href(story.aliases[0] if story.aliases else path),
        server=chosen.comments_url.rstrip("/"),
        host=urlsplit(chosen.comments_url).netloc,
        approved=_approved(desk, story),
    )


def _approved(desk: Desk, story: Story) -> tuple[CommentView, ...]:
    """Return the comments in the file beside the story, oldest first."""
    source = _file_of(story.source)
    if not desk.has_file(source):
        return ()
    found = comments.read(desk.room.read(source), source, story.timezone, desk.report)
    return tuple(
        CommentView(
            id=comment.id,
            name=comment.name,
            time=desk.time(comment.time),
            paragraphs=comment.paragraphs,
        )
        for comment in found
    )


def _file_of(source: str) -> str:
    """Return where a story's comments are: in its bundle, or beside its one file."""
    if source.endswith("/index.md"):
        return source.removesuffix("index.md") + "comments.toml"
    return source.removesuffix("md") + "comments.toml"
