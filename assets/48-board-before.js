"use strict";
/* The question before a card leaves its stage: tasks to tick off right there, and what becomes of its probability. */
(() => {
  const { board } = window.caudal;
  const { el, words } = board;

  const tick = (type, name, value, text, checked) => el("label", { class: "cd-reason" },
    el("input", { type, name, class: "form-check-input", value, checked: checked || null }), el("span", { text }));

  function taskFields(b, stage, open) {
    if (!open.length) return null;
    return el("fieldset", {}, el("legend", { text: b.say("tasks_legend", { stage }) }),
      el("div", { class: "cd-reasons cd-reasons--rows" }, ...open.map((task) => tick("checkbox", "task", task.id, task.name))),
      el("p", { class: "cd-mut cd-small", text: b.say("tasks_note") }));
  }

  function probabilityFields(b, spot, column, asks) {
    if (!asks) return null;
    const usual = b.say("probability_set", { percent: words.percent(column.usual_percent), stage: column.name });
    return el("fieldset", {}, el("legend", { text: b.say("probability_legend") }),
      el("div", { class: "cd-reasons cd-reasons--rows" }, tick("radio", "probability", "set", usual, true),
        tick("radio", "probability", "keep", b.say("probability_keep", { percent: words.percent(spot.card.percent) }))),
      el("label", { class: "cd-remember" }, el("input", { type: "checkbox", name: "remember", class: "form-check-input" }),
        el("span", { text: b.say("remember") })));
  }

  function answer(node) {
    const given = new FormData(node);
    return {
      tasks: given.getAll("task").map(Number), probability: given.get("probability"), remember: given.has("remember"),
    };
  }

  /* Ask; `go` gets the answer, a cancel leaves the card where it was. */
  function ask(b, spot, column, { open, asks, stage }, go) {
    const problem = (given) => (given.tasks.length < open.length ? b.say("tasks_needed") : "");
    board.dialog.open(b, spot, {
      title: b.say(open.length ? "tasks_title" : "probability_title", { column: column.name }),
      intro: `${spot.card.contact}, ${spot.card.title}.`,
      fields: [taskFields(b, stage || spot.column.name, open), probabilityFields(b, spot, column, asks)],
      button: b.say(open.length ? "tasks_go" : "move_go"), tone: "btn-primary", first: "[name=task], [name=probability]",
      answer, problem, go,
    });
  }

  board.before = { ask };
})();
