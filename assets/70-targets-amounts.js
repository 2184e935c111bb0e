"use strict";
/* Targets: amounts as people type them, and drafts that outlive the page until they are saved or dropped. */
(() => {
  const targets = (window.caudal.targets = {});
  const { words } = window.caudal.board;
  const GROUPS = "[\\s\\u00a0\\u202f'\\u2019]";

  /* Return minor units, null for nothing; undefined for what is no amount. */
  function minorOf(text, sheet) {
    const cleaned = text.trim().replace(/^[€$£]|[€$£]$/g, "").replace(sheet.currency, "").replace("\u2212", "-").trim();
    if (!cleaned) return null;
    return read(cleaned, sheet.digits, sheet.comma) ?? read(cleaned, sheet.digits, !sheet.comma);
  }

  function read(text, digits, comma) {
    const [mark, group] = comma ? [",", "\\."] : ["\\.", ","];
    const whole = `\\d+|\\d{1,3}(?:${group}\\d{3})+|\\d{1,3}(?:${GROUPS}\\d{3})+`;
    const found = new RegExp(`^(-?)(${whole})(?:${mark}(\\d{1,${digits || 1}}))?$`).exec(text);
    if (!found || (found[3] && !digits)) return undefined;
    const minor = Number(found[2].replace(/\D/g, "") + (found[3] || "").padEnd(digits, "0"));
    return found[1] ? -minor : minor;
  }

  /* An amount as a person of this language would type it, without decimals when there are none. */
  function written(minor, sheet) {
    if (minor === null || minor === undefined) return "";
    const value = minor / 10 ** sheet.digits;
    return words.number(value, Number.isInteger(value) ? 0 : sheet.digits).replace("\u2212", "-");
  }

  class Drafts {
    constructor(user, sheet) {
      this.at = `caudal.targets.${user}.${sheet}`;
      const { how, cells } = this.stored();
      this.how = how || "set";
      this.cells = new Map(Object.entries(cells || {}));
    }

    stored() {
      try { return JSON.parse(window.sessionStorage.getItem(this.at)) || {}; } catch { return {}; }
    }

    keep() {
      const cells = Object.fromEntries(this.cells);
      try {
        if (this.cells.size) window.sessionStorage.setItem(this.at, JSON.stringify({ how: this.how, cells }));
        else window.sessionStorage.removeItem(this.at);
      } catch { /* private windows forget */ }
    }

    set(place, text, before, minor) {
      if (minor === before) this.cells.delete(place);
      else this.cells.set(place, { text, before });
      if (!this.cells.size) this.how = "set";
      this.keep();
    }

    drop() {
      this.cells.clear();
      this.how = "set";
      this.keep();
    }
  }

  Object.assign(targets, { minorOf, written, Drafts });
})();
