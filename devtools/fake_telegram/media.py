"""Every kind of thing that is not words, as the fields of a message: ids of files, and no file."""

from itertools import count

from devtools.fake_telegram.refusals import Json

_numbers = count(1)
ADA: Json = {"id": 4_999_001, "is_bot": False, "first_name": "Ada"}


def _file(**more: object) -> Json:
    number = next(_numbers)
    return {
        "file_id": f"FAKEfile{number:012d}",
        "file_unique_id": f"u{number:012d}",
        "file_size": 3,
        **more,
    }


def _pictures() -> list[Json]:
    return [_file(width=side, height=side) for side in (90, 320, 800)]


def _sticker() -> Json:
    sides = {"width": 512, "height": 512}
    return _file(type="regular", is_animated=False, is_video=False, emoji="🙂", **sides)


def _poll() -> Json:
    options = [{"persistent_id": word, "text": word, "voter_count": 0} for word in ("yes", "no")]
    return {
        "id": "77",
        "question": "?",
        "options": options,
        "total_voter_count": 0,
        "is_closed": False,
        "is_anonymous": True,
        "type": "regular",
        "allows_multiple_answers": False,
        "allows_revoting": False,
        "members_only": False,
    }


FILES = (
    "photo",
    "video",
    "audio",
    "document",
    "voice",
    "video_note",
    "animation",
    "sticker",
)
OTHERS = ("location", "venue", "contact", "dice", "poll", "story")
KINDS = FILES + OTHERS


def file_of(kind: str) -> Json:
    """The fields of a message that holds a file."""
    match kind:
        case "photo":
            return {"photo": _pictures()}
        case "video":
            return {"video": _file(width=640, height=360, duration=4, mime_type="video/mp4")}
        case "audio":
            return {"audio": _file(duration=4, mime_type="audio/mpeg")}
        case "document":
            return {"document": _file(file_name="paper.pdf", mime_type="application/pdf")}
        case "voice":
            return {"voice": _file(duration=4, mime_type="audio/ogg")}
        case "video_note":
            return {"video_note": _file(length=240, duration=4)}
        case "sticker":
            return {"sticker": _sticker()}
        case "animation":
            moving = _file(width=320, height=240, duration=2, mime_type="video/mp4")
            # An animation also comes as a document, for old bots.
            plain = ("file_id", "file_unique_id", "file_size", "mime_type")
            return {"animation": moving, "document": {name: moving[name] for name in plain}}
    raise ValueError(f"kind is one of {', '.join(KINDS)}, not {kind!r}")


def media_of(kind: str) -> Json:
    """The fields of a message that holds anything but words."""
    place = {"latitude": 0.0, "longitude": 0.0}
    match kind:
        case "location":
            return {"location": place}
        case "venue":
            venue = {"location": place, "title": "Somewhere", "address": "Nowhere Street 1"}
            return {"venue": venue, "location": place}
        case "contact":
            return {"contact": {"phone_number": "+0", "first_name": "Nobody"}}
        case "dice":
            return {"dice": {"emoji": "🎲", "value": 3}}
        case "poll":
            return {"poll": _poll()}
        case "story":
            return {
                "story": {
                    "chat": {"id": ADA["id"], "type": "private", "first_name": "Ada"},
                    "id": 1,
                }
            }
    return file_of(kind)
