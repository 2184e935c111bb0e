/* Saved views: a page opened without filters takes those of the reader's default view. */
"use strict";
(() => {
  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.caudal_shell = Object.assign({}, window.dash_clientside.caudal_shell, {
    open_default(query) {
      if (query && !window.location.search) window.dash_clientside.set_props("url", { search: `?${query}` });
      return query;
    },
  });
})();
