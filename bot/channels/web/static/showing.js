// Bubbles, cards and buttons as elements. Text goes in as text, never as markup.
const body = document.body;
export const words = JSON.parse(body.dataset.words);

export function make(tag, kind, text) {
  const element = document.createElement(tag);
  if (kind) element.className = kind;
  if (text !== undefined) { element.textContent = text; element.dir = "auto"; }
  return element;
}

// Who speaks, for those who hear the page.
function speaker(name) {
  const element = document.createElement("span");
  element.className = "unseen";
  element.textContent = name + ": ";
  return element;
}

function link(kind, href, text) {
  const element = make("a", kind, text);
  element.href = href;
  if (kind === "open") { element.target = "_blank"; element.rel = "noopener noreferrer"; }
  return element;
}

function contactBlock(contact) {
  const block = make("div", "contact");
  block.append(make("p", "", contact.text));
  if (contact.dial) {
    const title = words.call_button.replace("{number}", contact.number);
    const call = link("call", "tel:" + contact.dial, title);
    if (contact.country) call.append(" ", make("span", "where", contact.country));
    block.append(call);
  }
  contact.links.forEach((to) => {
    block.append(link("open", to.url, words.opens.replace("{site}", to.site)));
  });
  return block;
}

export function card(reply) {
  const element = make("div", "card");
  if (reply.lead) element.append(make("p", "lead", reply.lead));
  reply.contacts.forEach((contact) => element.append(contactBlock(contact)));
  return element;
}

export function choices(offered) {
  const group = make("div", "choices");
  group.setAttribute("role", "group");
  group.setAttribute("aria-label", words.answers);
  offered.forEach((choice) => {
    const button = make("button", "", choice.title);
    button.type = "button";
    button.name = "choice";
    button.value = choice.payload;
    group.append(button);
  });
  return group;
}

export function botTurn(reply) {
  const turn = make("div", "turn");
  turn.lang = reply.language;
  if (reply.contacts.length) turn.append(speaker(words.bot_said), card(reply));
  else if (reply.text) turn.append(speaker(words.bot_said), make("p", "bubble", reply.text));
  if (reply.choices.length) turn.append(choices(reply.choices));
  return turn;
}

export function ownTurn(text) {
  const turn = make("div", "turn own");
  turn.tabIndex = -1;
  turn.append(speaker(words.you_said), make("p", "bubble", text));
  return turn;
}

// Brings what is new into sight; where it is higher than the screen, its beginning counts.
export function bringIntoSight(first, last) {
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const room = innerHeight - document.querySelector("header").offsetHeight
    - document.querySelector("footer").offsetHeight;
  const fits = last.getBoundingClientRect().bottom - first.getBoundingClientRect().top < room;
  const behavior = calm ? "auto" : "smooth";
  if (fits) last.scrollIntoView({ block: "nearest", behavior });
  else first.scrollIntoView({ block: "start", behavior });
}
