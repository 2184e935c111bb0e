"use strict";
/* The board as an object, and its three doors to Dash: draw, acknowledge, append. */
(() => {
  const { board } = window.caudal;
  const PAGE_MS = 12000;

  class Board extends board.Canvas {
    constructor(canvas, id) {
      super(canvas, id);
      Object.assign(this, { askLater: [], foldsAt: `caudal.${id}.folds.${canvas.dataset.user || ""}` });
      this.folds = this.readFolds();
      board.keys.listen(this);
      canvas.addEventListener("click", (event) => this.click(event));
      canvas.addEventListener("dblclick", (event) => this.doubleClick(event));
    }

    mayMove(card) { return Boolean(this.state.changeable && card.changeable); }

    sortBy(key) {
      const query = new URLSearchParams(window.location.search);
      query.set("sort", key);
      this.go({ search: `?${query}` });
    }

    /* The filters go along, so that the way back leads to the same board, and up and down to the cards of the column. */
    href(id) {
      const name = window.location.pathname.slice(1);
      const search = name === "progress-board" ? window.location.search : `?from=${name}${window.location.search.replace("?", "&")}`;
      return this.openPath + encodeURIComponent(id) + search;
    }

    open(id) { this.visit(this.href(id)); }

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
  function ask(b, column, then = null) {
    if (then) column.then = then;
    if (column.loading) return;
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
      const { then } = column;
      column.then = null;
      if (page && !column.folded) then?.();
    }
    askNext(b);
  }

  function tryAgain(b, column) {
    column.view.watcher.unobserve(column.view.more);
    column.view.more.textContent = b.say("try_again");
  }

  board.pages = { ask };

  /* ── doors ── */
  const boardAt = (board.at = (canvasId) => board.canvasAt(Board, canvasId));

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
      board.news.drawn(b);
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
