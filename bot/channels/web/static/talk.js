// The talk: sends what is said, shows each reply once, and keeps both only as long as this page is open.
const body = document.body;
const root = document.documentElement;
const log = document.getElementById("log");
const say = document.getElementById("say");
const box = document.getElementById("text");
const state = document.getElementById("state");
const words = JSON.parse(body.dataset.words);
const QUIET = 30 * 60 * 1000;
const POLL = 5000;
const FIRST_SIGN = 8000;
const store = {
  get() { try { return sessionStorage.getItem("token"); } catch (blocked) { return null; } },
  set(token) { try { sessionStorage.setItem("token", token); } catch (blocked) { /* memory is enough */ } },
};

let token = "";
let shown = 0; // the seq of the last reply on the page
let queue = []; // messages not yet taken, in order
let sending = false;
let said = false; // anything besides opening the page
let stopped = null; // ends the open stream
let polling = false;
let lastSign = Date.now();
let resting = false;
let cardShown = false; // helplines were shown since the last message got through
let timer = 0;
let wanted = ""; // a language asked for by its link
let begun = false; // the server answered once: only then is there something to listen to
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

// --- showing --------------------------------------------------------------------------------

function make(tag, kind, text) {
  const element = document.createElement(tag);
  if (kind) element.className = kind;
  if (text !== undefined) { element.textContent = text; element.dir = "auto"; }
  return element;
}

function unseen(text) {
  const element = make("span", "unseen", text + " ");
  element.removeAttribute("dir");
  return element;
}

// Brings what is new into sight; where it is higher than the screen, its beginning counts.
function scroll(first, last) {
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const room = innerHeight - document.querySelector("header").offsetHeight - say.offsetHeight;
  const fits = last.getBoundingClientRect().bottom - first.getBoundingClientRect().top < room;
  const behavior = calm ? "auto" : "smooth";
  if (fits) last.scrollIntoView({ block: "nearest", behavior });
  else first.scrollIntoView({ block: "start", behavior });
}

function showOwn(text) {
  closeChoices();
  const bubble = make("div", "turn own");
  bubble.tabIndex = -1;
  bubble.append(unseen(words.you_said + ":"), make("p", "bubble", text));
  log.append(bubble);
  scroll(bubble, bubble);
  return bubble;
}

function closeChoices() {
  log.querySelectorAll(".choices button").forEach((button) => { button.disabled = true; });
}

function link(kind, href, text) {
  const element = make("a", kind, text);
  element.href = href;
  if (kind === "open") { element.target = "_blank"; element.rel = "noopener noreferrer"; }
  return element;
}

function showContact(contact) {
  const block = make("div", "contact");
  block.append(make("p", "", contact.text));
  if (contact.dial) {
    const call = link("call", "tel:" + contact.dial, words.call_button.replace("{number}", contact.number));
    if (contact.country) call.append(" ", make("span", "where", contact.country));
    block.append(call);
  }
  contact.links.forEach((to) => {
    block.append(link("open", to.url, words.opens.replace("{site}", to.site)));
  });
  return block;
}

function showCard(reply) {
  const card = make("div", "card");
  if (reply.lead) card.append(make("p", "lead", reply.lead));
  reply.contacts.forEach((contact) => card.append(showContact(contact)));
  return card;
}

function showChoices(choices) {
  const group = make("div", "choices");
  group.setAttribute("role", "group");
  group.setAttribute("aria-label", words.answers);
  choices.forEach((choice) => {
    const button = make("button", "", choice.title);
    button.type = "button";
    button.name = "choice";
    button.value = choice.payload;
    group.append(button);
  });
  return group;
}

function showReply(reply) {
  const turn = make("div", "turn");
  turn.lang = reply.language;
  if (reply.contacts.length) turn.append(unseen(words.bot_said + ":"), showCard(reply));
  else if (reply.text) turn.append(unseen(words.bot_said + ":"), make("p", "bubble", reply.text));
  if (reply.choices.length) { closeChoices(); turn.append(showChoices(reply.choices)); }
  log.append(turn);
  return turn;
}

