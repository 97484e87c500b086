/*
 * Draws the book's figures from the Vega-Lite specifications stored in the page.
 *
 * A picture of each stands there from the first. A figure is drawn in its place when the reader
 * comes near it, the others when the page has nothing else to do, so that printing finds them all.
 * It follows the reader's choice of a light or dark page, turns direct labels into a legend where
 * there is no room for them, keeps the position of its sliders when it is drawn again, and can be
 * saved as SVG or PNG with its title and source. What it says to a reader who points at it is in
 * chart-readout.js. Nothing here needs the network or eval.
 */
(function () {
  "use strict";

  const NARROW = 560; // pixels of plot below which labels at line ends leave too little room
  const END_LABELS = "end-labels"; // style of the layers that hold them
  const CONCAT_MARGIN = 64; // room for the vertical axis where Vega-Lite cannot fit by itself
  const ROW_NAMES = "row-names"; // style of the names left of lying bars
  const LEGEND_SIZE = 13; // pixels, as in the theme
  const LEGEND_SYMBOL = 32; // a symbol with the space around it
  const UNKNOWN_NAME = 190; // a legend's name, in charts that do not list them beforehand
  const AXIS_ROOM = 40; // a vertical axis with its numbers
  const PICTURE = { width: 860, margin: 24, titleSize: 20, textSize: 14 };

  const bundle = new URL("vega-bundle.js", document.currentScript.src).href;
  const figures = new Map(); // figure -> what it looks like now: {key, width, view, bound}
  let printing = false;
  let loading = null;

  /** Load the Vega libraries once, and only on pages that have a figure. */
  function libraries() {
    loading ??= new Promise((resolve, reject) => {
      if (window.vegaEmbed) return resolve();
      const script = document.createElement("script");
      script.src = bundle;
      script.onload = () => resolve();
      script.onerror = () => reject(new Error(`cannot load ${bundle}`));
      document.head.append(script);
    });
    return loading;
  }

  /** Turn columns, as the page stores them, back into the rows that Vega-Lite reads. */
  function rowsOf(columns) {
    const names = Object.keys(columns);
    return columns[names[0]].map((_, row) =>
      Object.fromEntries(names.map((name) => [name, columns[name][row]])),
    );
  }

  function readSpec(figure, dark) {
    const text = figure.querySelector(".tb-chart-spec").textContent;
    const twins = dark ? JSON.parse(text).usermeta.treasurybook.dark : {};
    const spec = JSON.parse(text, (_, value) =>
      typeof value === "string" && value in twins ? twins[value] : value,
    );
    for (const [name, data] of Object.entries(spec.datasets ?? {})) {
      if (!Array.isArray(data)) spec.datasets[name] = rowsOf(data);
    }
    return spec;
  }

  /** Keep the labels at line ends where there is room for them, else the legend. */
  function chooseNames(view, narrow) {
    const isLabel = (layer) => layer.mark?.style === END_LABELS;
    if (!view.layer?.some(isLabel)) return;
    if (narrow) {
      view.layer = view.layer.filter((layer) => !isLabel(layer));
      return;
    }
    for (const channel of view.layer.flatMap((layer) => Object.values(layer.encoding ?? {}))) {
      if (channel.legend) channel.legend = null;
    }
  }

  function textWidth(text, size, weight) {
    const pen = document.createElement("canvas").getContext("2d");
    pen.font = `${weight} ${size}px system-ui, sans-serif`;
    return pen.measureText(text).width;
  }

  /** Room left of the plot, where a legend begins: names of rows, or a vertical axis. */
  function leftOf(view, datasets) {
    const words = view.layer?.find((layer) => layer.mark?.style === ROW_NAMES);
    if (!words) return AXIS_ROOM;
    const lines = datasets[words.data.name].flatMap((row) => row.words.split("\n"));
    return Math.max(...lines.map((line) => textWidth(line, LEGEND_SIZE, 400)));
  }

  /** Give every legend as many columns as fit. */
  function spreadLegends(view, datasets, width) {
    const room = width - leftOf(view, datasets);
    const layers = [view, ...(view.layer ?? [])];
    for (const { legend, scale } of layers.flatMap((each) => Object.values(each.encoding ?? {}))) {
      const names = legend?.values ?? scale?.domain;
      if (!legend || !names) continue;
      const widest = Math.max(...names.map((name) => textWidth(name, LEGEND_SIZE, 400)));
      legend.columns = Math.max(1, Math.floor(room / (widest + LEGEND_SYMBOL)));
    }
  }

  /** Fit a specification to a width in pixels. */
  function fit(spec, width) {
    for (const view of [spec, ...(spec.vconcat ?? [])]) {
      chooseNames(view, width < NARROW);
      spreadLegends(view, spec.datasets ?? {}, width);
    }
    spec.config.legend.columns = Math.max(1, Math.floor((width - AXIS_ROOM) / UNKNOWN_NAME));
    for (const view of spec.vconcat ?? []) view.width = Math.max(160, width - CONCAT_MARGIN);
    return spec;
  }

  async function embed(target, spec, { inputs, kept }) {
    const drawn = await window.vegaEmbed(target, spec, {
      mode: "vega-lite",
      renderer: "svg",
      actions: false,
      ast: true,
      defaultStyle: false,
      bind: inputs,
      tooltip: false, // chart-readout.js shows them
      patch: (vega) => {
        for (const signal of vega.signals ?? []) {
          if (signal.name in kept) signal.value = kept[signal.name];
        }
        return vega;
      },
    });
    // Words beside points were measured before the plot had its width: fit once more.
    await drawn.view.resize().runAsync();
    return drawn;
  }

  /** Values of the sliders and menus of a drawn figure. */
  function inputValues(figure) {
    const now = figures.get(figure);
    return now?.view ? Object.fromEntries(now.bound.map((name) => [name, now.view.signal(name)])) : {};
  }

  /** Draw a figure as the page asks now; the promise ends when it stands there, whoever asked first. */
  function draw(figure) {
    const width = figure.querySelector(".tb-chart-canvas").clientWidth;
    if (!width) return; // folded away; drawn when it is opened
    const dark = !printing && document.documentElement.dataset.theme === "dark";
    // Small changes of width are left to Vega; larger ones may want another legend.
    const stacked = figure.querySelector(".tb-chart-spec").textContent.includes('"vconcat"');
    const key = [dark, width < NARROW, stacked ? width : Math.round(width / 60)].join();
    const before = figures.get(figure);
    if (before?.key === key) {
      if (before.view && before.width !== width) {
        before.view.width(width).runAsync();
        window.treasurybookReadout.forget(figure);
      }
      before.width = width;
      return before.done;
    }
    const now = { key, width, view: null, bound: [] };
    const kept = inputValues(figure);
    figures.set(figure, now);
    now.done = replace(figure, before, now, { dark, kept });
    return now.done;
  }

  async function replace(figure, before, now, { dark, kept }) {
    const canvas = figure.querySelector(".tb-chart-canvas");
    try {
      await libraries();
      const latest = figures.get(figure);
      if (latest !== now) return latest?.done; // asked again meanwhile, for another look
      before?.view?.finalize();
      const inputs = figure.querySelector(".tb-chart-inputs");
      inputs.replaceChildren();
      const spec = fit(readSpec(figure, dark), now.width);
      spec.config.background = "transparent";
      const drawn = await embed(canvas, spec, { inputs, kept });
      const newest = figures.get(figure);
      if (newest !== now) {
        drawn.view.finalize(); // its place was taken while it was drawn
        return newest?.done;
      }
      for (const group of inputs.querySelectorAll(".vega-bind:has(.vega-bind-radio)")) {
        group.setAttribute("role", "radiogroup");
        group.setAttribute("aria-label", group.querySelector(".vega-bind-name").textContent);
      }
      // The canvas has the alternative text; its thousand shapes say nothing to a screen reader.
      for (const child of canvas.children) child.setAttribute("aria-hidden", "true");
      now.view = drawn.view;
      now.bound = (drawn.vgSpec.signals ?? []).filter((each) => each.bind).map((each) => each.name);
      window.treasurybookReadout.follow(figure, drawn.view, spec.usermeta.treasurybook.guide);
      figure.dataset.rendered = "true";
    } catch (error) {
      figures.delete(figure);
      figure.dataset.failed = "true";
      await leaveStill(canvas);
      console.error(`figure ${figure.id}:`, error);
    }
  }

  /** Leave the picture where it is, if it can be had; else the words. */
  async function leaveStill(canvas) {
    const still = canvas.querySelector("img") ?? new Image();
    await still.decode().catch(() => (canvas.textContent = canvas.getAttribute("aria-label")));
  }

  function drawAll() {
    return Promise.all([...document.querySelectorAll("figure.tb-chart")].map(draw));
  }

  /** Draw the figures that nobody has come near yet, one at a time; paper cannot wait for them. */
  function drawWhenIdle(waiting) {
    const later = window.requestIdleCallback ?? ((work) => setTimeout(work, 200));
    later(async () => {
      const figure = waiting.shift();
      if (!figure) return;
      if (!figures.has(figure)) await draw(figure);
      drawWhenIdle(waiting);
    });
  }

  function redrawDrawn() {
    return Promise.all([...figures.keys()].map(draw));
  }

  /* ---- saving a picture ---- */

  function linesOf(text, size, weight, width) {
    const lines = [""];
    for (const word of text.split(/\s+/)) {
      const longer = `${lines.at(-1)} ${word}`.trim();
      if (lines.at(-1) && textWidth(longer, size, weight) > width) lines.push(word);
      else lines[lines.length - 1] = longer;
    }
    return lines;
  }

  /** The figure as one SVG document on white: title, subtitle, chart, source. */
  async function picture(figure) {
    await libraries();
    const { width, margin, titleSize, textSize } = PICTURE;
    const spec = fit(readSpec(figure, false), width);
    if (!spec.vconcat) spec.width = width;
    const away = document.createElement("div");
    const drawn = await embed(away, spec, {
      inputs: document.createElement("div"),
      kept: inputValues(figure),
    });
    const chart = new DOMParser().parseFromString(await drawn.view.toSVG(), "image/svg+xml")
      .documentElement;
    drawn.view.finalize();

    const svg = chart.ownerDocument.createElementNS(chart.namespaceURI, "svg");
    const words = (selector) => figure.querySelector(selector)?.textContent.trim() ?? "";
    let y = margin;
    const write = (text, size, weight, colour) => {
      for (const line of text ? linesOf(text, size, weight, width) : []) {
        y += size * 1.3;
        const place = chart.ownerDocument.createElementNS(chart.namespaceURI, "text");
        const look = { x: margin, y: y - size * 0.3, fill: colour, "font-size": size };
        look["font-family"] = "system-ui, sans-serif";
        look["font-weight"] = weight;
        for (const [name, value] of Object.entries(look)) place.setAttribute(name, value);
        place.textContent = line;
        svg.append(place);
      }
    };
    write(words(".tb-chart-title"), titleSize, 700, "#1f2328");
    write(words(".tb-chart-subtitle"), textSize, 400, "#59626b");
    y += 10;
    chart.setAttribute("x", margin);
    chart.setAttribute("y", y);
    svg.append(chart);
    y += Number(chart.getAttribute("height")) + 8;
    write(words(".tb-chart-note"), textSize - 1, 400, "#59626b");
    write(words(".tb-chart-origin"), textSize - 1, 400, "#59626b");
    const size = {
      width: Math.max(width, Number(chart.getAttribute("width"))) + 2 * margin,
      height: Math.ceil(y + margin),
    };
    svg.setAttribute("viewBox", `0 0 ${size.width} ${size.height}`);
    const page = chart.ownerDocument.createElementNS(chart.namespaceURI, "rect");
    page.setAttribute("fill", "#ffffff");
    for (const each of [svg, page]) {
      each.setAttribute("width", size.width);
      each.setAttribute("height", size.height);
    }
    svg.prepend(page);
    return { text: new XMLSerializer().serializeToString(svg), ...size };
  }

  async function pixels({ text, width, height }) {
    const image = new Image();
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = 2 * width;
    canvas.height = 2 * height;
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
  }

  async function save(button) {
    const figure = button.closest("figure.tb-chart");
    const format = button.dataset.format;
    const drawn = await picture(figure);
    const blob =
      format === "png" ? await pixels(drawn) : new Blob([drawn.text], { type: "image/svg+xml" });
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = `${figure.id}.${format}`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }

  /* ---- what a page does ---- */

  function start() {
    const all = document.querySelectorAll("figure.tb-chart");
    if (!all.length) return;
    const near = new IntersectionObserver(
      (entries) => {
        for (const entry of entries) if (entry.isIntersecting) draw(entry.target);
      },
      { rootMargin: "600px 0px" },
    );
    const sizes = new ResizeObserver((entries) => {
      for (const entry of entries) {
        const figure = entry.target.closest("figure.tb-chart");
        if (figures.has(figure)) draw(figure);
      }
    });
    for (const figure of all) {
      near.observe(figure);
      sizes.observe(figure.querySelector(".tb-chart-canvas"));
      for (const button of figure.querySelectorAll("button.tb-chart-save")) {
        button.addEventListener("click", () => save(button));
      }
    }
    drawWhenIdle([...all]);
    new MutationObserver(redrawDrawn).observe(document.documentElement, {
      attributes: true,
      attributeFilter: ["data-theme"],
    });
    window.addEventListener("beforeprint", () => {
      printing = true;
      drawAll();
    });
    window.addEventListener("afterprint", () => {
      printing = false;
      redrawDrawn();
    });
  }

  window.treasurybookCharts = { drawAll };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
