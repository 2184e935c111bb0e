// Before the first paint: theme and folded navigation, so that neither flashes. Loaded in the head, not deferred.
(function () {
  "use strict";
  const root = document.documentElement;
  const dark = window.matchMedia("(prefers-color-scheme: dark)");

  function stored(key) {
    try {
      return window.localStorage.getItem(key);
    } catch {
      return null; // storage may be forbidden; then nothing is remembered
    }
  }

  function remember(key, value) {
    try {
      window.localStorage.setItem(key, value);
    } catch {
      // see above
    }
  }

  function paint() {
    const chosen = root.dataset.theme;
    root.dataset.bsTheme = chosen === "dark" || (chosen !== "light" && dark.matches) ? "dark" : "light";
  }

  function choose(theme) {
    root.dataset.theme = theme;
    remember("caudal-theme", theme);
    paint();
  }

  // A signed-in page names the reader's own choice; the sign-in page takes the last one of this browser.
  if (root.dataset.theme) remember("caudal-theme", root.dataset.theme);
  else root.dataset.theme = stored("caudal-theme") || "system";
  root.classList.toggle("is-rail", stored("caudal-rail") === "on");
  paint();
  dark.addEventListener("change", paint);
  window.caudal = Object.assign(window.caudal || {}, { chooseTheme: choose, remember });
})();
