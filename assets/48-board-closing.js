"use strict";
/* The question asked before a card is won or lost: why, when, for how much. Nothing is saved before the answer. */
(() => {
  const { board } = window.caudal;
  const { el, icon, words } = board;
  const AS_BUTTONS = 8;
  // A native dialog comes with a frame and a size of its own; the scrim of .cd-modal covers the window.
  const WHOLE_WINDOW = "border-0 w-100 h-100 mw-100 mh-100 text-body";

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

  function form(b, spot, column, cancel) {
    const title = b.say(column.kind === "won" ? "mark_won" : "mark_lost");
    const problem = el("p", { class: "cd-late", role: "alert" });
    problem.hidden = true;
    const node = el("form", { class: "modal-content cd-modal__box", novalidate: true },
      el("div", { class: "modal-header" }, el("h2", { id: `${b.id}-closing-title`, text: title }),
        el("button", { class: "cd-iconbtn", type: "button", "aria-label": b.say("close"), on: { click: cancel } }, icon("x-lg"))),
      el("div", { class: "modal-body" }, el("p", { class: "cd-2", text: consequence(b, spot, column) }),
        reasonField(b, reasonsFor(b, column.kind)), detailFields(b, spot.card, column.kind),
        el("label", { class: "cd-form1" }, b.say("note"), el("textarea", { class: "form-control", name: "note", rows: "2", maxlength: "2000" })),
        problem),
      el("div", { class: "modal-footer" },
        el("button", { class: "btn btn-ghost", type: "button", text: b.say("cancel"), on: { click: cancel } }),
        el("button", { class: `btn ${column.kind === "won" ? "btn-primary" : "cd-btn-danger"}`, type: "submit", text: title })));
    return { node, problem };
  }

  function answer(node) {
    const given = new FormData(node);
    const reason = given.get("reason");
    return {
      reason_id: reason ? Number(reason) : null, closed_on: given.get("closed_on"),
      final_amount: (given.get("final_amount") || "").trim(), note: (given.get("note") || "").trim(),
    };
  }

  function problemOf(b, column, given) {
    if (!given.reason_id && reasonsFor(b, column.kind).length) return b.say("reason_missing");
    if (!given.closed_on) return b.say("date_missing");
    return column.kind === "won" && !given.final_amount ? b.say("amount_missing") : null;
  }

  /* Ask; `save` gets the answer, a cancel leaves the card where it was. */
  function ask(b, spot, column, save) {
    const dialog = el("dialog", { class: `cd-modal ${WHOLE_WINDOW}`, "aria-labelledby": `${b.id}-closing-title` });
    let given = null;
    const { node, problem } = form(b, spot, column, () => dialog.close());
    node.addEventListener("submit", (event) => {
      event.preventDefault();
      const said = answer(node);
      problem.textContent = problemOf(b, column, said) || "";
      problem.hidden = !problem.textContent;
      if (!problem.hidden) return node.querySelector("[name=reason]")?.focus();
      given = said;
      dialog.close();
    });
    dialog.addEventListener("pointerdown", (event) => { if (event.target === dialog) dialog.close(); });
    dialog.addEventListener("close", () => {
      dialog.remove();
      b.dialog = null;
      board.draw.cardElement(b, spot.card.id)?.focus({ preventScroll: true });
      if (given) save(given);
      else b.announce(b.say("returned", { column: spot.column.name }));
      b.release();
    });
    dialog.append(node);
    b.canvas.append(dialog);
    b.dialog = dialog;
    dialog.showModal();
    node.querySelector("[name=reason]")?.focus();
  }

  board.closing = { ask };
})();
