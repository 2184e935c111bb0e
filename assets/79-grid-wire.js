"use strict";
/* The grid as an object: AG Grid, loaded on this page only, between the address and the server. */
(() => {
  const { board, grid } = window.caudal;
  const { el } = board;
  const AG = "opportunity-grid";
  const PHONE = "(max-width: 767px)";
  const ROW = 34;
  const CARD = 84;
  const BLOCK = 100;
  let current = null;

  function library(source) {
    library.loading ??= new Promise((loaded, failed) => {
      document.head.append(el("script", { src: source, on: { load: loaded, error: failed } }));
    });
    return library.loading;
  }

  function stored(key, usual) {
    try { return JSON.parse(window.localStorage.getItem(key)) ?? usual; } catch { return usual; }
  }

  function store(key, value) {
    try { window.localStorage.setItem(key, JSON.stringify(value)); } catch { /* private windows forget */ }
  }

  class Grid extends board.Canvas {
    constructor(canvas, id) {
      super(canvas, id);
      const { script } = canvas.dataset;
      Object.assign(this, { script, api: null, phone: window.matchMedia(PHONE).matches, waiting: false, shown: "", arrangedFor: null });
      this.coloured = stored("caudal.grid.coloured", false);
      this.funnelOpen = stored("caudal.grid.funnel", window.innerWidth >= 1200);
      this.rows = new grid.Rows(this);
      this.bulk = new grid.Bulk(this);
      this.bar = el("div", { class: "cd-gtools", role: "toolbar", "aria-label": this.label });
      this.host = el("div", { class: "cd-ghost" });
      this.side = el("aside", { class: "cd-gfunnel" });
      this.side.hidden = !this.funnelOpen;
      this.show(this.bar, this.bulk.bar, el("div", { class: "cd-gbody" }, this.host, this.side));
    }

    /* ── ways out ── */
    href(id) { return `${this.openPath}${encodeURIComponent(id)}?from=opportunities&${this.state.query}`.replace(/&$/, ""); }

    goTo(changes) {
      const query = new URLSearchParams(window.location.search);
      for (const [key, value] of Object.entries(changes)) {
        if (value === "" || value === null) query.delete(key);
        else query.set(key, value);
      }
      const search = query.toString().replaceAll("%2C", ",");
      this.go({ search: search ? `?${search}` : "" });
    }

    /* Columns stand in the address without asking the server for anything. */
    arranged() {
      const query = new URLSearchParams(window.location.search);
      query.set("columns", this.arrangement().filter(({ hidden }) => !hidden).map(({ id, pinned }) => id + (pinned ? "*" : "")).join(","));
      this.arrangedFor = this.arrangementKey(query);
      window.history.replaceState(window.history.state, "", `?${query.toString().replaceAll("%2C", ",").replaceAll("%2A", "*")}`);
    }

    arrangementKey(query) { return `${this.state.profile?.id || 0} ${query.get("columns") || ""}`; }

    arrangement() {
      return this.api.getColumnState()
        .filter(({ colId }) => this.known.has(colId))
        .map(({ colId, hide, pinned, width }) => ({ id: colId, hidden: Boolean(hide), pinned: pinned === "left", width: Math.round(Math.min(Math.max(width, 40), 1000)) }));
    }

    layout() {
      const group = this.state.group || "";
      return { columns: this.arrangement(), sort: this.sorting(), group, coloured: this.coloured };
    }

    swap(one, other) {
      const order = this.arrangement().map(({ id }) => id);
      const [from, to] = [order.indexOf(one), order.indexOf(other)];
      [order[from], order[to]] = [order[to], order[from]];
      this.api.applyColumnState({ state: order.map((colId) => ({ colId })), applyOrder: true });
    }

    sorting() {
      return this.api.getColumnState().filter(({ sort }) => sort).sort((a, b) => a.sortIndex - b.sortIndex)
        .map(({ colId, sort }) => (sort === "desc" ? `-${colId}` : colId)).join(",");
    }

    keep(wish) { this.send("profile", { seq: this.nextSeq(), ...wish }); }

    colour(on) {
      this.coloured = on;
      store("caudal.grid.coloured", on);
      this.drawTools();
      this.api?.redrawRows();
    }

    showFunnel(open) {
      this.funnelOpen = open;
      store("caudal.grid.funnel", open);
      this.side.hidden = !open;
      this.drawTools();
    }

    notLoaded() {
      const retry = { label: this.say("try_again"), run: () => this.api.refreshInfiniteCache() };
      this.toast({ title: this.say("not_loaded"), tone: "neg", icon: "exclamation-octagon", actions: [retry] });
    }

    /* Ask for everything as it is now. */
    reload() { this.send("reload", this.nextSeq()); }

    /* ── drawing ── */
    drawTools() {
      if (!this.api) return;
      const focused = [...this.bar.querySelectorAll("button, select")].indexOf(document.activeElement);
      this.bar.replaceChildren(...grid.tools(this));
      if (focused >= 0) [...this.bar.querySelectorAll("button, select")][focused]?.focus();
      this.side.replaceChildren(...grid.funnel(this));
    }

    async draw(data) {
      this.state = data;
      this.known = new Map(data.columns.map((column) => [column.id, column]));
      this.canvas.classList.toggle("is-empty", !data.total.count);
      this.rows.place();
      try { this.api ??= await this.mounted(); } catch { return this.show(el("p", { class: "cd-gmissing", role: "alert", text: this.say("library_missing") })); }
      return this.fill();
    }

    fill() {
      const { state, api } = this;
      this.waiting = true;
      this.arrange();
      api.applyColumnState({
        state: state.sorts.map(([colId, descending], sortIndex) => ({ colId, sort: descending ? "desc" : "asc", sortIndex })), defaultState: { sort: null },
      });
      if (!this.phone) api.setFilterModel(Object.fromEntries(Object.entries(state.narrowed).map(([name, wanted]) => [name, grid.modelOf(wanted)])));
      this.waiting = false;
      api.setGridOption("pinnedBottomRowData", this.phone ? [] : [{ rowId: "total", total: true, ...state.total }]);
      api.setGridOption("datasource", this.rows.datasource());
      this.bulk.clear();
      this.drawTools();
    }

    /* Set the columns as the address says, else as the profile does; not where they stand like that already. */
    arrange() {
      const query = new URLSearchParams(window.location.search);
      const key = this.arrangementKey(query);
      if (this.phone || key === this.arrangedFor) return;
      const named = (query.get("columns") || "").split(",").filter(Boolean).map((part) => ({ id: part.replace("*", ""), pinned: part.endsWith("*"), hidden: false }));
      const kept = named.length ? named : this.state.profile?.columns || grid.FIRST.map((id) => ({ id, pinned: false, hidden: false }));
      const known = kept.filter(({ id }) => this.known.has(id));
      const rest = [...this.known.keys()].filter((id) => !known.some((column) => column.id === id)).map((id) => ({ id, hidden: true, pinned: false }));
      this.api.applyColumnState({
        state: [...known, ...rest].map(({ id, hidden, pinned, width }) => ({ colId: id, hide: hidden, pinned: pinned ? "left" : null, ...(width ? { width } : {}) })),
        applyOrder: true,
      });
      if (this.arrangedFor === null || this.state.profile) this.coloured = this.state.profile?.coloured ?? this.coloured;
      this.arrangedFor = key;
    }

    /* ── AG Grid ── */
    async mounted() {
      await library(this.script);
      this.root = window.ReactDOM.createRoot(this.host);
      this.root.render(window.React.createElement(window.dash_ag_grid.AgGrid, {
        id: AG, setProps() {}, className: "cd-ag", style: { height: "100%" }, rowModelType: "infinite", columnDefs: [], defaultColDef: {},
        dashGridOptions: {
          selectionColumnDef: { pinned: "left", width: 40, resizable: false, suppressMovable: true }, cacheBlockSize: BLOCK, maxBlocksInCache: 20, maxConcurrentDatasourceRequests: 100, blockLoadDebounceMillis: 60,
        },
        getRowId: "params.data.rowId", columnSize: null,
      }));
      const api = await window.dash_ag_grid.getApiAsync(AG);
      await new Promise((settled) => { window.setTimeout(settled, 0); }); // the wrapper sets a datasource of its own first
      this.equip(api);
      return api;
    }

    equip(api) {
      const { columns, may_change: mayChange } = this.state;
      const options = {
        context: { grid: this }, animateRows: false, suppressCellFocus: false, suppressDragLeaveHidesColumns: true,
        rowHeight: this.phone ? CARD : ROW, headerHeight: this.phone ? 0 : ROW, isFullWidthRow: ({ rowNode }) => !rowNode.rowPinned && this.rows.isHead(rowNode.rowIndex),
        fullWidthCellRenderer: grid.Group, getRowClass: ({ data }) => this.rowClass(data), rowBuffer: 20,
        columnDefs: this.phone ? [grid.cardColumn()] : columns.map((column) => grid.definition(column, this.state)),
      };
      if (mayChange && !this.phone) {
        options.rowSelection = {
          mode: "multiRow", checkboxes: true, headerCheckbox: false, enableClickSelection: false, hideDisabledCheckboxes: true,
          isRowSelectable: ({ data }) => Boolean(data?.changeable),
        };
      }
      for (const [name, value] of Object.entries(options)) api.setGridOption(name, value);
      this.listen(api);
    }

    rowClass(row) {
      if (!row || row.total || row.isGroup) return row?.total ? "cd-grow--total" : "";
      return this.coloured ? `cd-grow cd-grow--${grid.stageOf(this, row).colour}` : "cd-grow";
    }

    listen(api) {
      const byHand = (run) => (event) => { if (event.source?.startsWith("ui") || event.source === "columnFilter") run(event); };
      api.addEventListener("sortChanged", byHand(() => this.ask({ sort: this.sorting() })));
      api.addEventListener("filterChanged", byHand(() => this.filtered()));
      for (const type of ["columnMoved", "columnPinned", "columnResized"]) {
        api.addEventListener(type, byHand((event) => { if (event.finished !== false) this.arranged(); }));
      }
      api.addEventListener("viewportChanged", () => this.rows.pump());
      api.addEventListener("selectionChanged", () => this.bulk.show());
      api.addEventListener("rowDoubleClicked", ({ data }) => this.open(data));
      api.addEventListener("cellKeyDown", ({ data, event }) => { if (event.key === "Enter") this.open(data); });
      if (this.phone) api.addEventListener("rowClicked", ({ data }) => this.open(data));
    }

    open(row) { if (row?.id && !row.total && !row.isGroup) this.visit(this.href(row.id)); }

    ask(changes) {
      this.waiting = true;
      this.goTo(changes);
    }

    filtered() {
      const model = this.api.getFilterModel();
      this.ask(Object.fromEntries([...this.known.keys()].map((name) => [`f.${name}`, model[name] || ""])));
    }

    profiled(answer) {
      if (!answer.ok) return this.toast({ title: answer.message, tone: "neg", icon: "exclamation-octagon" });
      window.caudal.closePopover(true);
      this.toast({ title: this.say(answer.kind === "save" ? "profile_saved" : "profile_deleted"), tone: "pos", icon: "check2-circle" });
      return this.goTo(answer.kind === "save" ? { profile: answer.id, columns: "" } : { profile: "" });
    }
  }

  /* ── doors ── */
  function draw(data, text, canvasId) {
    const g = data && board.canvasAt(Grid, canvasId);
    if (!g) return;
    if (current !== g) current?.root?.unmount();
    current = g;
    if (text) g.text = text;
    if (!g.state || data.rev >= g.state.rev) g.draw(data);
  }

  const told = (what) => (answer, canvasId) => { if (answer) what(board.canvasAt(Grid, canvasId), answer); };

  /* A page that is left lets go of AG Grid. */
  for (const type of ["_dashprivate_pushstate", "popstate"]) {
    window.addEventListener(type, () => window.setTimeout(() => {
      if (!current || current.canvas.isConnected) return;
      current.root?.unmount();
      current = null;
    }, 1000));
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-cd-gridexport]");
    if (!link || !current?.api) return;
    const query = new URLSearchParams(window.location.search);
    if (!current.phone) query.set("columns", current.arrangement().filter(({ hidden }) => !hidden).map(({ id }) => id).join(","));
    link.search = query.toString();
  }, true);

  window.dash_clientside = Object.assign(window.dash_clientside || {}, {
    caudal_grid: { draw, answered: told((g, answer) => g?.bulk.answered(answer)), profiled: told((g, answer) => g?.profiled(answer)) },
  });
})();
