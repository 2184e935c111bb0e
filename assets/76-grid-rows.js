"use strict";
/* The rows of the grid: asked for in blocks where one looks, and the groups between them, placed by their counts. */
(() => {
  const { grid } = window.caudal;
  const PATH = "/grid/opportunities";
  const AT_ONCE = 2;
  const NEAR = 200; // rows beyond what is seen that are asked for too
  const MOST_WAITING = 40; // AG Grid has let go of the blocks before these

  class Rows {
    constructor(g) {
      Object.assign(this, { g, folded: new Set(), spans: [], size: 0, known: new Map(), queue: [], busy: 0 });
    }

    /* Lay the list out anew: one run of rows, or each group's head and, unless it is folded, its rows. */
    place() {
      const { groups, total } = this.g.state;
      this.spans = [];
      let at = 0;
      for (const one of groups || [{ key: undefined, count: total.count }]) {
        const span = { group: groups ? one : null, head: at, first: at + (groups ? 1 : 0), count: one.count };
        span.shown = groups && this.folded.has(one.key) ? 0 : one.count;
        at = span.first + span.shown;
        this.spans.push(span);
      }
      this.size = at;
    }

    spanAt(index) { return this.spans.findLast((span) => span.head <= index); }

    isHead(index) {
      const span = this.spanAt(index);
      return Boolean(span?.group) && span.head === index;
    }

    toggle(key) {
      if (!this.folded.delete(key)) this.folded.add(key);
      this.place();
      const { api } = this.g;
      api.setRowCount(this.size, true);
      api.refreshInfiniteCache();
      api.redrawRows();
    }

    /* What of a range has to be asked for: blocks of rows, each within one group. */
    wanted(from, to) {
      return this.spans
        .map((span) => ({ span, start: Math.max(from, span.first), end: Math.min(to, span.first + span.shown) }))
        .filter(({ start, end }) => start < end);
    }

    headRow(span) {
      const percent = this.g.state.group === "probability";
      return { rowId: `group ${span.group.key}`, isGroup: true, percent, ...span.group };
    }

    datasource() {
      this.known.clear();
      this.queue = [];
      return { rowCount: this.size, getRows: (params) => this.load(params) };
    }

    /* While a new answer about sums is on its way rows would be the old ones; the grid asks again when it has come. */
    load(params) {
      if (this.g.waiting) return params.failCallback();
      this.queue.push(params);
      this.queue.splice(0, Math.max(this.queue.length - MOST_WAITING, 0));
      return this.pump();
    }

    /* Ask for what is nearest to what one sees; what was scrolled past waits until one comes back to it. */
    pump() {
      while (this.busy < AT_ONCE) {
        const next = this.nearest();
        if (!next) return;
        this.queue.splice(this.queue.indexOf(next), 1);
        this.busy += 1;
        this.answer(next.startRow, Math.min(next.endRow, this.size), next.successCallback, next.failCallback).finally(() => {
          this.busy -= 1;
          this.pump();
        });
      }
    }

    nearest() {
      const first = this.g.api.getFirstDisplayedRowIndex();
      const last = this.g.api.getLastDisplayedRowIndex();
      const away = ({ startRow, endRow }) => Math.max(first - endRow, startRow - last, 0);
      const [next] = [...this.queue].sort((one, other) => away(one) - away(other));
      return next && away(next) <= NEAR ? next : null;
    }

    async answer(startRow, to, successCallback, failCallback) {
      const parts = this.wanted(startRow, to);
      const rows = new Array(Math.max(to - startRow, 0)).fill(null);
      for (const span of this.spans) if (span.group && span.head >= startRow && span.head < to) rows[span.head - startRow] = this.headRow(span);
      try {
        const found = parts.length ? await this.fetched(parts) : [];
        let next = 0;
        for (const { start, end } of parts) for (let at = start; at < end; at += 1, next += 1) rows[at - startRow] = found[next];
        this.remember(parts, rows, startRow);
        successCallback(rows, this.size);
      } catch {
        failCallback();
        this.g.notLoaded();
      }
    }

    async fetched(parts) {
      const query = new URLSearchParams(this.g.state.query);
      query.set("blocks", parts.map((part) => this.block(part)).join(";"));
      const near = this.near(parts[0].start);
      if (near) query.set("near", near);
      const answer = await window.fetch(`${PATH}?${query}`, { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(String(answer.status));
      const { fields, rows, names } = await answer.json();
      return rows.map((row) => row && this.rowOf(fields, row, names));
    }

    block({ span, start, end }) {
      const place = `${start - span.first}:${end - start}:${span.count}`;
      return span.group ? `${place}:=${span.group.key ?? ""}` : place;
    }

    rowOf(fields, values, names) {
      const row = { names: {} };
      fields.forEach((name, k) => { row[name] = values[k]; });
      row.rowId = String(row.id);
      for (const [column, known] of Object.entries(names)) row.names[column] = known[row[column]];
      return row;
    }

    /* The nearest row seen above, from which it is not far. */
    near(start) {
      if (this.g.state.groups) return "";
      const above = [...this.known.keys()].filter((position) => position < start).sort((a, b) => b - a)[0];
      return above === undefined ? "" : `${above}:${this.known.get(above)}`;
    }

    remember(parts, rows, startRow) {
      if (this.g.state.groups || !parts.length) return;
      const last = rows.length - 1;
      if (rows[last]) this.known.set(startRow + last, rows[last].id);
    }
  }

  Object.assign(grid, { Rows });
})();
