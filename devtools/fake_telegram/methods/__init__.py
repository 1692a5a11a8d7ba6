"""The methods of the Bot API that the fake knows, by name; any other is 404 as there."""

from collections.abc import Awaitable, Callable
from typing import Any

from devtools.fake_telegram.methods import (
    belonging,
    deleting,
    describing,
    editing,
    files,
    hooking,
    polling,
    pressing,
    sending,
)
from devtools.fake_telegram.parameters import Parameters
from devtools.fake_telegram.world import World

Method = Callable[[World, Parameters], Any]
"""Does it and returns the result; raises Refused."""
Poll = Callable[[World, Parameters], Awaitable[str]]

POLLS: dict[str, Poll] = {"getUpdates": polling.get_updates}
METHODS: dict[str, Method] = {
    "getMe": describing.get_me,
    "setWebhook": hooking.set_webhook,
    "deleteWebhook": hooking.delete_webhook,
    "getWebhookInfo": hooking.get_webhook_info,
    "sendMessage": sending.send_message,
    "sendChatAction": sending.send_chat_action,
    "editMessageText": editing.edit_message_text,
    "editMessageReplyMarkup": editing.edit_message_reply_markup,
    "deleteMessage": deleting.delete_message,
    "deleteMessages": deleting.delete_messages,
    "answerCallbackQuery": pressing.answer_callback_query,
    "setMyCommands": describing.set_my_commands,
    "getMyCommands": describing.get_my_commands,
    "deleteMyCommands": describing.delete_my_commands,
    "setMyName": describing.setting("name"),
    "getMyName": describing.telling("name"),
    "setMyDescription": describing.setting("description"),
    "getMyDescription": describing.telling("description"),
    "setMyShortDescription": describing.setting("short_description"),
    "getMyShortDescription": describing.telling("short_description"),
    "getChat": belonging.get_chat,
    "leaveChat": belonging.leave_chat,
    "getFile": files.get_file,
    "getUserProfilePhotos": files.get_user_profile_photos,
    "sendPhoto": files.sending_file("photo"),
    "sendVideo": files.sending_file("video"),
    "sendAudio": files.sending_file("audio"),
    "sendDocument": files.sending_file("document"),
    "sendVoice": files.sending_file("voice"),
    "sendVideoNote": files.sending_file("video_note"),
    "sendAnimation": files.sending_file("animation"),
    "sendSticker": files.sending_file("sticker"),
    "forwardMessage": files.forward_message,
    "copyMessage": files.copy_message,
}
SPELLING = {name.lower(): name for name in [*METHODS, *POLLS]}
"""The real server does not mind capitals either."""
