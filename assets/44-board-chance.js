"use strict";
/* What the forecast says of a card beside the stated probability: always by its own measure, else from ten points on. */
(() => {
  const { board } = window.caudal;
  const { el, icon, words } = board;
  const NOTEWORTHY = 10; // points, domain/basis.py

  const isKnown = (card) => card.model_percent !== null && card.model_percent !== undefined;
  const isFar = (card) => isKnown(card) && Math.abs(card.model_gap) >= NOTEWORTHY;
  const isShown = (b, card) => isFar(card) || (isKnown(card) && b.state.basis === "model");
  const said = (b, card) => b.say("model_label", {
    model: words.percent(card.model_percent), stated: words.percent(card.model_percent - card.model_gap),
  });

  function delta(card) {
    if (!isFar(card)) return null;
    const up = card.model_gap > 0;
    return el("span", { class: `cd-delta cd-delta--${up ? "pos" : "neg"}` },
      icon(up ? "caret-up-fill" : "caret-down-fill"), el("span", { class: "cd-n", text: words.number(Math.abs(card.model_gap)) }));
  }

  function chip(b, card) {
    if (!isShown(b, card)) return null;
    return el("span", { class: "cd-model", title: said(b, card) }, el("span", { class: "cd-trunc", text: b.say("model") }),
      el("b", { class: "cd-n", text: words.percent(card.model_percent) }), delta(card));
  }

  /* Where there is little room: how far the forecast is from what is stated beside it. */
  function short(b, card) {
    return isFar(card) ? el("span", { class: "cd-model cd-model--short", title: said(b, card) }, delta(card)) : null;
  }

  const label = (b, card) => (isShown(b, card) ? [said(b, card)] : []);

  board.chance = { chip, short, label };
})();
