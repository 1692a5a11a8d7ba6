// The chat as the young person has it, and what the bot asked. Draws anew at every change.
"use strict";

const $ = (id) => document.getElementById(id);
const opened = new Set(); // the calls whose details are open
let chat = sessionStorage.getItem("chat") || "";
let drawn = {}; // what each part was last drawn from, so that nothing jumps without need

async function ask(path, given) {
  const sent = given && { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(given) };
  const answer = await fetch(`/control/${path}`, sent);
  const said = await answer.json();
  if (!answer.ok) throw new Error(said.wrong);
  return said;
}

function make(tag, words = "", className = "") {
  const element = document.createElement(tag);
  element.textContent = words;
  element.className = className;
  return element;
}

function changed(part, value) {
  const text = JSON.stringify(value);
  if (drawn[part] === text) return false;
  drawn[part] = text;
  return true;
}

async function act(name, given = {}) {
  $("note").textContent = "";
  try {
    const done = await ask(`chats/${chat}/${name}`, given);
    if (name === "press") watch(done.query_id);
  } catch (error) {
    $("note").textContent = error.message;
  }
}

// A press shows the words the bot answers it with, as the app does.
async function watch(query, tries = 20) {
  const press = await ask(`presses/${query}`);
  if (press.answered) $("note").textContent = press.text && `The bot: ${press.text}`;
  else if (tries) setTimeout(() => watch(query, tries - 1), 250);
}

function button(given, message, index) {
  if (given.url) {
    const link = make("a", given.text);
    link.href = given.url;
    link.rel = "noreferrer";
    link.target = "_blank";
    return link;
  }
  const key = make("button", given.text);
  key.type = "button";
  key.dataset.key = `${message}.${index}`;
  key.addEventListener("click", () => act("press", { message_id: message, index }));
  return key;
}

const NOT_MEDIA = new Set(["message_id", "date", "edit_date", "chat", "from", "sender_chat", "text", "caption", "entities",
  "caption_entities", "reply_markup", "reply_to_message", "forward_origin", "link_preview_options", "has_protected_content"]);

function words(message) {
  const kind = Object.keys(message).find((name) => !NOT_MEDIA.has(name));
  return [kind && `[${kind}]`, message.text, message.caption].filter(Boolean).join(" ");
}

function marks(kept) {
  const message = kept.message;
  const at = new Date(message.date * 1000).toTimeString().slice(0, 5);
  const found = [at, message.edit_date && kept.versions.length && "edited", message.forward_origin && "forwarded",
    kept.silent && "without sound", message.has_protected_content && "protected"];
  return found.filter(Boolean).join(" · ");
}

function bubble(kept) {
  const item = make("li", "", kept.by_bot ? "" : "mine");
  item.append(make("div", words(kept.message), "bubble"));
  let index = 0;
  for (const row of kept.message.reply_markup?.inline_keyboard || []) {
    const line = make("div", "", "row");
    line.append(...row.map((each) => button(each, kept.message.message_id, index++)));
    item.append(line);
  }
  item.append(make("p", marks(kept), "mark"));
  return item;
}

function drawChats(chats) {
  if (!chats.some((each) => String(each.id) === chat)) chat = String(chats.at(-1)?.id || "");
  if (!changed("chats", [chats, chat])) return;
  $("chats").replaceChildren(...chats.map((each) => {
    const state = [each.language_code, each.kind !== "private" && each.kind, each.blocked && "blocked"].filter(Boolean);
    const option = make("option", `${each.name} (${state.join(", ")})`);
    option.value = each.id;
    option.selected = String(each.id) === chat;
    return option;
  }));
  $("new").open = !chats.length;
  for (const each of document.querySelectorAll("#phone button, #phone input, #phone select")) each.disabled = !chat;
}

function drawMessages(messages) {
  if (!changed("messages", [chat, messages])) return;
  const list = $("messages");
  const end = list.scrollHeight - list.scrollTop - list.clientHeight < 80;
  const focused = document.activeElement?.dataset.key;
  list.replaceChildren(...messages.map(bubble));
  if (end) list.scrollTop = list.scrollHeight;
  if (focused) list.querySelector(`[data-key="${focused}"]`)?.focus();
}

function entry(call) {
  const item = make("li", "", call.status === 200 ? "" : "wrong");
  const details = make("details");
  const outcome = call.fault ? `${call.status || "cut"} (${call.fault})` : call.status || "cut";
  details.append(make("summary", `${call.number}. ${call.method} → ${outcome}`));
  details.append(make("pre", JSON.stringify(call.parameters, null, 1)));
  details.append(make("pre", typeof call.answer === "string" ? call.answer : JSON.stringify(call.answer, null, 1)));
  details.open = opened.has(call.number);
  details.addEventListener("toggle", () => (details.open ? opened.add(call.number) : opened.delete(call.number)));
  item.append(details);
  return item;
}

function drawCalls(calls, counts) {
  const shown = calls.filter((call) => $("polls").checked || call.method !== "getUpdates").slice(-200).reverse();
  if (changed("calls", shown)) $("calls").replaceChildren(...shown.map(entry));
  const methods = Object.entries(counts.methods).map(([name, number]) => `${name} ${number}`);
  $("counts").textContent = [...methods, `files ${counts.files}`].join(" · ");
}

async function draw() {
  drawChats(await ask("chats"));
  drawMessages(chat ? (await ask(`chats/${chat}`)).messages : []);
  const last = (await ask("counts")).total;
  drawCalls(await ask(`calls?after=${Math.max(0, last - 400)}`), await ask("counts"));
}

async function follow() {
  let at = -1;
  for (;;) {
    try {
      at = (await ask(`changes?after=${at}`)).at;
      await draw();
    } catch {
      $("note").textContent = "The fake does not answer; trying again.";
      await new Promise((go) => setTimeout(go, 1000));
      at = -1;
    }
  }
}

$("make").addEventListener("submit", async (event) => {
  event.preventDefault();
  const made = await ask("chats", Object.fromEntries(new FormData(event.target)));
  choose(String(made.id));
  $("new").open = false;
});
function choose(id) {
  chat = id;
  sessionStorage.setItem("chat", id);
  $("note").textContent = "";
  draw();
}
$("chats").addEventListener("change", (event) => choose(event.target.value));
$("say").addEventListener("submit", (event) => {
  event.preventDefault();
  const field = event.target.elements.text;
  if (field.value.trim()) act("say", { text: field.value });
  field.value = "";
});
$("acts").addEventListener("click", ({ target }) => target.dataset.act && act(target.dataset.act, { payload: target.dataset.payload || "" }));
$("media").addEventListener("change", (event) => {
  if (event.target.value) act("send", { kind: event.target.value });
  event.target.value = "";
});
$("polls").addEventListener("change", () => draw());
follow();
