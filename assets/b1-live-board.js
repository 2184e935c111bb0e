"use strict";
/* The board while others work: changed cards are asked for and shown, never under the reader's hand. */
(() => {
  const { board } = window.caudal;
  const MOST = 20;
  const GATHER_MS = 60;
  const SPREAD_MS = 200; // so that many browsers do not all ask in the same moment
  const AGAIN_MS = 150;
  const PATIENCE_MS = 10000;
  const REMEMBERED_MS = 10000;
  const recent = [];

  const newsOf = (b) => (b.news ||= { ids: new Map(), all: false, timer: 0, asked: null }); // ids with their versions
  const isPast = () => new URLSearchParams(window.location.search).has("as_of");
  const isBusy = (b) => Boolean(b.inFlight || b.queue.length);

  /* A card that is shown in this version or a later one is what this reader did, or has been told already. */
  function isKnown(b, id, version) {
    const spot = board.state.locate(b.state, id);
    return Boolean(spot && spot.card.version >= version);
  }

  // Invoicing and the list are drawn on canvases too, but hold no columns of cards.
  const boards = () => board.shown().filter((b) => b.state.byKey);

  function hear(message) {
    if (message.about === "opportunity") {
      recent.push({ ...message, at: Date.now() });
      boards().forEach((b) => note(b, message));
    } else if (message.reset) {
      boards().forEach((b) => { newsOf(b).all = true; plan(b); });
    }
  }

  function note(b, message) {
    want(b, message.opportunity, message.version || Infinity); // what hangs on it has no version of the card
  }

  function want(b, id, version) {
    if (isKnown(b, id, version)) return;
    const { ids } = newsOf(b);
    ids.set(id, Math.max(version, ids.get(id) || 0));
    plan(b);
  }

  /* What happened while the board was on its way here may not be on it. */
  function drawn(b) {
    const now = Date.now();
    while (recent.length && now - recent[0].at > REMEMBERED_MS) recent.shift();
    recent.forEach((message) => note(b, message));
  }

  function plan(b, wait = GATHER_MS + Math.random() * SPREAD_MS) {
    const news = newsOf(b);
    news.timer ||= window.setTimeout(() => { news.timer = 0; ask(b); }, wait);
  }

  function ask(b) {
    const news = newsOf(b);
    if (!b.canvas.isConnected || isPast() || document.hidden) return;
    if (isBusy(b) || news.asked) return plan(b, AGAIN_MS);
    const wanted = new Map([...news.ids].filter(([id, version]) => !isKnown(b, id, version)));
    const ids = [...wanted.keys()];
    news.ids.clear();
    if (!ids.length && !news.all) return;
    const whole = news.all || ids.length > MOST;
    news.all = false;
    const asked = (news.asked = { seq: b.nextSeq(), rev: b.state.rev, wanted });
    b.send("news", { seq: asked.seq, ids: whole ? [] : ids });
    window.setTimeout(() => { if (news.asked === asked) news.asked = null; }, PATIENCE_MS);
  }

  function show(data, canvasId) {
    const b = data && board.at(canvasId);
    const asked = b?.state && newsOf(b).asked;
    if (!asked || asked.seq !== data.seq) return;
    b.whenFree(() => {
      newsOf(b).asked = null;
      // Meanwhile the reader moved a card or chose another filter: this answer is about a board that is no more.
      if (isBusy(b) || asked.rev !== b.state.rev) {
        asked.wanted.forEach((version, id) => want(b, id, version));
        return;
      }
      data.cards.forEach((one) => place(b, one));
      board.state.adopt(b.state, data.columns, data.summary);
      board.draw.showAllTotals(b);
    });
  }

  function place(b, { id, column, card }) {
    const from = board.state.locate(b.state, id)?.column.key;
    board.move.placeCard(b, id, { column, card });
    const node = from !== column && board.draw.cardElement(b, id);
    if (!node) return;
    node.classList.add("is-news");
    node.addEventListener("animationend", () => node.classList.remove("is-news"), { once: true });
  }

  document.addEventListener("caudal:live", ({ detail }) => hear(detail));
  document.addEventListener("visibilitychange", () => { if (!document.hidden) boards().forEach((b) => plan(b, 0)); });

  board.news = { drawn };
  window.dash_clientside = Object.assign(window.dash_clientside || {}, { caudal_board_live: { show } });
})();
