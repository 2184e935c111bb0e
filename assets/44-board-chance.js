"use strict";
/* What the forecast says of a card beside the stated probability: always by its own measure, else from ten points on. */
(() => {
  const { board } = window.caudal;
  const { el, icon, words } = board;
  const NOTEWORTHY = 10; // points, domain/basis.py

  const isKnown = (card) => card.model_percent !== null && card.model_percent !== undefined;
  const stated = (card, column) => card.percent ?? column.percent; // a stages board says it on the card
  const gap = (card, column) => card.model_percent - stated(card, column);
  const isFar = (card, column) => isKnown(card) && Math.abs(gap(card, column)) >= NOTEWORTHY;
  const isShown = (b, card, column) => isFar(card, column) || (isKnown(card) && b.state.basis === "model");
  const said = (b, card, column) => b.say("model_label", {
    model: words.percent(card.model_percent), stated: words.percent(stated(card, column)),
  });

  function delta(points) {
    const up = points > 0;
    return el("span", { class: `cd-delta cd-delta--${up ? "pos" : "neg"}` },
      icon(up ? "caret-up-fill" : "caret-down-fill"), el("span", { class: "cd-n", text: words.number(Math.abs(points)) }));
  }

  function chip(b, card, column) {
    if (!isShown(b, card, column)) return null;
    return el("span", { class: "cd-model", title: said(b, card, column) }, el("span", { class: "cd-trunc", text: b.say("model") }),
      el("b", { class: "cd-n", text: words.percent(card.model_percent) }), isFar(card, column) ? delta(gap(card, column)) : null);
  }

  /* Where there is little room: how far the forecast is from what is stated beside it. */
  function short(b, card, column) {
    if (!isFar(card, column)) return null;
    return el("span", { class: "cd-model cd-model--short", title: said(b, card, column) }, delta(gap(card, column)));
  }

  const label = (b, card, column) => (isShown(b, card, column) ? [said(b, card, column)] : []);

  board.chance = { chip, short, label };
})();
