"use strict";
/* One connection for all tabs of a browser: one tab listens to the server, the others hear from it. */
(() => {
  const { caudal } = window;
  const LOOK_MS = 250;
  const ASK_EVERY_MS = 5000;
  const ASKS_BEFORE_LISTENING = 12;
  const KEPT = 200;
  const state = { path: "", position: 0, channel: null, source: null, kept: [], leads: false, over: false };

  /* Everybody who wants to know listens to this event; `detail.reset` means that something may have been missed. */
  function tell(message) {
    if (message.seq) {
      if (message.seq <= state.position) return;
      state.position = message.seq;
    }
    if (message.position) state.position = message.position;
    document.dispatchEvent(new CustomEvent("caudal:live", { detail: message }));
  }

  function share(message) {
    tell(message);
    if (message.seq) state.kept = [...state.kept, message].slice(-KEPT);
    state.channel?.postMessage(message);
  }

  /* ── the tab that leads ── */
  function listen() {
    if (state.over) return;
    const source = (state.source = new EventSource(`${state.path}?after=${state.position}`));
    source.onmessage = (event) => share(JSON.parse(event.data));
    source.addEventListener("reset", () => { source.close(); begin(); });
    source.addEventListener("end", () => stop());
    // A broken connection comes back by itself; one that was refused does not.
    source.onerror = () => { if (source.readyState === EventSource.CLOSED) ask(ASKS_BEFORE_LISTENING); };
  }

  function stop() {
    state.over = true;
    state.source?.close();
  }

  /* What was missed is not known any more: look at everything anew, and listen from now on. */
  async function begin() {
    const answer = await since("");
    if (answer) share({ reset: true, position: answer.position });
    if (answer) listen();
    else window.setTimeout(() => begin(), ASK_EVERY_MS);
  }

  async function since(query) {
    try {
      const answer = await caudal.plainFetch(`${state.path}/since${query}`, { headers: { "X-Idle": "1" } });
      if (answer.status === 401) stop();
      return answer.ok ? await answer.json() : null;
    } catch { return null; }
  }

  /* Where there is no place for a stream: ask now and then, and try to listen again after a while. */
  async function ask(left) {
    if (state.over) return;
    if (!left) return listen();
    const answer = await since(`?after=${state.position}`);
    if (answer?.reset) share({ reset: true, position: answer.position });
    else answer?.told.forEach((message) => share(message));
    if (answer && !answer.reset) state.position = Math.max(state.position, answer.position);
    window.setTimeout(() => ask(left - 1), ASK_EVERY_MS);
  }

  function lead() {
    state.leads = true;
    listen();
    return new Promise(() => {}); // until this tab is closed
  }

  /* ── all tabs ── */
  function start({ events, position, person }) {
    Object.assign(state, { path: events, position: Number(position) });
    const name = `caudal-live-${person}`;
    if (!window.navigator.locks || !window.BroadcastChannel) return listen(); // plain http beyond this machine
    state.channel = new BroadcastChannel(name);
    state.channel.onmessage = ({ data }) => {
      if (!data.since && data.since !== 0) tell(data);
      else if (state.leads) state.kept.filter((one) => one.seq > data.since).forEach((one) => state.channel.postMessage(one));
    };
    state.channel.postMessage({ since: state.position });
    window.navigator.locks.request(name, lead);
  }

  const looking = window.setInterval(() => {
    const frame = document.querySelector("[data-events]");
    if (!frame) return;
    window.clearInterval(looking);
    start(frame.dataset);
  }, LOOK_MS);

  window.addEventListener("pagehide", () => state.source?.close());
})();
