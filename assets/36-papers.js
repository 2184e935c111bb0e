/* Papers: the page as it is filtered, as a PDF, as a picture, or by the browser's print. */
"use strict";
(() => {
  const LIBRARY = "/assets/vendor/html-to-image/html-to-image.js";
  const OF_SCREEN_ONLY = ".cd-nav, .cd-tabbar, .cd-toasts, .cd-pop, dialog";
  const SCROLLERS = ".cd-board, .ag-root"; // scroll by themselves
  const DRAWN = ["fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "opacity", "display", "font", "text-anchor"];
  const FACES = [
    ["Inter Variable", "100 900", "/assets/vendor/inter/InterVariable.woff2"],
    ["bootstrap-icons", "400", "/assets/vendor/bootstrap-icons/fonts/bootstrap-icons.woff2"],
  ];
  // Copied for every node: what no picture shows is left out.
  const UNSEEN = new RegExp("^(-webkit|animation|transition|scroll|overscroll|offset|shape|math|view-|mask|caret|touch|page|" +
    "break|orphans|widows|hyphen|ruby|speak|will|pointer|cursor|user-|resize|container|contain|timeline|anchor|position-|" +
    "block-size|inline-size|inset|(min|max)-(block|inline)|(margin|padding)-(block|inline)|border-(block|inline)|d$|[rxy]$|c[xy]$)");
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

  async function inlined(address) {
    const blob = await (await fetch(address)).blob();
    return new Promise((resolve, reject) => {
      const reader = new FileReader();
      reader.onload = () => resolve(reader.result);
      reader.onerror = () => reject(reader.error);
      reader.readAsDataURL(blob);
    });
  }

  async function typefaces() {
    const faces = FACES.map(async ([family, weight, address]) => {
      return `@font-face{font-family:"${family}";font-weight:${weight};src:url(${await inlined(address)})}`;
    });
    return (await Promise.all(faces)).join("");
  }

  // What a list of its own scrolls out of sight stays out of the picture, as on the screen.
  function isInSight(node, frame) {
    if (!node.getBoundingClientRect || !node.closest(SCROLLERS)) return true;
    const box = node.getBoundingClientRect();
    return box.bottom > frame.top && box.top < frame.bottom && box.right > frame.left && box.left < frame.right;
  }

  // The library copies drawings as they are, without what the style sheets say of them.
  function styledDrawings(page) {
    const parts = [...page.querySelectorAll("svg:not(.main-svg) *")];
    const before = parts.map((part) => part.getAttribute("style"));
    const seen = parts.map((part) => getComputedStyle(part)).map((style) => DRAWN.map((name) => style.getPropertyValue(name)));
    parts.forEach((part, place) => DRAWN.forEach((name, at) => part.style.setProperty(name, seen[place][at])));
    return () => parts.forEach((part, place) => {
      if (before[place] === null) part.removeAttribute("style");
      else part.setAttribute("style", before[place]);
    });
  }

  async function picture() {
    const page = document.querySelector(".cd-page") || document.body;
    const content = page.querySelector(".cd-content") || page;
    const tall = Math.max(page.scrollHeight, page.offsetHeight + content.scrollHeight - content.clientHeight);
    const painter = await library();
    const frame = page.getBoundingClientRect();
    const options = {
      height: tall,
      pixelRatio: Math.min(2, window.devicePixelRatio || 1),
      backgroundColor: getComputedStyle(document.body).backgroundColor,
      style: { height: `${tall}px`, maxHeight: "none", overflow: "visible" },
      includeStyleProperties: [...getComputedStyle(page)].filter((name) => !UNSEEN.test(name)),
      fontEmbedCSS: await typefaces(),
      filter: (node) => !(node.matches && node.matches(OF_SCREEN_ONLY)) && isInSight(node, frame),
    };
    const restore = styledDrawings(page);
    try {
      return await painter.toPng(page, options);
    } finally {
      restore();
    }
  }

  const ways = {
    print: () => window.print(),
    pdf(button) {
      const path = window.location.pathname;
      if (!button.dataset.cdPages.split(",").includes(path)) return window.print();
      return download(`/report${path}.pdf${window.location.search}`, name("pdf"));
    },
    async png(button) {
      window.caudal.toast({ title: button.dataset.cdMaking });
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
