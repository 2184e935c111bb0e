"use strict";
/* The question asked before a card is won or lost: why, when, for how much. Nothing is saved before the answer. */
(() => {
  const { board } = window.caudal;
  const { el, words } = board;
  const AS_BUTTONS = 8;

  function reasonsFor(b, kind) {
    return (b.state.reasons || []).filter((reason) => reason.sign === (kind === "won" ? 1 : -1));
  }

  /* A few reasons stand side by side; many go into a list. */
  function reasonField(b, reasons) {
    const required = el("span", { class: "cd-mut", text: b.say("required") });
    if (reasons.length > AS_BUTTONS) {
      return el("label", { class: "cd-form1" }, el("span", {}, b.say("reason"), " ", required),
        el("select", { class: "form-select", name: "reason" }, el("option", { value: "", text: b.say("choose_reason") }),
          ...reasons.map((reason) => el("option", { value: reason.id, text: reason.text }))));
    }
    return el("fieldset", {}, el("legend", {}, b.say("reason"), " ", required),
      el("div", { class: "cd-reasons" }, ...reasons.map((reason) => el("label", { class: "cd-reason" },
        el("input", { type: "radio", name: "reason", class: "form-check-input", value: reason.id }), el("span", { text: reason.text })))));
  }

  const field = (label, input) => el("label", {}, label, input);

  function detailFields(b, card, kind) {
    const on = el("input", { class: "form-control", type: "date", name: "closed_on", value: b.state.today, max: b.state.today, required: true });
    const when = field(b.say(kind === "won" ? "won_on_label" : "lost_on_label"), on);
    if (kind !== "won") return el("div", { class: "cd-form2" }, when);
    const amount = el("input", {
      class: "form-control cd-n", name: "final_amount", inputmode: "decimal", autocomplete: "off",
      value: words.plainAmount(card.net, card.currency),
    });
    return el("div", { class: "cd-form2" }, when, field(b.say("final_amount", { currency: card.currency }), amount));
  }

  /* An opportunity that has an order keeps it; there is never a second one. */
  const orderField = (b) => el("label", { class: "cd-form-chk" },
    el("input", { type: "checkbox", class: "form-check-input", name: "order" }), el("span", { text: b.say("create_order") }));

  /* What the answer will change, said before it is given. */
  function consequence(b, spot, column) {
    const { card } = spot;
    const amount = words.money(card.net, card.currency, true);
    const who = `${card.contact}, ${card.title}, ${amount}.`;
    if (column.kind === "won") {
      return `${who} ${b.say("won_changes", { amount: words.compact(card.net_reporting || 0, b.state.currency) })}`;
    }
    if (spot.column.kind !== "open") return who;
    return `${who} ${b.say("lost_changes", { amount: words.compact(card.weighted_reporting || 0, b.state.currency) })}`;
  }

  function answer(node) {
    const given = new FormData(node);
    const reason = given.get("reason");
    return {
      reason_id: reason ? Number(reason) : null, closed_on: given.get("closed_on"),
      final_amount: (given.get("final_amount") || "").trim(), note: (given.get("note") || "").trim(), order: given.has("order"),
    };
  }

  function problemOf(b, column, given) {
    if (!given.reason_id && reasonsFor(b, column.kind).length) return b.say("reason_missing");
    if (!given.closed_on) return b.say("date_missing");
    return column.kind === "won" && !given.final_amount ? b.say("amount_missing") : null;
  }

  /* Ask; `save` gets the answer, a cancel leaves the card where it was. */
  function ask(b, spot, column, save) {
    const title = b.say(column.kind === "won" ? "mark_won" : "mark_lost");
    board.dialog.open(b, spot, {
      title, intro: consequence(b, spot, column), button: title, tone: column.kind === "won" ? "btn-primary" : "cd-btn-danger",
      fields: [
        reasonField(b, reasonsFor(b, column.kind)), detailFields(b, spot.card, column.kind),
        column.kind === "won" && orderField(b),
        el("label", { class: "cd-form1" }, b.say("note"), el("textarea", { class: "form-control", name: "note", rows: "2", maxlength: "2000" })),
      ],
      first: "[name=reason]", answer, problem: (given) => problemOf(b, column, given), go: save,
    });
  }

  board.closing = { ask };
})();
