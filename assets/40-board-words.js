"use strict";
/* The board's words: elements, sentences, numbers, money and dates in the reader's language. */
(() => {
  window.caudal = window.caudal || {};
  const board = (window.caudal.board = window.caudal.board || {});
  const SVG = "http://www.w3.org/2000/svg";
  const DAY_MS = 86400000;
  const exponents = {};
  const formats = new Map();

  /* Build an element. Text is always set as text, so no data can become markup. */
  function el(tag, attributes, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (value === null || value === undefined || value === false) continue;
      if (name === "class") node.className = value;
      else if (name === "text") node.textContent = value;
      else if (name === "on") for (const [type, run] of Object.entries(value)) node.addEventListener(type, run);
      else if (name === "vars") for (const [key, v] of Object.entries(value)) node.style.setProperty(key, v);
      else node.setAttribute(name, value === true ? "" : value);
    }
    node.append(...children.filter((child) => child !== null && child !== undefined));
    return node;
  }

  function svg(tag, attributes, ...children) {
    const node = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    node.append(...children);
    return node;
  }

  const icon = (name, extra) => el("i", { class: `bi bi-${name}${extra ? ` ${extra}` : ""}`, "aria-hidden": "true" });

  /* "Moved to {column}" with its parts; an unknown part stays visible rather than vanishing. */
  function fill(template, parts) {
    return String(template).replace(/\{(\w+)\}/g, (whole, name) => (parts && name in parts ? String(parts[name]) : whole));
  }

  function locale() {
    const root = document.documentElement;
    const [tag, mode] = (root.dataset.locale || root.lang || "en").split(":");
    return { tag: tag === "en" ? "en-IE" : tag, code: mode === "code" };
  }

  function numberFormat(options) {
    const { tag } = locale();
    const key = tag + JSON.stringify(options);
    if (!formats.has(key)) formats.set(key, new Intl.NumberFormat(tag, options));
    return formats.get(key);
  }

  const minus = (written) => written.replace("-", "\u2212");
  const number = (value, digits = 0) =>
    minus(numberFormat({ useGrouping: "always", minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value));
  const percent = (value) => `${minus(numberFormat({ maximumFractionDigits: 2 }).format(value))}\u00a0%`;
  const plural = (n) => (new Intl.PluralRules(locale().tag).select(n) === "one" ? "one" : "many");

  function exponent(currency) {
    if (currency in exponents) return exponents[currency];
    return numberFormat({ style: "currency", currency }).resolvedOptions().maximumFractionDigits;
  }

  const major = (minor, currency) => minor / 10 ** exponent(currency);

  function currencyFormat(currency, digits) {
    return numberFormat({
      style: "currency", currency, currencyDisplay: locale().code ? "code" : "symbol", useGrouping: "always",
      minimumFractionDigits: digits, maximumFractionDigits: digits,
    });
  }

  /* Whole units, as on cards and totals; `exact` keeps the minor units, for tooltips and dialogs. */
  function money(minor, currency, exact) {
    const digits = exact ? exponent(currency) : 0;
    return minus(currencyFormat(currency, digits).format(major(minor, currency)));
  }

  /* €1.24M, €386k: for headers and effects, where the size matters and not the cents. */
  function compact(minor, currency, sign) {
    const value = major(minor, currency);
    const size = Math.abs(value);
    const [scaled, digits, unit] = size >= 999500 ? [size / 1e6, 2, "M"] : size >= 1000 ? [size / 1e3, 0, "k"] : [size, 0, ""];
    const parts = currencyFormat(currency, digits).formatToParts(scaled);
    const last = parts.map((part) => part.type).lastIndexOf(digits ? "fraction" : "integer");
    const symbolFirst = parts[0].type === "currency";
    const written = parts.map((part, k) => part.value + (k === last && unit ? (symbolFirst ? "" : "\u202f") + unit : ""));
    return (value < 0 ? "\u2212" : sign && value > 0 ? "+" : "") + written.join("");
  }

  /* An amount as a person of this language would type it. */
  const plainAmount = (minor, currency) => number(major(minor, currency), exponent(currency)).replace("\u2212", "-");

  const moneyNode = (minor, currency, className, short) =>
    el("data", {
      class: `cd-n ${className || ""}`.trim(), value: String(major(minor, currency)), title: money(minor, currency, true),
      text: short ? compact(minor, currency) : money(minor, currency),
    });

  const day = (iso) => Date.parse(`${iso}T00:00:00Z`);
  const daysBetween = (from, to) => Math.round((day(to) - day(from)) / DAY_MS);

  function dateFormat(options) {
    const key = locale().tag + JSON.stringify(options);
    if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat(locale().tag, { timeZone: "UTC", ...options }));
    return formats.get(key);
  }

  /* "24 Jul", with its year only when it is not the year of `today`. */
  function date(iso, today) {
    const short = dateFormat({ day: "numeric", month: "short" }).format(day(iso));
    return iso.slice(0, 4) === today.slice(0, 4) ? short : `${short} \u2019${iso.slice(2, 4)}`;
  }

  const weekday = (iso) => dateFormat({ weekday: "short", day: "numeric", month: "short" }).format(day(iso)).replace(",", "");

  Object.assign(board, {
    el, svg, icon, fill,
    words: { exponents, number, percent, plural, money, compact, plainAmount, moneyNode, date, weekday, daysBetween },
  });
})();
