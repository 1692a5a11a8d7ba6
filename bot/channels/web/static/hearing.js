// What comes by itself: a stream that goes on where it was cut, or questions where streams are held back.
const POLL = 5000;
const FIRST_SIGN = 8000;

function pause(milliseconds) {
  return new Promise((done) => setTimeout(done, milliseconds));
}

export class Hearing {
  // `headers()` names the conversation, `after()` the last reply shown, `show(replies)` shows new ones.
  constructor(headers, after, show) {
    this.headers = headers;
    this.after = after;
    this.show = show;
    this.open = null; // ends the open stream
    this.begun = false; // the server answered once: only then is there something to hear
    this.asking = false;
    this.gone = false;
  }

  // Begins, or begins again after the conversation changed or the page came back into sight.
  restart() {
    if (this.open) this.open.abort();
    this.open = null;
    if (!this.asking && !document.hidden && !this.gone) this.listen();
  }

  begin() {
    this.begun = true;
    if (!this.open) this.restart();
  }

  stop() {
    this.gone = true;
    if (this.open) this.open.abort();
  }

  async ask() {
    try {
      const response = await fetch("/replies?after=" + this.after(), { headers: this.headers() });
      if (response.ok) this.show((await response.json()).replies);
    } catch (cut) { /* the next one will tell */ }
  }

  async listen() {
    const mine = new AbortController();
    this.open = mine;
    let wait = 1000;
    while (this.open === mine && !this.gone) {
      let signs = 0;
      const late = setTimeout(() => { if (!signs && navigator.onLine) this.askInstead(mine); }, FIRST_SIGN);
      try {
        const response = await fetch("/stream?after=" + this.after(), { headers: this.headers(), signal: mine.signal });
        if (response.ok) await this.read(response.body.getReader(), () => { signs += 1; wait = 1000; });
      } catch (cut) { /* it goes on where it stopped */ }
      clearTimeout(late);
      if (this.open !== mine) return;
      await pause(wait);
      wait = Math.min(30000, wait * 2);
    }
  }

  async askInstead(mine) {
    if (this.open !== mine) return;
    this.asking = true;
    this.open = null;
    mine.abort();
    while (!this.gone) {
      if (!document.hidden) await this.ask();
      await pause(POLL);
    }
  }

  async read(reader, sign) {
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
        if (line) this.show([JSON.parse(line.slice(6))]);
      });
    }
  }
}
