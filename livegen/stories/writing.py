"""Story -> the text of one file, which `read` gives back equal."""

from __future__ import annotations

from collections.abc import Mapping

from livegen import frontmatter
from livegen.model import Banner, Comments, Correction, Coverage, Picture, Story, Update, Withdrawal
from livegen.times import Moment


def write(story: Story) -> str:
    """Return the story as one file, its updates in a list, that `read` gives back equal."""
    fields: dict[str, object] = {
        "title": story.title,
        "former_titles": list(story.former_titles),
        "date": _written(story.date),
        "revised": _written(story.revised),
        "id": story.id,
        "slug": story.slug,
        "section": "" if "/" in story.section else story.section,  # nested: by its folder only
        "summary": story.summary,
        "authors": list(story.authors),
        "dateline": story.dateline,
        "tags": list(story.tags),
        "image": _picture_fields(story.image),
        "layout": story.layout,
        "order": story.order.value,
        "status": story.status and story.status.value,
        "coverage": story.coverage and _coverage_fields(story.coverage),
        "continued_in": story.continued_in,
        "related": list(story.related),
        "translations": dict(story.translations) or None,
        "timezone": story.timezone,
        "language": story.language,
        "key_points": [point.markdown for point in story.key_points],
        "banner": story.banner and _banner_fields(story.banner),
        "updates": [_update_fields(update) for update in story.updates],
        "corrections": [_correction_fields(note) for note in story.corrections],
        "withdrawn": _withdrawal_fields(story.withdrawn),
        "draft": story.draft or None,
        "publish_at": _written(story.publish_at),
        "expires_at": _written(story.expires_at),
        "aliases": list(story.aliases),
        "comments": _comments_field(story.comments),
        "extra": story.extra or None,
    }
    return frontmatter.write(_present(fields), story.body.markdown)


def _written(moment: Moment | None) -> str:
    return moment.iso if moment else ""


def _present(fields: Mapping[str, object]) -> dict[str, object]:
    """Return the fields that say something; an empty mapping does (`coverage: {}`)."""
    return {key: value for key, value in fields.items() if value not in ("", None, [])}


def _update_fields(update: Update) -> dict[str, object]:
    return _present(
        {
            "time": _written(update.time),
            "id": update.id,
            "title": update.title,
            "body": update.body.markdown,
            "authors": list(update.authors),
            "dateline": update.dateline,
            "image": _picture_fields(update.image),
            "kind": update.kind.value,
            "key": update.key or None,
            "pinned": update.pinned or None,
            "revised": _written(update.revised),
            "corrections": [_correction_fields(note) for note in update.corrections],
            "withdrawn": _withdrawal_fields(update.withdrawn),
            "draft": update.draft or None,
            "publish_at": _written(update.publish_at),
            "extra": update.extra or None,
        }
    )


def _picture_fields(picture: Picture | None) -> dict[str, object] | None:
    if picture is None:
        return None
    fields = {
        "src": picture.src,
        "caption": picture.caption,
        "credit": picture.credit,
        "credit_url": picture.credit_url,
        "licence": picture.licence,
    }
    return {**_present(fields), "alt": picture.alt}


def _coverage_fields(coverage: Coverage) -> dict[str, object]:
    return _present(
        {
            "start": _written(coverage.start),
            "end": _written(coverage.end),
            "resumes": _written(coverage.resumes),
        }
    )


def _banner_fields(banner: Banner) -> dict[str, object]:
    return _present(
        {
            "kind": banner.kind and banner.kind.value,
            "text": banner.text.markdown,
            "until": _written(banner.until),
        }
    )


def _correction_fields(note: Correction) -> dict[str, object]:
    return {"time": _written(note.time), "text": note.text}


def _withdrawal_fields(withdrawn: Withdrawal | None) -> dict[str, object] | None:
    return {"time": _written(withdrawn.time), "reason": withdrawn.reason} if withdrawn else None


def _comments_field(comments: Comments) -> object:
    words_for = {Comments.OPEN: True, Comments.NONE: False}
    return words_for.get(comments, comments.value)
