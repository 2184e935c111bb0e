"use strict";
/* The board as an object, and its three doors to Dash: draw, acknowledge, append. */
(() => {
  const { board } = window.caudal;
  const { el } = board;
  const PAGE_MS = 12000;
  const boards = new Map();

  class Board {
    constructor(canvas, id) {
      const { label, open, export: exportPath, url, user } = canvas.dataset;
      Object.assign(this, {
        canvas, id, label, openPath: open, exportPath, url, text: {}, state: null, queue: [], inFlight: null, silent: new Map(),
        acknowledged: 0, seq: Date.now(), asked: null, askLater: [], later: [], lift: null, held: null, dialog: null, lastUndo: null,
        foldsAt: `caudal.${id}.folds.${user || ""}`,
      });
      this.folds = this.readFolds();
      this.live = el("div", { class: "visually-hidden", "aria-live": "assertive", "aria-atomic": "true" });
      this.keys = el("p", { class: "visually-hidden", id: `${id}-keys` });
      this.stage = el("div", { class: "cd-boardpage flex-fill h-100" });
      canvas.classList.add("flex-fill");
      canvas.replaceChildren(this.stage, this.keys, this.live);
      board.keys.listen(this);
      canvas.addEventListener("click", (event) => this.click(event));
      canvas.addEventListener("dblclick", (event) => this.doubleClick(event));
    }

    say(key, parts) { return board.fill(this.text[key] ?? key, parts); }

    plural(key, n) { return this.say(`${key}_${board.words.plural(n)}`, { n: board.words.number(n) }); }

    /* The same sentence twice is read twice. */
    announce(sentence) {
      this.live.textContent = "";
      window.requestAnimationFrame(() => { this.live.textContent = sentence; });
    }

    toast(options) { window.caudal.toast(options); }

    show(...nodes) { this.stage.replaceChildren(...nodes); }

    mayMove(card) { return Boolean(this.state.changeable && card.changeable); }

    /* Answers wait while a card is in the hand or a question is open, so nothing moves under the reader. */
    whenFree(run) {
      if (this.held || this.lift || this.dialog) this.later.push(run);
      else run();
    }

    release() {
      if (this.held || this.lift || this.dialog) return;
      this.later.splice(0).forEach((run) => run());
    }

    nextSeq() { return (this.seq = Math.max(this.seq + 1, Date.now())); }

    uuid() {
      if (window.crypto.randomUUID) return window.crypto.randomUUID();
      // randomUUID needs a secure context; a plain http intranet address is none.
      const bytes = Array.from(window.crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
      return `${bytes.slice(0, 8)}-${bytes.slice(8, 12)}-4${bytes.slice(13, 16)}-a${bytes.slice(17, 20)}-${bytes.slice(20)}`;
    }

    send(store, data) { window.dash_clientside.set_props(`${this.id}-${store}`, { data }); }

    go(props) { window.dash_clientside.set_props(this.url, props); }

    sortBy(key) {
      const query = new URLSearchParams(window.location.search);
      query.set("sort", key);
      this.go({ search: `?${query}` });
    }

    /* The filters go along, so that the way back leads to the same board. */
    href(id) { return this.openPath + encodeURIComponent(id) + window.location.search; }

    /* Go to another page the way Dash's own links do, without loading the whole app anew. */
    open(id) {
      window.history.pushState({}, "", this.href(id));
      window.dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
    }

    readFolds() {
      try { return JSON.parse(window.localStorage.getItem(this.foldsAt)) || {}; } catch { return {}; }
    }

    rememberFold(key, folded) {
      this.folds[key] = folded;
      try { window.localStorage.setItem(this.foldsAt, JSON.stringify(this.folds)); } catch { /* private windows forget */ }
    }

    click(event) {
      const menu = event.target.closest(".cd-card__menu");
      const fold = event.target.closest("[data-fold]");
      const strip = event.target.closest(".cd-col--fold");
      const tab = event.target.closest("[data-tab]");
      if (menu) board.menu.card(this, menu.closest(".cd-card"));
      else if (fold) board.draw.fold(this, fold.dataset.fold, true);
      else if (strip) board.draw.fold(this, strip.dataset.key, false);
      else if (tab) board.draw.goTo(this, tab.dataset.tab);
      else this.tap(event.target.closest(".cd-card"));
    }

    /* Where the card's menu button is hidden, on a phone, a tap opens the menu. */
    tap(node) {
      if (node && !node.querySelector(".cd-card__menu").offsetParent) board.menu.card(this, node);
    }

    doubleClick(event) {
      const node = event.target.closest(".cd-card");
      if (node && !event.target.closest("button")) this.open(Number(node.dataset.id));
    }
  }

  /* ── further pages, one request at a time ── */
  function ask(b, column) {
    column.loading = true;
    board.draw.showFoot(b, column);
    b.askLater.push(column);
    askNext(b);
  }

  function askNext(b) {
    if (b.asked || !b.askLater.length) return;
    const column = b.askLater.shift();
    const asked = (b.asked = { seq: b.nextSeq(), rev: b.state.rev, column: column.key, cursor: column.cursor });
    b.send("page-request", { ...asked });
    asked.timer = setTimeout(() => answered(b, asked, null), PAGE_MS);
  }

  /* No answer in time leaves the foot as a button to try again. */
  function answered(b, asked, page) {
    if (b.asked !== asked) return;
    clearTimeout(asked.timer);
    b.asked = null;
    const column = b.state.byKey.get(asked.column);
    if (asked.rev === b.state.rev) {
      column.loading = false;
      if (page) {
        column.cards.push(...board.state.fresh(b.state, page.cards));
        column.cursor = page.cursor;
        if (column.rove === null) column.rove = column.cards[0]?.id ?? null;
      }
      if (!column.folded) page ? board.draw.drawMore(b, column, 24) : tryAgain(b, column);
    }
    askNext(b);
  }

  function tryAgain(b, column) {
    column.view.watcher.unobserve(column.view.more);
    column.view.more.textContent = b.say("try_again");
  }

  board.pages = { ask };

  /* ── doors ── */
  function boardAt(canvasId) {
    const canvas = document.getElementById(canvasId);
    if (!canvas) return null;
    if (boards.get(canvasId)?.canvas !== canvas) {
      for (const [key, old] of boards) if (!old.canvas.isConnected) boards.delete(key);
      boards.set(canvasId, new Board(canvas, canvasId.replace(/-canvas$/, "")));
    }
    return boards.get(canvasId);
  }

  function learn(b, text) {
    if (text) b.text = text;
    b.keys.textContent = b.say("keys");
  }

  /* Draw the board anew. An answer older than what is shown comes too late. */
  function draw(data, text, canvasId) {
    const b = data && boardAt(canvasId);
    if (!b) return;
    learn(b, text);
    b.whenFree(() => {
      if (b.state && data.rev < b.state.rev) return;
      if (b.asked) clearTimeout(b.asked.timer);
      Object.assign(b, { asked: null, askLater: [] });
      board.menu.close();
      board.draw.all(b, data);
    });
  }

  function acknowledge(ack, canvasId) {
    const b = ack && boardAt(canvasId);
    if (b?.state) board.move.acknowledge(b, ack);
  }

  function append(page, canvasId) {
    const b = page && boardAt(canvasId);
    if (!b?.asked || page.seq !== b.asked.seq || page.rev !== b.state.rev) return;
    const { asked } = b;
    b.whenFree(() => answered(b, asked, page));
  }

  window.dash_clientside = Object.assign(window.dash_clientside || {}, {
    caudal_board: { draw, acknowledge, append },
  });
})();
