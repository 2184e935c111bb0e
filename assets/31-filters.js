// The filter bar in the browser: controls and the URL say the same, and each chip says what is chosen.
(function () {
  "use strict";
  const KEYS = ["pipeline", "company", "period", "type", "owner", "agent", "contact", "p", "stage", "created", "idle", "flaw", "currency", "chance", "q"];
  const REQUIRED = ["pipeline", "currency", "chance"]; // always chosen, so neither of them narrows
  const SHOWN_NAMES = 2;
  const EVERYTHING = [0, 100];
  const control = (key) => `filter-${key}`;
  const ofDocuments = (params) => [...params.keys()].filter((name) => name.includes(".")); // "orders.status", see 56-invoicing-filters.js

  // ── The query ───────────────────────────────────────────────────────────────────────────────────
  // The same order whatever was clicked first, so that equal filters have equal addresses.
  function written(params) {
    const rank = ([key]) => KEYS.indexOf(key) + 1 || KEYS.length + 1;
    const entries = [...params].sort((one, other) => rank(one) - rank(other));
    const text = new URLSearchParams(entries).toString().replaceAll("%2C", ",");
    return text ? `?${text}` : "";
  }

  // Dash writes the address it last knew over ours where only the query is new: a page may have put columns into it since.
  function goTo(search) {
    const day = (text) => new URLSearchParams(text).get("as_of");
    if (day(search) !== day(window.location.search)) return window.caudal.lookAt(search);
    const { origin, pathname } = window.location;
    window.dash_clientside.set_props("url", { href: origin + pathname + search, search });
  }

  function writeField(key, value) {
    const params = new URLSearchParams(window.location.search);
    if (value) params.set(key, value);
    else params.delete(key);
    const search = written(params);
    if (search === written(new URLSearchParams(window.location.search))) return;
    goTo(search);
  }

  // ── One field: what the control holds ⇄ what the URL says ───────────────────────────────────────────
  // A field is {kind: "many" | "one" | "range", order: its values, usual: what the URL need not say}.
  const TEXT_FIELD = { kind: "one", order: [], usual: "" };

  function toQuery(field, value) {
    if (field.kind === "range") {
      const range = value.length ? `${low(value)}-${high(value, field.order)}` : "";
      return range === EVERYTHING.join("-") ? "" : range;
    }
    if (field.kind === "many") return [...value].sort((a, b) => a - b).join(",");
    const text = (value || "").trim();
    return text === field.usual ? "" : text;
  }

  function toControl(field, text) {
    if (field.kind === "many") return text ? text.split(",") : [];
    if (field.kind === "one") return text || field.usual;
    if (!text) return [];
    const [from, to] = text.split("-").map(Number);
    return field.order.filter((step) => from <= Number(step) && Number(step) <= to);
  }

  const low = (value) => Math.min(...value.map(Number));
  // The last row of the table means "and up".
  const high = (value, order) => {
    const top = Math.max(...value.map(Number));
    return top === Math.max(...order.map(Number)) ? EVERYTHING[1] : top;
  };

  // A range has no holes: a new tick fills up to it, a removed one cuts off the shorter side.
  function withoutHoles(value, before, order) {
    const index = (step) => order.indexOf(String(step));
    const removed = before.find((step) => !value.includes(step));
    const ticked = value.map(index).sort((a, b) => a - b);
    if (!ticked.length) return [];
    if (removed === undefined) return order.slice(ticked[0], ticked.at(-1) + 1);
    const under = ticked.filter((at) => at < index(removed));
    const over = ticked.filter((at) => at > index(removed));
    return (under.length > over.length ? under : over).map((at) => order[at]);
  }

  // ── Chips ───────────────────────────────────────────────────────────────────────────────────────
  function rangeText(text, field, words) {
    const [from, to] = text.split("-").map(Number);
    const rows = field.order.map(Number);
    const percent = (points) => words.percent.replace("{n}", points);
    if (from === to) return percent(from);
    if (to >= Math.max(...rows)) return words.and_up.replace("{percent}", percent(from));
    if (from <= Math.min(...rows)) return words.up_to.replace("{percent}", percent(to));
    return words.range.replace("{low}", from).replace("{high}", to);
  }

  function chipText(text, field, words) {
    if (!text) return field.everything;
    if (field.kind === "range") return rangeText(text, field, words);
    const values = field.kind === "many" ? text.split(",") : [text];
    const names = values.map((value) => field.labels[value] ?? value.replace("..", " – "));
    return names.length <= SHOWN_NAMES ? names.join(", ") : `${names[0]} +${names.length - 1}`;
  }

  function showChips(words) {
    const params = new URLSearchParams(window.location.search);
    for (const key of KEYS) {
      const chip = document.querySelector(`[data-cd-chip="${key}"]`);
      if (!chip) continue;
      const field = fieldOf(key, words);
      const text = params.get(key) || "";
      chip.classList.toggle("is-set", Boolean(text) && text !== field.usual);
      const value = chip.querySelector(".cd-chip__v");
      if (value) value.textContent = chipText(text, field, words);
    }
    const narrowed = KEYS.some((key) => !REQUIRED.includes(key) && params.get(key)) || params.get("as_of") || ofDocuments(params).length;
    document.querySelectorAll('#filters [data-cd-clear="*"]').forEach((reset) => (reset.hidden = !narrowed));
  }

  // ── Both directions ─────────────────────────────────────────────────────────────────────────────
  const fieldOf = (key, words) => words.fields[key] || TEXT_FIELD;
  const shown = new Map(); // what each control was last set to, to know what a click changed

  function setControl(key, value) {
    shown.set(key, value);
    window.dash_clientside.set_props(control(key), { value });
  }

  function controlsFromUrl(values, words) {
    const params = new URLSearchParams(window.location.search);
    for (const key of KEYS) {
      const wanted = toControl(fieldOf(key, words), params.get(key) || "");
      shown.set(key, wanted);
      if (JSON.stringify(wanted) !== JSON.stringify(values[key] ?? "")) setControl(key, wanted);
    }
  }

  function urlFromControl(key, value, words) {
    const field = fieldOf(key, words);
    if (field.kind === "range") {
      const whole = withoutHoles(value, shown.get(key) || [], field.order);
      if (JSON.stringify(whole) !== JSON.stringify(value)) return setControl(key, whole);
      shown.set(key, whole);
    }
    writeField(key, toQuery(field, value));
  }

  function ownPeriod(from, to) {
    if (/^\d{4}-\d{2}$/.test(from || "") && /^\d{4}-\d{2}$/.test(to || "") && from <= to) writeField("period", `${from}..${to}`);
  }

  function sync(_search, ...rest) {
    const words = rest.pop();
    const [from, to] = rest.splice(KEYS.length);
    const values = Object.fromEntries(KEYS.map((key, at) => [key, rest[at]]));
    const triggers = window.dash_clientside.callback_context.triggered.map(({ prop_id: id }) => id.split(".")[0]);
    const key = KEYS.find((name) => triggers.includes(control(name)));
    const own = triggers.includes("filter-period-from") || triggers.includes("filter-period-to");
    if (triggers.length !== 1 || triggers[0] === "url") controlsFromUrl(values, words);
    else if (own) ownPeriod(from, to);
    else if (key) urlFromControl(key, values[key], words);
    window.requestAnimationFrame(() => showChips(words)); // after the URL was written
    return null;
  }

  // ── Clearing: the cross of a chip, "Clear" in its popover, "Reset", the ways out of an empty page ─────────
  function clear(key) {
    if (key === "*" || key === ".") {
      const params = new URLSearchParams(window.location.search);
      const own = key === "*" ? [...KEYS.filter((name) => name !== "pipeline"), "as_of"] : [];
      [...own, ...ofDocuments(params)].forEach((name) => params.delete(name));
      goTo(written(params));
    } else writeField(key, "");
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-cd-clear]");
    if (button) clear(button.dataset.cdClear);
  });

  window.dash_clientside = Object.assign({}, window.dash_clientside, { caudal_filters: { sync } });
})();
