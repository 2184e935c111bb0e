// Printing in the browser: paper is white, whatever the theme of the screen.
(function () {
  "use strict";
  const root = document.documentElement;
  let screen = null;

  window.addEventListener("beforeprint", () => {
    screen = root.dataset.bsTheme;
    root.dataset.bsTheme = "light";
  });
  window.addEventListener("afterprint", () => {
    if (screen) root.dataset.bsTheme = screen;
    screen = null;
  });
})();
