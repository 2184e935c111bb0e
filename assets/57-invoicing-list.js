"use strict";
/* The documents behind a number: of one month, without a date, or still drafts; from the same query as the number. */
(() => {
  const { board, invoicing: inv } = window.caudal;
  const { el, icon, words } = board;
  const PAGE = 50;

  const sumsOf = (b, { section, kind, month, drafts }) => {
    const lane = inv.state.laneOf(inv.state.sectionOf(b.state, section), kind);
    return drafts ? lane.drafts : month ? inv.state.cellOf(b.state, { section, kind, month }) : lane.undated;
  };

  function title(b, what) {
    if (what.month) return b.say("list_title", { kind: b.say(what.kind), month: inv.words.fullMonth(what.month) });
    return b.plural(`${what.drafts ? "drafts" : "undated"}_${what.kind}`, sumsOf(b, what).count);
  }

  const note = (b, what) => (what.month ? "" : b.say(what.drafts ? "drafts_note" : `undated_note_${what.kind}`));

  /* To another month without dragging; from the list, the only way for what has no month yet. */
  function planner(b, what, card) {
    if (!b.mayMove(what.kind, card) || what.drafts) return null;
    const select = el("select", { class: "form-select cd-invselect", "aria-label": b.say("move_number", { number: card.number }) },
      el("option", { value: "", text: b.say("move_to_month") }),
      ...inv.move.choices(b).map((month) => el("option", { value: String(month), text: inv.words.fullMonth(month), disabled: month === what.month })));
    select.addEventListener("change", () => {
      if (!select.value) return;
      b.dialog.close();
      inv.move.plan(b, { section: what.section, kind: what.kind, id: card.id, month: what.month }, Number(select.value), card);
    });
    return select;
  }

  function row(b, what, card) {
    const shown = { ...card, shownIn: what.section };
    return el("li", { class: "cd-invrow", "data-id": card.id },
      el("div", {}, el("a", { class: "cd-table__link", href: b.href(what.kind, card.id), "data-cd-nav": "plain", text: card.number }),
        el("span", { class: "cd-mut cd-n", text: what.month ? inv.words.dateText(b, card) : "" })),
      el("div", { class: "cd-invrow__who" }, el("b", { text: card.contact || b.say("no_contact") }), el("span", { class: "cd-mut", text: card.title || "" })),
      el("div", { class: "cd-invrow__state cd-mut", text: inv.words.facts(b, what.kind, card).join(" \u00b7 ") }),
      words.moneyNode(shown.net_reporting, shown.shownIn, "cd-invrow__amt"), planner(b, what, card));
  }

  function ask(b, list) {
    list.more.disabled = true;
    list.more.textContent = b.say("loading");
    inv.pages.ask(b, { section: list.section, kind: list.kind, month: list.month, drafts: list.drafts, cursor: list.cursor, limit: PAGE }, (page) => receive(b, list, page));
  }

  function receive(b, list, page) {
    list.more.disabled = false;
    if (!page) {
      list.more.textContent = b.say("try_again");
      return;
    }
    const cards = inv.state.fresh(b.state, list.cards, page.cards);
    list.cards.push(...cards);
    list.cursor = page.cursor;
    list.rows.append(...cards.map((card) => row(b, list, card)));
    list.more.hidden = !page.cursor;
    list.more.textContent = b.say("show_more");
    list.count.textContent = b.say("shown_of", { shown: words.number(list.cards.length), count: words.number(sumsOf(b, list).count) });
  }

  function open(b, what) {
    const sums = sumsOf(b, what);
    const list = { ...what, cards: [], cursor: null };
    const dialog = el("dialog", { class: "cd-modal", "aria-labelledby": `${b.id}-list-title` });
    list.rows = el("ul", { class: "cd-invrows" });
    list.more = el("button", { class: "cd-more", type: "button", on: { click: () => ask(b, list) } });
    list.count = el("span", { class: "cd-mut", role: "status" });
    const from = document.activeElement;
    dialog.append(el("div", { class: "cd-modal__box cd-modal__box--list" },
      el("div", { class: "modal-header" }, el("h2", { id: `${b.id}-list-title` }, inv.grid.swatch(what.kind), title(b, what)),
        el("button", { class: "cd-iconbtn", type: "button", "aria-label": b.say("close"), on: { click: () => dialog.close() } }, icon("x-lg"))),
      el("div", { class: "modal-body" },
        el("p", { class: "cd-2" }, words.moneyNode(sums.net, what.section, "cd-invrow__sum"), " ", note(b, what), " ", list.count), list.rows, list.more)));
    dialog.addEventListener("pointerdown", (event) => { if (event.target === dialog) dialog.close(); });
    dialog.addEventListener("click", (event) => { if (event.target.closest("a")) dialog.close(); });
    dialog.addEventListener("close", () => {
      dialog.remove();
      b.dialog = null;
      if (from?.isConnected) from.focus({ preventScroll: true });
      b.release();
    });
    b.canvas.append(dialog);
    b.dialog = dialog;
    dialog.showModal();
    ask(b, list);
  }

  inv.list = { open };
})();
