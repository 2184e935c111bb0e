"use strict";
/* The columns of the grid and what their cells show. */
(() => {
  const { board } = window.caudal;
  const { el, words } = board;
  const grid = (window.caudal.grid = {});
  const FIRST = ["number", "contact", "title", "stage", "net", "probability", "weighted", "expected_order_on", "idle", "owner"];
  const WIDTHS = { number: 108, contact: 200, title: 220, stage: 158, net: 124, probability: 124, weighted: 112, idle: 92, owner: 72 };
  const USUAL_WIDTH = { text: 160, choice: 140, code: 100, money: 120, date: 116, days: 92, percent: 110 };
  const RIGHT = new Set(["money", "date", "days"]);
  const LATE_DAYS = 14;
  const HOUR_MS = 3600000;

  /* A cell that AG Grid makes once and fills again while it scrolls. */
  const cellOf = (draw, role = null) => class {
    init(params) {
      this.node = el("span", { class: "cd-gc", role });
      this.refresh(params);
    }

    getGui() { return this.node; }

    refresh({ data, context }) {
      const drawn = data ? draw(data, context.grid) : null;
      this.node.replaceChildren(...[drawn].flat().filter((part) => part !== null && part !== undefined));
      return true;
    }
  };

  const stageOf = (g, row) => g.state.stages[row.stage] || { name: row.names.stage || "", colour: "start", glyph: 0, kind: row.outcome };

  function stage(row, g) {
    if (row.total) return null;
    const { name, colour, glyph, kind } = stageOf(g, row);
    const shape = kind === "open" ? glyph : kind;
    return el("span", { class: `cd-stage cd-stage--${colour}`, title: name },
      el("span", { class: `cd-glyph cd-glyph--${shape}`, vars: { "--c": `var(--cd-st-${colour})` }, "aria-hidden": "true" }),
      el("span", { class: "cd-trunc", text: name }));
  }

  function probability(row) {
    if (row.total) return null;
    const fill = el("i", { vars: { width: `${row.probability}%` } });
    return el("span", { class: "cd-prob" }, el("span", { class: "cd-n", text: words.percent(row.probability) }),
      el("span", { class: "cd-prob__t", "aria-hidden": "true" }, fill));
  }

  function owner(row) {
    if (row.total) return null;
    const name = row.names.owner || "";
    const letters = name.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word[0] || ""));
    const short = [letters[0], letters.length > 1 ? letters.at(-1) : ""].map((word) => (word || "")[0] || "").join("").toUpperCase();
    return [
      el("span", { class: `cd-avatar cd-avatar--${(row.owner % 7) + 1} cd-avatar--md`, title: name, "aria-hidden": "true", text: short }),
      el("span", { class: "visually-hidden", text: name }),
    ];
  }

  /* "76 d 7 h" where the hour of the last contact is known, else whole days. */
  function idleText(row, g) {
    if (!row.touched_on) return "";
    if (!row.last_at) return g.say("days", { n: words.number(Math.max(words.daysBetween(row.touched_on, g.state.today), 0)) });
    const hours = Math.max(Math.floor((Date.now() - Date.parse(row.last_at)) / HOUR_MS), 0);
    return g.say("days_hours", { days: words.number(Math.floor(hours / 24)), hours: hours % 24 });
  }

  function idle(row, g) {
    if (row.total) return null;
    const days = row.touched_on ? words.daysBetween(row.touched_on, g.state.today) : 0;
    return el("span", { class: days > LATE_DAYS && row.outcome === "open" ? "cd-gc__warn" : "", text: idleText(row, g) });
  }

  const link = (row, g, text) =>
    el("a", { class: "cd-gc__link", href: g.href(row.id), "data-cd-nav": "plain", tabindex: "-1", text, title: text });

  const money = (key) => (row, g) => {
    if (row[key] === undefined || row[key] === null) return null;
    return el("span", { class: "cd-n", text: words.money(row[key], row.total ? g.state.currency : row.currency, key !== "weighted") });
  };

  const day = (key) => (row, g) => {
    if (!row[key]) return null;
    const late = key === "expected_order_on" && row.outcome === "open" && row[key] < g.state.today;
    return el("span", { class: late ? "cd-gc__late" : "", text: words.date(row[key], g.state.today) });
  };

  const DRAW = {
    number: (row, g) => (row.total ? el("b", { text: g.plural("opportunities", row.count) }) : row.number),
    contact: (row) => (row.total ? null : el("b", { class: "cd-trunc", text: row.contact || "", title: row.contact || "" })),
    title: (row, g) => (row.total ? null : link(row, g, row.title)),
    outcome: (row, g) => (row.total ? null : g.state.outcomes[row.outcome] || row.outcome),
    stage, probability, owner, idle,
  };
  const ofKind = { money, date: day };

  function drawOf(column) {
    if (DRAW[column.id]) return DRAW[column.id];
    if (ofKind[column.kind]) return ofKind[column.kind](column.id);
    if (column.kind === "choice") return (row) => (row.total ? null : row.names[column.id] || "");
    return (row) => (row.total ? null : row[column.id]);
  }

  function definition(column, state) {
    return {
      colId: column.id, headerName: column.label, width: WIDTHS[column.id] || USUAL_WIDTH[column.kind] || 140, minWidth: 60,
      cellRenderer: cellOf(drawOf(column)), hide: !FIRST.includes(column.id), sortable: true, resizable: true, lockPinned: false,
      cellClass: RIGHT.has(column.kind) ? "cd-gcell cd-gcell--r" : "cd-gcell", sortingOrder: ["asc", "desc"],
      colSpan: ({ data }) => (data?.total && column.id === "number" ? 2 : 1),
      headerClass: RIGHT.has(column.kind) ? "ag-right-aligned-header" : "",
      filter: column.filters ? grid.ColumnFilter : false, filterParams: { column, choices: state.lists[column.id] || [] },
    };
  }

  /* A phone shows one card per opportunity. */
  function card(row, g) {
    if (row.total) return null;
    return el("span", { class: "cd-gcard" },
      el("span", { class: "cd-gcard__l" }, el("b", { class: "cd-trunc", text: row.contact || row.title }),
        el("span", { class: "cd-trunc cd-2", text: row.title }), stage(row, g)),
      el("span", { class: "cd-gcard__r" }, money("net")(row, g), probability(row), idle(row, g)));
  }

  const cardColumn = () => ({ colId: "card", flex: 1, cellRenderer: cellOf(card), cellClass: "cd-gcell cd-gcell--card" });

  /* A group: its name, how many it holds and what they add up to, over all of them. */
  function group(row, g) {
    const name = row.label || g.say("not_set");
    const open = !g.rows.folded.has(row.key);
    return el("button", {
      type: "button", class: "cd-ggroup", "aria-expanded": String(open), "aria-label": `${name}: ${g.plural("opportunities", row.count)}`,
      on: { click: () => g.rows.toggle(row.key) },
    }, board.icon(open ? "chevron-down" : "chevron-right"), el("b", { text: row.percent ? words.percent(Number(name)) : name }),
    el("span", { class: "cd-mut", text: g.plural("opportunities", row.count) }),
    el("span", { class: "cd-n", text: words.money(row.net, g.state.currency) }),
    el("span", { class: "cd-n cd-mut", text: `${words.money(row.weighted, g.state.currency)} ${g.say("weighted_word")}` }));
  }

  Object.assign(grid, { definition, cardColumn, stageOf, Group: cellOf(group, "gridcell"), FIRST });
})();
