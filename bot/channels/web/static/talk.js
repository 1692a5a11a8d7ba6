// The talk: sends what is said, shows each reply once, and keeps both only as long as this page is open.
import { Hearing } from "./hearing.js";
import { botTurn, bringIntoSight, card, choices, make, ownTurn, words } from "./showing.js";

const body = document.body;
const root = document.documentElement;
const log = document.getElementById("log");
const say = document.getElementById("say");
const box = document.getElementById("text");
const state = document.getElementById("state");
const QUIET = 30 * 60 * 1000;
const store = {
  get() { try { return sessionStorage.getItem("token"); } catch (blocked) { return null; } },
  set(token) { try { sessionStorage.setItem("token", token); } catch (blocked) { /* memory is enough */ } },
};

let token = "";
let shown = 0; // the seq of the last reply on the page
let queue = []; // messages not yet taken, in order
let sending = false;
let said = false; // anything besides opening the page
let lastSign = Date.now();
let resting = false;
let cardShown = false; // helplines were shown since the last message got through
let timer = 0; // of the next try
let wanted = ""; // a language asked for by its link
let gone = false;

// --- tokens, ids ----------------------------------------------------------------------------

function random(bytes) {
  const made = crypto.getRandomValues(new Uint8Array(bytes));
  return btoa(String.fromCharCode(...made)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
}

function useToken(made) {
  token = made;
  store.set(token);
  // The plain forms speak for the same conversation, should the script fail later.
  document.querySelectorAll("input[name=token]").forEach((field) => { field.value = token; });
}

function headers(more) {
  return Object.assign({ Authorization: "Bearer " + token }, more);
}

const hearing = new Hearing(headers, () => shown, showReplies);

// --- showing --------------------------------------------------------------------------------

function showOwn(text) {
  closeChoices();
  const turn = ownTurn(text);
  log.append(turn);
  bringIntoSight(turn, turn);
  return turn;
}

function closeChoices() {
  log.querySelectorAll(".choices button").forEach((button) => { button.disabled = true; });
}

// Replies that came by the stream, by a poll or with an answer: each is shown once, by its seq.
function showReplies(replies) {
  const fresh = replies.filter((reply) => reply.seq > shown);
  if (!fresh.length) return;
  if (fresh.some((reply) => reply.choices.length)) closeChoices();
  const turns = fresh.map(botTurn);
  log.append(...turns);
  shown = fresh[fresh.length - 1].seq;
  document.querySelectorAll("input[name=after]").forEach((field) => { field.value = shown; });
  bringIntoSight(turns[0], turns[turns.length - 1]);
  followLanguage(fresh[fresh.length - 1]);
}

// Helplines when nothing could be kept: those the answer brought, else those the page came with.
function showHelplines(answer) {
  if (cardShown) return;
  cardShown = true;
  const turn = make("div", "turn");
  const note = answer && answer.note || (navigator.onLine ? words.failed : words.offline);
  const brought = answer ? answer.replies.map(card) : [];
  const ready = [...document.querySelectorAll("#numbers .card")].map((each) => each.cloneNode(true));
  turn.append(make("p", "note", note), ...(brought.length ? brought : ready));
  log.append(turn);
  bringIntoSight(turn, turn);
}

function showState() {
  const waiting = queue.some((message) => message.tried);
  state.textContent = !waiting ? "" : navigator.onLine ? words.waiting : words.offline;
}

// --- saying ---------------------------------------------------------------------------------

function enqueue(content, bubble) {
  lastSign = Date.now();
  if (!content.start) said = true;
  queue.push({ id: random(12), content, bubble, after: null, tried: 0 });
  flush();
}

async function flush() {
  if (sending || !queue.length || gone) return;
  sending = true;
  const message = queue[0];
  const wait = await deliver(message);
  sending = false;
  if (wait === 0) { queue.shift(); showState(); flush(); return; }
  message.tried += 1;
  if (message.bubble) message.bubble.classList.add("waiting");
  showState();
  clearTimeout(timer);
  timer = setTimeout(flush, wait);
}

// Sends one message; 0 when it is settled, else after how many milliseconds to send it again.
async function deliver(message) {
  // Remembered from the first try on: replies up to here belong to an earlier conversation.
  if (message.after === null) message.after = shown;
  const again = Math.min(30000, 1000 * 2 ** message.tried);
  let answer;
  try {
    const response = await fetch("/say", {
      method: "POST",
      headers: headers({ "Content-Type": "application/json" }),
      body: JSON.stringify(Object.assign({
        id: message.id, after: message.after, language: root.lang, country: body.dataset.country,
      }, message.content)),
    });
    answer = await response.json();
    if (response.status === 410) return beginAgain(message);
    if (!response.ok) return refused(message, answer, again);
  } catch (cut) {
    if (message.tried || !navigator.onLine) showHelplines(null);
    return again;
  }
  settled(message, answer);
  return 0;
}

function settled(message, answer) {
  cardShown = false;
  if (message.bubble) message.bubble.classList.remove("waiting");
  if (answer.left) { window.leaveNow(); return; }
  const anew = answer.replies.some((reply) => reply.seq <= message.after);
  if (anew) { shown = 0; hearing.restart(); }
  // Opening the page again shows what the server says now, and not what was last said before that.
  const first = answer.replies.length ? answer.replies[0].seq : 0;
  if (message.content.start && first) shown = Math.max(shown, first - 1);
  if (first <= shown + 1) showReplies(answer.replies);
  else hearing.ask(); // something came before these that the stream has not brought yet
  chooseLanguage(answer.replies);
  if (message.content.start && !first) hearing.ask();
  hearing.begin();
}

function refused(message, answer, again) {
  showHelplines(answer);
  if (answer.again) return answer.seconds ? Math.max(again, answer.seconds * 1000) : again;
  if (message.bubble) {
    message.bubble.classList.remove("waiting");
    message.bubble.classList.add("refused");
  }
  cardShown = false;
  return 0;
}

// The conversation was left in another window: what is said now begins a new one.
function beginAgain(message) {
  useToken(random(32));
  shown = 0;
  message.after = 0;
  hearing.restart();
  return 1;
}

// --- languages ------------------------------------------------------------------------------

async function followLanguage(reply) {
  if (!reply.language || reply.language === root.lang) return;
  try {
    const response = await fetch("/words?lang=" + encodeURIComponent(reply.language), { headers: headers() });
    const answer = await response.json();
    if (answer.language === reply.language) translate(answer);
  } catch (cut) { /* the page stays as it is; the talk goes on */ }
}

function translate(answer) {
  const to = answer.words;
  Object.assign(words, to);
  root.lang = answer.language;
  root.dir = answer.direction;
  document.title = to.title;
  document.querySelectorAll("[data-word]").forEach((each) => { each.textContent = to[each.dataset.word]; });
  document.querySelectorAll("[data-word-label]").forEach((each) => {
    each.setAttribute("aria-label", to[each.dataset.wordLabel]);
  });
  box.placeholder = to.placeholder;
  document.querySelectorAll("[data-language]").forEach((each) => {
    each.hidden = each.dataset.language === answer.language;
  });
}

// A language link pressed in the middle of a talk: the bot asks, and the page answers for them.
function chooseLanguage(replies) {
  const payload = "=" + wanted + ")";
  if (!wanted) return;
  replies.forEach((reply) => reply.choices.forEach((choice) => {
    if (!wanted || !choice.payload.includes("language") || !choice.payload.endsWith(payload)) return;
    wanted = "";
    enqueue({ choice: choice.payload }, showOwn(choice.title));
  }));
  wanted = "";
}

// --- quiet ----------------------------------------------------------------------------------

// After half an hour somebody else may hold the phone: the page shows nothing of the talk.
function rest() {
  if (resting || queue.length || Date.now() - lastSign < QUIET) return;
  if (!said) return;
  resting = true;
  log.textContent = "";
  box.value = "";
  const group = choices([{ title: words.carry_on, payload: "" }]);
  group.firstChild.removeAttribute("name");
  group.firstChild.addEventListener("click", () => { group.remove(); wake(); enqueue({ start: true }, null); });
  log.append(group);
}

function wake() {
  resting = false;
  lastSign = Date.now();
}

// --- what people do -------------------------------------------------------------------------

function sayText() {
  const text = box.value;
  if (!text.trim()) { box.focus(); return; }
  box.value = "";
  grow();
  if (resting) { wake(); log.textContent = ""; }
  enqueue({ text }, showOwn(text));
}

function press(button) {
  if (button.disabled) return;
  const inLog = log.contains(button);
  if (resting) { wake(); log.textContent = ""; }
  const bubble = showOwn(button.textContent.trim());
  // The pressed button cannot hold the focus any more; the next ones come after this bubble.
  if (inLog) bubble.focus({ preventScroll: true });
  // Nothing gets through just now: help cannot wait behind what does not.
  if (button.value === "/help" && queue.some((message) => message.tried)) { cardShown = false; showHelplines(null); }
  enqueue({ choice: button.value }, bubble);
}

function offer(files) {
  const kind = (files[0].type || "").split("/")[0];
  const media = ["image", "video", "audio"].includes(kind) ? kind : "file";
  enqueue({ media }, null); // the kind alone: the file is never read
}

function grow() {
  box.style.height = "auto";
  box.style.height = Math.min(box.scrollHeight + 2, 160) + "px";
}

function changeLanguage(event, target) {
  event.preventDefault();
  if (said) {
    wanted = target.dataset.language;
    closeChoices();
    enqueue({ choice: "/language" }, null);
    return;
  }
  // Nothing was said yet: the talk begins anew in that language, and the page leaves no second entry behind.
  fetch("/leave", { method: "POST", keepalive: true, redirect: "manual", headers: headers() }).catch(() => {});
  try { sessionStorage.clear(); } catch (blocked) { /* nothing is kept then */ }
  location.replace(target.href);
}

document.addEventListener("click", (event) => {
  const target = event.target.closest("button, a");
  if (!target) return;
  if (target.dataset.language) { changeLanguage(event, target); return; }
  if (target.name === "choice") { event.preventDefault(); press(target); }
});
say.addEventListener("submit", (event) => { event.preventDefault(); sayText(); });
box.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  sayText();
});
box.addEventListener("input", grow);
document.addEventListener("paste", (event) => {
  const files = event.clipboardData && event.clipboardData.files;
  if (files && files.length) { event.preventDefault(); offer(files); }
});
document.addEventListener("dragover", (event) => event.preventDefault());
document.addEventListener("drop", (event) => {
  event.preventDefault();
  if (event.dataTransfer.files.length) offer(event.dataTransfer.files);
});
window.addEventListener("online", flush);
window.addEventListener("leave", () => {
  gone = true;
  queue = [];
  hearing.stop();
});
document.addEventListener("visibilitychange", () => { rest(); if (hearing.begun) hearing.restart(); });
setInterval(rest, 20000);

// --- beginning ------------------------------------------------------------------------------

function begin() {
  const talking = body.hasAttribute("data-talk");
  const kept = store.get();
  const form = document.querySelector("input[name=token]").value;
  // A page that a plain form brought goes on with that form's conversation.
  useToken(talking ? form : kept || random(32));
  said = talking || Boolean(kept);
  window.talking = true;
  const plain = document.getElementById("start");
  if (plain) plain.remove();
  if (talking) { shown = Number(body.dataset.seq); hearing.begin(); return; }
  enqueue({ start: true }, null);
}

begin();
