"use strict";
/* A question before a card moves: a form in a dialog. Nothing is saved before the answer; a cancel leaves the card. */
(() => {
  const { board } = window.caudal;
  const { el, icon } = board;
  // A native dialog comes with a frame and a size of its own; the scrim of .cd-modal covers the window.
  const WHOLE_WINDOW = "border-0 w-100 h-100 mw-100 mh-100 text-body";

  function form(b, asked, cancel) {
    const problem = el("p", { class: "cd-late", role: "alert" });
    problem.hidden = true;
    const node = el("form", { class: "modal-content cd-modal__box", novalidate: true },
      el("div", { class: "modal-header" }, el("h2", { id: `${b.id}-dialog-title`, text: asked.title }),
        el("button", { class: "cd-iconbtn", type: "button", "aria-label": b.say("close"), on: { click: cancel } }, icon("x-lg"))),
      el("div", { class: "modal-body" }, el("p", { class: "cd-2", text: asked.intro }), ...asked.fields.filter(Boolean), problem),
      el("div", { class: "modal-footer" },
        el("button", { class: "btn btn-ghost", type: "button", text: b.say("cancel"), on: { click: cancel } }),
        el("button", { class: `btn ${asked.tone}`, type: "submit", text: asked.button })));
    return { node, problem };
  }

  /* Ask what `asked` says: its fields are read by `answer`, judged by `problem`, and given to `go`. */
  function open(b, spot, asked) {
    const dialog = el("dialog", { class: `cd-modal ${WHOLE_WINDOW}`, "aria-labelledby": `${b.id}-dialog-title` });
    let given = null;
    const { node, problem } = form(b, asked, () => dialog.close());
    node.addEventListener("submit", (event) => {
      event.preventDefault();
      const said = asked.answer(node);
      problem.textContent = asked.problem(said) || "";
      problem.hidden = !problem.textContent;
      if (!problem.hidden) return node.querySelector(asked.first)?.focus();
      given = said;
      dialog.close();
    });
    dialog.addEventListener("pointerdown", (event) => { if (event.target === dialog) dialog.close(); });
    dialog.addEventListener("close", () => {
      dialog.remove();
      b.dialog = null;
      board.draw.cardElement(b, spot.card.id)?.focus({ preventScroll: true });
      if (given) asked.go(given);
      else b.announce(b.say("returned", { column: spot.column.name }));
      b.release();
    });
    dialog.append(node);
    b.canvas.append(dialog);
    b.dialog = dialog;
    dialog.showModal();
    node.querySelector(asked.first)?.focus();
  }

  board.dialog = { open };
})();
