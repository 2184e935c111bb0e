"use strict";
/* One document: a small card where twelve months share the screen, a full one where there is room. */
(() => {
  const { board, invoicing: inv } = window.caudal;
  const { el, icon, words } = board;

  function label(b, section, cell, card) {
    const parts = [
      `${b.say(`one_${cell.kind}`)} ${card.number}`, card.contact || b.say("no_contact"), card.title, inv.words.dateText(b, card),
      words.money(card.net, card.currency, true), ...inv.words.facts(b, cell.kind, card),
    ];
    if (cell.kind === "invoices") parts.push(b.say("invoices_stay"));
    else if (!b.mayMove(cell.kind, card)) parts.push(b.say("read_only"));
    return parts.filter(Boolean).join(", ");
  }

  const amount = (card, short) => words.moneyNode(card.net_reporting, card.shownIn, "cd-paper__amt push", short);

  function menuButton(b, card) {
    return el("button", {
      class: "cd-iconbtn cd-iconbtn--sm cd-paper__menu", type: "button", tabindex: "-1", "aria-haspopup": "menu", "aria-expanded": "false",
      "aria-label": b.say("actions_for", { number: card.number }),
    }, icon("three-dots"));
  }

  const day = (card) => (card.on ? String(Number(card.on.slice(8, 10))) : "\u2013");

  const isOverdue = (b, cell, card) => (cell.kind === "invoices" ? inv.words.isLate(b.state, card) : inv.words.isMissed(b.state, cell.kind, card));

  /* About where a date was only estimated, a warning where a payment is late: never by colour alone. */
  function marks(b, cell, card) {
    const found = [];
    if (card.dated_by === "lead_time") found.push(el("span", { class: "cd-paper__about", "aria-hidden": "true", text: "\u2248" }));
    if (isOverdue(b, cell, card)) found.push(icon("exclamation-circle", "cd-late"));
    else if (cell.kind === "invoices" && card.status === "paid") found.push(icon("check2", "cd-paper__paid"));
    return found;
  }

  function mini(b, cell, card) {
    return [
      el("span", { class: "cd-paper__who cd-trunc", text: card.contact || card.number }),
      el("span", { class: "cd-paper__row" }, el("span", { class: "cd-n" }, ...marks(b, cell, card), day(card)), amount(card, true)),
    ];
  }

  function full(b, cell, card) {
    const state = inv.words.facts(b, cell.kind, card).join(" \u00b7 ");
    return [
      el("div", { class: "cd-paper__top" }, el("span", { class: "cd-paper__id cd-n cd-trunc", text: card.number }),
        el("span", { class: "push cd-n" }, card.dated_by === "lead_time" ? "\u2248\u202f" : null, inv.words.dateText(b, card))),
      el("div", { class: "cd-paper__who cd-trunc", text: card.contact || b.say("no_contact") }),
      el("div", { class: "cd-paper__row" }, el("span", { class: "cd-trunc", text: card.title || "" }), amount(card, false)),
      state ? el("div", { class: `cd-paper__state cd-trunc${isOverdue(b, cell, card) ? " cd-late" : ""}`, text: state }) : null,
    ];
  }

  function tooltip(b, cell, card) {
    return [card.number, card.contact, card.title, words.money(card.net, card.currency, true), ...inv.words.facts(b, cell.kind, card)]
      .filter(Boolean).join(" \u00b7 ");
  }

  function node(b, section, cell, card) {
    const shown = { ...card, shownIn: section.currency };
    const movable = b.mayMove(cell.kind, card);
    return el("article", {
      class: `cd-paper cd-paper--${inv.MARKS[cell.kind]}${b.small ? " cd-paper--mini" : ""}${movable ? " is-movable" : ""}`, tabindex: "-1",
      "data-id": card.id, "data-kind": cell.kind, "data-month": cell.month, "data-section": section.currency, "data-item": "",
      "aria-label": label(b, section, cell, card), title: tooltip(b, cell, card),
      "aria-describedby": cell.kind === "invoices" ? `${b.id}-stay` : `${b.id}-keys`,
    }, ...(b.small ? mini(b, cell, shown) : full(b, cell, shown)), menuButton(b, card));
  }

  inv.card = { node };
})();