// Replies that came by the stream, by a poll or with an answer: each is shown once, by its seq.
function showReplies(replies) {
  const fresh = replies.filter((reply) => reply.seq > shown);
  if (!fresh.length) return;
  const turns = fresh.map(showReply);
  shown = fresh[fresh.length - 1].seq;
  document.querySelectorAll("input[name=after]").forEach((field) => { field.value = shown; });
  scroll(turns[0], turns[turns.length - 1]);
  followLanguage(fresh[fresh.length - 1]);
}

// Helplines when nothing could be kept: those the answer brought, else those the page came with.
function showHelplines(answer) {
  if (cardShown) return;
  cardShown = true;
  const turn = make("div", "turn");
  if (answer && answer.note) turn.append(make("p", "note", answer.note));
  else turn.append(make("p", "note", navigator.onLine ? words.failed : words.offline));
  if (answer && answer.replies.length) answer.replies.forEach((reply) => turn.append(showCard(reply)));
  else document.querySelectorAll("#numbers .card").forEach((card) => turn.append(card.cloneNode(true)));
  log.append(turn);
  scroll(turn, turn);
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
  if (anew) { shown = 0; restartStream(); }
  // Opening the page again shows what the server says now, and not what was last said before that.
  const first = answer.replies.length ? answer.replies[0].seq : 0;
  if (message.content.start && first) shown = Math.max(shown, first - 1);
  if (first <= shown + 1) showReplies(answer.replies);
  else poll(); // something came before these that the stream has not brought yet
  chooseLanguage(answer.replies);
  if (message.content.start && !first) poll();
  begun = true;
  if (!stopped) restartStream();
}

function refused(message, answer, again) {
  showHelplines(answer);
  if (answer.again) return answer.seconds ? Math.max(again, answer.seconds * 1000) : again;
  if (message.bubble) message.bubble.classList.replace("waiting", "refused") || message.bubble.classList.add("refused");
  cardShown = false;
  return 0;
}

// The conversation was left in another window: what is said now begins a new one.
function beginAgain(message) {
  useToken(random(32));
  shown = 0;
  message.after = 0;
  restartStream();
  return 1;
}

// --- hearing --------------------------------------------------------------------------------

async function poll() {
  try {
    const response = await fetch("/replies?after=" + shown, { headers: headers() });
    if (response.ok) showReplies((await response.json()).replies);
  } catch (cut) { /* the next one will tell */ }
}

async function keepPolling() {
  while (polling && !gone) {
    await new Promise((done) => setTimeout(done, POLL));
    if (!document.hidden && polling) await poll();
  }
}

function restartStream() {
  if (stopped) stopped.abort();
  stopped = null;
  if (begun && !polling && !document.hidden && !gone) listen();
}

async function listen() {
  const mine = new AbortController();
  stopped = mine;
  let pause = 1000;
  while (stopped === mine && !gone) {
    let signs = 0;
    const late = setTimeout(() => { if (!signs && navigator.onLine) usePolling(mine); }, FIRST_SIGN);
    try {
      const response = await fetch("/stream?after=" + shown, { headers: headers(), signal: mine.signal });
      if (response.ok) await read(response.body.getReader(), () => { signs += 1; pause = 1000; });
    } catch (cut) { /* it goes on where it stopped */ }
    clearTimeout(late);
    if (stopped !== mine) return;
    await new Promise((done) => setTimeout(done, pause));
    pause = Math.min(30000, pause * 2);
  }
}

function usePolling(mine) {
  if (stopped !== mine) return;
  polling = true;
  stopped = null;
  mine.abort();
  poll();
  keepPolling();
}

async function read(reader, sign) {
  const decoder = new TextDecoder();
  let rest = "";
  for (;;) {
    const piece = await reader.read();
    if (piece.done) return;
    sign();
    const events = (rest + decoder.decode(piece.value, { stream: true })).split("\n\n");
    rest = events.pop();
    events.forEach((event) => {
      const line = event.split("\n").find((each) => each.startsWith("data: "));
      if (line) showReplies([JSON.parse(line.slice(6))]);
    });
  }
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
  const group = showChoices([{ title: words.carry_on, payload: "" }]);
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
  if (stopped) stopped.abort();
});
document.addEventListener("visibilitychange", () => { rest(); restartStream(); });
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
  if (talking) { begun = true; shown = Number(body.dataset.seq); restartStream(); return; }
  enqueue({ start: true }, null);
}

begin();
