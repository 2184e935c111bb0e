/* Papers: the page as it is filtered, as a PDF, as a picture, or by the browser's print. */
"use strict";
(() => {
  const LIBRARY = "/assets/vendor/html-to-image/html-to-image.js";
  const OF_SCREEN_ONLY = ".cd-nav, .cd-tabbar, .cd-toasts, .cd-pop, dialog";
  let loading = null;

  function library() {
    loading = loading || new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = LIBRARY;
      script.onload = () => resolve(window.htmlToImage);
      script.onerror = () => {
        loading = null;
        reject(new Error("the picture's script did not load"));
      };
      document.head.append(script);
    });
    return loading;
  }

  function download(address, name) {
    const link = document.createElement("a");
    link.href = address;
    link.download = name;
    document.body.append(link);
    link.click();
    link.remove();
  }

  function name(kind) {
    const page = window.location.pathname.slice(1).replaceAll("/", "-") || "overview";
    return `${page}-${new Date().toISOString().slice(0, 10)}.${kind}`;
  }

  async function picture() {
    const page = document.querySelector(".cd-page") || document.body;
    const content = page.querySelector(".cd-content") || page;
    const tall = Math.max(page.scrollHeight, page.offsetHeight + content.scrollHeight - content.clientHeight);
    const painter = await library();
    return painter.toPng(page, {
      height: tall,
      pixelRatio: Math.min(2, window.devicePixelRatio || 1),
      backgroundColor: getComputedStyle(document.body).backgroundColor,
      style: { height: `${tall}px`, maxHeight: "none", overflow: "visible" },
      filter: (node) => !(node.matches && node.matches(OF_SCREEN_ONLY)),
    });
  }

  const ways = {
    print: () => window.print(),
    pdf(button) {
      const path = window.location.pathname;
      if (!button.dataset.cdPages.split(",").includes(path)) return window.print();
      return download(`/report${path}.pdf${window.location.search}`, name("pdf"));
    },
    async png(button) {
      try {
        download(await picture(), name("png"));
      } catch (error) {
        console.info(error);
        window.caudal.toast({ title: button.dataset.cdFailed, tone: "neg" });
      }
    },
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest && event.target.closest("[data-cd-paper]");
    if (!button) return;
    window.caudal.closePopover(true);
    ways[button.dataset.cdPaper](button);
  });
})();
