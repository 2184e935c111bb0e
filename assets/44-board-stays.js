"use strict";
/* What a stages board says beside every board: how long cards stay, their tasks and their probability. */
(() => {
  const { board } = window.caudal;
  const { el, icon, words } = board;
  const RAMP = [90, 75, 50, 25, 0];
  // The tick of the median stands at three tenths of the bar.
  const MEDIANS_WIDE = 3.4;

  const known = (facts) => facts.onward !== null && facts.onward !== undefined;
  const days = (b, n) => b.say("days", { n: words.number(n) });

  function usual(b, facts) {
    if (!facts.stays) return el("span", { class: "cd-mut", title: b.say("no_stays"), text: b.say("no_stays_short") });
    return el("span", { title: b.plural("median_title", facts.stays) },
      el("b", { class: "cd-n", text: days(b, facts.median) }), ` ${b.say("median")}`);
  }

  function slow(b, facts) {
    const count = el("span", { class: "cd-n", text: words.number(facts.slow) });
    const title = b.plural("slow_title", facts.slow, { days: words.number(facts.slow_after) });
    if (!facts.slow) return el("span", { class: "cd-mut", title }, count, ` ${b.plural("slow", facts.slow)}`);
    return el("span", { class: "cd-warn", title }, icon("hourglass-split", "cd-micro"), " ", count, ` ${b.plural("slow", facts.slow)}`);
  }

  function onward(b, facts, last) {
    const share = words.percent(Math.round((facts.onward / facts.stays) * 100));
    return el("span", { class: "cd-conv", title: b.plural("onward_title", facts.stays, { share }) },
      el("span", { class: "cd-n", text: share }), icon(last ? "check2" : "arrow-right"));
  }

  /* Median stay, how many are slow, the share that goes on; too few stays say no more than their median. */
  function show(b, column, node) {
    const { facts } = column;
    const last = board.state.openColumns(b.state).at(-1) === column;
    node.replaceChildren(usual(b, facts), ...(known(facts) ? [slow(b, facts), onward(b, facts, last)]
      : [el("span", { class: "cd-mut", title: b.say("few_stays"), text: b.say("few_stays_short") })]));
  }

  function probability(b, card) {
    const step = RAMP.find((one) => one <= card.percent) ?? 0;
    return el("span", { class: "cd-pchip cd-n", title: b.say("stated_title") },
      el("span", { class: "cd-pdot", vars: { "--c": `var(--cd-p-${step})` } }), words.percent(card.percent));
  }

  const tasksOf = (b, card) => b.state.flow.tasks[card.stage_id] || [];
  const stayOf = (b, card) => Math.max(0, words.daysBetween(card.stage_on, b.state.now));
  const isSlow = (column, n) => Number.isFinite(column.facts?.slow_after) && n > column.facts.slow_after;

  function tasksText(b, card) {
    const total = tasksOf(b, card).length;
    return b.plural("tasks_done", total, { done: words.number(total - card.open_tasks.length), total: words.number(total) });
  }

  function tasks(b, card) {
    const total = tasksOf(b, card).length;
    if (!total) return el("span", { class: "cd-mut", text: b.say("no_tasks") });
    const done = total - card.open_tasks.length;
    return el("span", { class: `cd-tasks${done === total ? " is-done" : ""}`, title: tasksText(b, card) },
      el("span", { class: "cd-tasks__bar", "aria-hidden": "true" },
        ...Array.from({ length: total }, (_, k) => el("i", { class: k < done ? "on" : "" }))),
      el("span", { class: "cd-n", text: `${words.number(done)}/${words.number(total)}` }));
  }

  function stayText(b, card, column) {
    const n = stayOf(b, card);
    const here = b.plural("stay_title", n);
    return column.facts?.stays ? `${here}, ${b.say("median_is", { days: words.number(column.facts.median) })}` : here;
  }

  /* The stay as a bar against the tick of the median. */
  function dwell(b, card, column) {
    const n = stayOf(b, card);
    const written = el("span", { class: "cd-n", text: days(b, n) });
    const title = stayText(b, card, column);
    if (!column.facts?.stays) return el("span", { class: "cd-dwell", title }, written);
    const scale = Math.max(7, column.facts.median * MEDIANS_WIDE);
    const vars = { "--v": `${Math.min(100, (n / scale) * 100)}%`, "--m": `${(column.facts.median / scale) * 100}%` };
    return el("span", { class: `cd-dwell${isSlow(column, n) ? " is-slow" : ""}`, title },
      el("span", { class: "cd-dwell__t", vars, "aria-hidden": "true" }, el("i"), el("b")), written);
  }

  /* What a screen reader hears of it. */
  function label(b, card, column) {
    const parts = [words.percent(card.percent), stayText(b, card, column)];
    return tasksOf(b, card).length ? [...parts, tasksText(b, card)] : parts;
  }

  board.stays = { show, probability, tasks, dwell, label };
})();
