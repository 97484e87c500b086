/*
 * The readout of a figure: the nearest date, row or mark, with the values of all series there.
 *
 * Beside the pointer for a mouse, flipped where the window ends; below the chart for a finger, until
 * it is tapped away; moved by arrow keys when the chart has the focus, and spoken then.
 */
(function () {
  "use strict";

  const ASIDE = 16; // pixels between the pointer and the readout
  const EDGE = 4; // pixels between the readout and the edge of the window
  const RING = 9; // radius around a single mark
  const PAGE_OF_STOPS = 10;
  const HINT = "Chart. Arrow keys move along its values, Escape leaves.";
  const figures = new Map(); // figure -> {view, guide, panels, shown, ...parts of the page}

  function make(tag, className, parent) {
    const element = document.createElement(tag);
    element.className = className;
    parent?.append(element);
    return element;
  }

  /* ---- where things are ---- */

  const matrix = (state) => state.canvas.querySelector("svg.marks > g").getScreenCTM();

  function inWindow(state, x, y) {
    return new DOMPoint(x, y).matrixTransform(matrix(state));
  }

  function inDrawing(state, x, y) {
    return new DOMPoint(x, y).matrixTransform(matrix(state).inverse());
  }

  function panelsOf(state) {
    state.panels ??= window.treasurybookStops.panels(state.view, state.guide);
    return state.panels;
  }

  /* ---- what is shown ---- */

  function write(state, { stop }) {
    const { readout } = state;
    readout.replaceChildren();
    if (stop.place) make("p", "tb-readout-place", readout).textContent = stop.place;
    const table = make("table", "", readout);
    for (const { name, text, ink } of stop.rows) {
      const row = table.insertRow();
      const swatch = make("span", "tb-readout-ink", row.insertCell());
      if (ink) swatch.style.background = ink;
      row.insertCell().textContent = name;
      row.insertCell().textContent = text;
    }
    table.classList.toggle("tb-readout-plain", !stop.rows.some((row) => row.ink));
  }

  function mark(state, { panel, stop }) {
    const { along } = panel;
    const box = {
      x: { x: stop.x, y: panel.y, width: 0, height: panel.height },
      y: { x: panel.x, y: stop.y1, width: panel.width, height: stop.y2 - stop.y1 },
      xy: { x: stop.x - RING, y: stop.y - RING, width: 2 * RING, height: 2 * RING },
    }[along];
    const home = state.figure.getBoundingClientRect();
    const start = inWindow(state, box.x, box.y);
    const end = inWindow(state, box.x + box.width, box.y + box.height);
    state.mark.dataset.along = along;
    Object.assign(state.mark.style, {
      left: `${start.x - home.x}px`,
      top: `${start.y - home.y}px`,
      width: `${end.x - start.x}px`,
      height: `${end.y - start.y}px`,
    });
  }

  /** Put the readout beside a point of the window, on the side that has room. */
  function putBeside(state, x, y) {
    const home = state.figure.getBoundingClientRect();
    const { width, height } = state.readout.getBoundingClientRect();
    const { clientWidth, clientHeight } = document.documentElement;
    const place = (at, size, room) => {
      const after = at + ASIDE;
      const before = at - ASIDE - size;
      const free = after + size <= room - EDGE ? after : before;
      return Math.max(EDGE, Math.min(free, room - size - EDGE));
    };
    state.readout.style.left = `${place(x, width, clientWidth) - home.x}px`;
    state.readout.style.top = `${place(y, height, clientHeight) - home.y}px`;
  }

  function show(state, found, { pinned = false, at = null, spoken = false } = {}) {
    if (!found) return;
    for (const other of figures.values()) if (other !== state) hide(other);
    state.shown = { ...found, pinned };
    write(state, found);
    state.readout.classList.toggle("tb-readout-pinned", pinned);
    state.readout.hidden = state.mark.hidden = false;
    if (!pinned) {
      const { panel, stop } = found;
      const corner = panel.along === "y" ? [stop.x2, stop.y] : [stop.x, Math.max(stop.y1, panel.y)];
      const point = at ?? inWindow(state, ...corner);
      putBeside(state, point.x, point.y);
    }
    mark(state, found);
    if (!spoken) return;
    const rows = found.stop.rows.map(({ name, text }) => `${name}: ${text}`);
    state.said.textContent = [found.stop.place, ...rows].filter(Boolean).join("; ");
  }

  function hide(state) {
    state.shown = null;
    state.readout.hidden = state.mark.hidden = true;
    state.said.textContent = "";
  }

  /* ---- what a reader does ---- */

  function nearest(state, event) {
    const point = inDrawing(state, event.clientX, event.clientY);
    return window.treasurybookStops.nearest(panelsOf(state), point.x, point.y);
  }

  function point(state, event) {
    if (!state.view || event.pointerType === "touch") return;
    show(state, nearest(state, event), { at: { x: event.clientX, y: event.clientY } });
  }

  /** Pin the readout below the chart; a second tap at the same place takes it away. */
  function tap(state, event) {
    if (!state.view || state.pointer !== "touch") return;
    const found = nearest(state, event);
    if (state.shown?.pinned && state.shown.stop === found?.stop) hide(state);
    else show(state, found, { pinned: true, spoken: true });
  }

  function press(state, event) {
    if (!state.view || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape" && state.shown) {
      event.stopPropagation(); // the first Escape is meant for the readout
      hide(state);
      return;
    }
    const all = panelsOf(state).flatMap((panel) => panel.stops.map((stop) => ({ panel, stop })));
    const now = all.findIndex(({ stop }) => stop === state.shown?.stop);
    const last = all.length - 1;
    const next = {
      ArrowRight: now + 1,
      ArrowDown: now + 1,
      ArrowLeft: now < 0 ? last : now - 1,
      ArrowUp: now < 0 ? last : now - 1,
      PageDown: now + PAGE_OF_STOPS,
      PageUp: now - PAGE_OF_STOPS,
      Home: 0,
      End: last,
    }[event.key];
    if (next === undefined || last < 0) return;
    event.preventDefault();
    show(state, all[Math.max(0, Math.min(next, last))], { spoken: true });
  }

  /* ---- what a figure gets ---- */

  function prepare(figure) {
    const canvas = figure.querySelector(".tb-chart-canvas");
    const readout = make("div", "tb-readout");
    canvas.after(readout);
    const state = { figure, canvas, readout, view: null, shown: null, pointer: "mouse" };
    state.mark = make("div", "tb-readout-mark", figure);
    state.said = make("p", "tb-readout-said", figure);
    readout.setAttribute("aria-hidden", "true"); // what it says is spoken from another place
    state.said.setAttribute("role", "status");
    hide(state);
    // An application keeps its arrow keys where a screen reader would take them for itself.
    for (const [name, value] of Object.entries({
      tabindex: "0",
      role: "application",
      "aria-roledescription": HINT,
    })) {
      canvas.setAttribute(name, value);
    }
    canvas.addEventListener("pointermove", (event) => point(state, event));
    canvas.addEventListener("pointerdown", (event) => (state.pointer = event.pointerType));
    canvas.addEventListener("pointerleave", () => state.shown?.pinned || hide(state));
    canvas.addEventListener("click", (event) => tap(state, event));
    canvas.addEventListener("keydown", (event) => press(state, event));
    canvas.addEventListener("blur", () => state.shown?.pinned || hide(state));
    readout.addEventListener("click", () => hide(state));
    figure.querySelector(".tb-chart-inputs").addEventListener("input", () => forget(figure));
    figures.set(figure, state);
    return state;
  }

  /** Follow a figure that was drawn, or drawn anew. */
  function follow(figure, view, guide) {
    const state = figures.get(figure) ?? prepare(figure);
    Object.assign(state, { view, guide });
    forget(figure);
  }

  /** Forget where things were, since the figure changes its size or its values. */
  function forget(figure) {
    const state = figures.get(figure);
    if (!state) return;
    state.panels = null;
    hide(state);
  }

  /** All that a figure can tell: its views with their stops. */
  function told(figure) {
    const state = figures.get(figure);
    return state ? panelsOf(state) : [];
  }

  document.addEventListener("pointerdown", (event) => {
    for (const state of figures.values()) {
      if (state.shown?.pinned && !state.figure.contains(event.target)) hide(state);
    }
  });

  window.treasurybookReadout = { follow, forget, told };
})();
