"use strict";
/* Columns, their folded strips, the summary above them and the strip of column buttons on a phone. */
(() => {
  const { board } = window.caudal;
  const { el, icon, words } = board;
  const RAMP = [90, 75, 50, 25, 0];
  // By what amounts are weighted: the formula, and the words for it.
  const WEIGHED = {
    stated: ["weighted_title", "stated"], stage: ["weighted_title_stage", "by_stage"], model: ["weighted_title_model", "by_model"],
  };

  /* The column's colour: its own if it names one, else the step of the probability ramp it has reached. */
  function colour(column) {
    if (column.colour) return `var(--cd-st-${column.colour})`;
    if (column.kind !== "open") return `var(--cd-p-${column.kind})`;
    return `var(--cd-p-${RAMP.find((step) => step <= column.percent) ?? 0})`;
  }

  const weighed = (b) => WEIGHED[b.state.basis] || WEIGHED.stated;
  const hasPercent = (column) => column.kind === "open" && Number.isFinite(column.percent);

  /* "50 %" is the name on a probability board; a label that says more stands beside it. */
  function nameOf(column) {
    return hasPercent(column) ? words.percent(column.percent) : column.label;
  }

  function extraLabel(column) {
    if (!hasPercent(column) || !column.label) return "";
    const bare = column.label.replace(/\s/g, "");
    return bare === `${column.percent}%` || bare === words.percent(column.percent).replace(/\s/g, "") ? "" : column.label;
  }

  function mark(column, size) {
    if (column.kind !== "open") return board.card.outcomeGlyph(column.kind, size);
    if (column.colour) return board.card.stageGlyph(column.colour, column.glyph || 0, size);
    return el("span", { class: "cd-pdot", vars: { "--c": colour(column) } });
  }

  const share = (part, whole) => (whole > 0 ? Math.min(100, Math.max(0, (part / whole) * 100)) : 0);
  const largest = (state) => Math.max(...board.state.openColumns(state).map((column) => column.net), 0);

  /* How tall a strip's bar is: closed columns against each other, folded open ones on the scale of the others. */
  function stripShare(state, column) {
    if (column.kind === "open") return share(column.net, largest(state));
    return share(column.net, (state.byKey.get("lost")?.net || 0) + (state.byKey.get("won")?.net || 0));
  }

  function strip(b, column) {
    const parts = {
      count: el("span", { class: "cd-n" }), net: el("data", { class: "cd-n" }),
      bar: el("i", { class: column.kind === "lost" ? "hatch" : "", vars: { "--c": colour(column) } }),
    };
    const node = el("button", {
      class: "cd-col cd-col--fold", type: "button", "data-key": column.key, "data-name": column.name, "aria-expanded": "false",
    },
    el("span", { class: "visually-hidden", text: b.say("unfold") }), " ",
    el("span", { class: "cd-fold__top" }, mark(column, 16)),
    el("span", { class: "cd-fold__txt" }, el("b", { text: column.name }), parts.count, parts.net),
    el("span", { class: "cd-fold__bar", "aria-hidden": "true" }, parts.bar));
    return { node, parts, body: null };
  }

  function head(b, column, parts) {
    const extra = extraLabel(column);
    return el("header", { class: "cd-col__head" },
      el("div", { class: "cd-col__row" }, mark(column, 16),
        el("h2", { class: "cd-col__name cd-n", text: column.name, title: column.name }),
        extra ? el("span", { class: "cd-small cd-2 cd-trunc", text: extra, title: extra }) : null, parts.count,
        el("button", {
          class: "cd-iconbtn cd-iconbtn--sm", type: "button", "data-fold": column.key,
          "aria-label": b.say("fold", { column: column.name }), title: b.say("fold", { column: column.name }),
        }, icon("arrows-collapse-vertical"))),
      el("div", { class: "cd-col__sums" }, parts.net, column.kind === "open"
        ? el("span", { class: "w", title: b.say(weighed(b)[0]) }, parts.weighted, " ", el("span", { class: "cd-mut", text: b.say("weighted_word") }))
        : null),
      parts.share, parts.facts);
  }

  function section(b, column) {
    const parts = {
      count: el("span", { class: "cd-col__count cd-n" }), net: el("data", { class: "cd-n net" }),
      weighted: el("data", { class: "cd-n" }),
      share: el("div", { class: "cd-share", role: "img", vars: { "--c": colour(column) } }, el("i"), el("b")),
      facts: column.facts ? el("div", { class: "cd-col__facts" }) : null,
    };
    const body = el("div", { class: "cd-col__body" });
    const node = el("section", {
      class: `cd-col${column.kind === "open" ? "" : ` cd-col--${column.kind}`}`, "data-key": column.key, "data-name": column.name,
      "data-p": hasPercent(column) ? column.percent : null,
    }, head(b, column, parts), body);
    return { node, parts, body };
  }

  function setMoney(node, minor, currency, short) {
    node.textContent = short ? words.compact(minor, currency) : words.money(minor, currency);
    node.value = String(minor / 10 ** (words.exponents[currency] ?? 2));
    node.title = words.money(minor, currency, true);
  }

  /* Write a column's present totals into the elements that show them. */
  function showTotals(b, column) {
    const { state } = b;
    const { parts, node } = column.view;
    parts.count.textContent = words.number(column.count);
    setMoney(parts.net, column.net, state.currency, column.folded);
    if (column.folded) {
      parts.bar.style.setProperty("--h", `${stripShare(state, column)}%`);
      return;
    }
    node.setAttribute("aria-label", `${column.name}, ${b.plural("opportunities", column.count)}`);
    setMoney(parts.weighted, column.weighted, state.currency, true);
    const scale = largest(state);
    const closed = column.kind !== "open";
    parts.share.style.setProperty("--net", closed ? "100%" : `${share(column.net, scale)}%`);
    parts.share.style.setProperty("--w", closed ? "100%" : `${share(column.weighted, scale)}%`);
    const part = share(column.weighted, state.summary.weighted);
    parts.share.setAttribute("aria-label", closed ? words.money(column.net, state.currency)
      : b.say("share_label", { percent: words.percent(Math.round(part)) }));
    if (parts.facts) board.stays.show(b, column, parts.facts);
  }

  function total(label, value, note) {
    return el("div", { class: "cd-total" }, el("span", { class: "cd-total__k", text: label }), value, note);
  }

  /* The summary: open net, weighted, and how the weighted amount spreads over the columns. */
  function bar(b, controls) {
    const parts = {
      net: el("data", { class: "cd-n cd-total__v" }), weighted: el("data", { class: "cd-n cd-total__v" }),
      count: el("span", { class: "cd-total__s" }), flow: el("div", { class: "cd-flow__bar", role: "img" }),
      labels: el("div", { class: "cd-flow__lab", "aria-hidden": "true" }),
    };
    const { state } = b;
    const rates = state.rates_on ? b.say("rates_on", { date: words.date(state.rates_on, state.today) }) : "";
    const note = rates && weighed(b) === WEIGHED.stated ? rates : [b.say(weighed(b)[1]), rates].filter(Boolean).join(", ");
    const node = el("section", { class: "cd-boardbar", "aria-label": b.say("summary") },
      total(b.say("open_net"), parts.net, parts.count),
      total(b.say("weighted"), parts.weighted, el("span", { class: "cd-total__s", text: note })),
      el("div", { class: "cd-flow" }, parts.flow, parts.labels),
      el("div", { class: "cd-boardbar__ctl" }, ...controls));
    return { node, parts };
  }

  function showSummary(b) {
    const { state } = b;
    const { parts } = b.bar;
    setMoney(parts.net, state.summary.net, state.currency);
    setMoney(parts.weighted, state.summary.weighted, state.currency);
    parts.count.textContent = b.plural("opportunities", state.summary.count);
    const columns = board.state.openColumns(state);
    const percents = columns.map((column) => Math.round(share(column.weighted, state.summary.weighted)));
    const size = (column) => ({ "--v": String(Math.max(0, column.weighted)), "--c": colour(column) });
    parts.flow.replaceChildren(...columns.map((column) => el("span", { vars: size(column) })));
    parts.flow.setAttribute("aria-label", b.say("flow_label", {
      shares: columns.map((column, k) => `${column.name} ${words.percent(percents[k])}`).join(", "),
    }));
    // A narrow piece has no room for its words.
    parts.labels.replaceChildren(...columns.map((column, k) => (percents[k] < 8 ? el("span", { vars: size(column) })
      : el("span", { vars: size(column) }, el("b", { text: column.name }), ` ${words.percent(percents[k])}`))));
  }

  /* On a phone: one button per column, which follows and steers the swipe. */
  function tabs(b) {
    const buttons = b.state.columns.map((column) => el("button", { type: "button", "data-tab": column.key, "aria-pressed": "false" },
      mark(column, 12), el("span", { text: column.name }), el("span", { class: "cd-n", text: words.number(column.count) })));
    return el("div", { class: "cd-coltabs", role: "group", "aria-label": b.say("columns") }, ...buttons);
  }

  function showTabs(b) {
    b.state.columns.forEach((column, k) => { b.tabs.children[k].lastChild.textContent = words.number(column.count); });
  }

  const build = (b, column) => (column.folded ? strip(b, column) : section(b, column));

  board.column = { build, nameOf, mark, bar, tabs, showTotals, showSummary, showTabs };
})();
