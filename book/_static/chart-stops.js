/*
 * What a reader can point at in a drawn figure: its stops.
 *
 * A stop is a date, a row of bars, or a single mark, with all that the figure says there. Every
 * mark of the book carries its readout as an object of names and texts, written by
 * treasurybook.charts.readouts; treasurybook.charts.guides says which of the names is the place,
 * which the series, and what colour a series has. Here marks at one place become one stop.
 */
(function () {
  "use strict";

  const PANEL = /^concat_\d+_group$/; // the views of a figure that has several

  /** Frames of the views of a figure, in pixels of the drawing. */
  function panelsOf(root) {
    const groups = root.items.flatMap((mark) => (PANEL.test(mark.name) ? mark.items : []));
    return groups.length ? groups : [root];
  }

  /** Visit the marks that have a readout. */
  function visit(group, dx, dy, found) {
    for (const mark of group.items ?? []) {
      for (const item of mark.items ?? []) {
        if (mark.marktype === "group") visit(item, dx + (item.x ?? 0), dy + (item.y ?? 0), found);
        if (!item.tooltip || typeof item.tooltip !== "object") continue;
        const { x1, y1, x2, y2 } = item.bounds;
        found({ item, x1: x1 + dx, y1: y1 + dy, x2: x2 + dx, y2: y2 + dy });
      }
    }
  }

  const inkOf = (item) => (item.fill && item.fill !== "transparent" ? item.fill : item.stroke);

  /** Split the readout of one mark into its place and one row a value. */
  function told(item, guide) {
    const place = [];
    const rows = [];
    let series = null;
    for (const [name, text] of Object.entries(item.tooltip)) {
      if (name in guide.places) {
        place.push(guide.places[name] === "quantitative" ? `${name.trim()}: ${text}` : text);
      } else if (guide.series.includes(name)) series = text;
      else rows.push({ name: name.trim(), text, ink: guide.inks[name.trim()] ?? null });
    }
    if (series !== null) {
      const ink = guide.inks[series] ?? inkOf(item);
      rows.forEach((row, number) => {
        Object.assign(row, { name: number ? `${series}, ${row.name}` : series, ink });
      });
    }
    return { place: place.join(", "), rows };
  }

  const contradicts = (stop, rows) =>
    rows.some((row) => stop.rows.some((one) => one.name === row.name && one.text !== row.text));

  /** Put what a mark tells to the stop at its place, or make a new one. */
  function gather(stops, along, mark, guide) {
    const { place, rows } = told(mark.item, guide);
    const { x1, y1, x2, y2 } = mark;
    const at = (along === "y" ? (y1 + y2) / 2 : (x1 + x2) / 2).toFixed(1);
    let key = along === "xy" ? stops.size : place || at;
    // Two places may read alike where numbers are rounded.
    if (along !== "xy" && stops.has(key) && contradicts(stops.get(key), rows)) key = `${key} @ ${at}`;
    const stop = stops.get(key);
    if (!stop) {
      stops.set(key, { place, rows, x1, y1, x2, y2 });
      return;
    }
    for (const row of rows) {
      if (!stop.rows.some((one) => one.name === row.name)) stop.rows.push(row);
    }
    stop.x1 = Math.min(stop.x1, x1);
    stop.y1 = Math.min(stop.y1, y1);
    stop.x2 = Math.max(stop.x2, x2);
    stop.y2 = Math.max(stop.y2, y2);
  }

  /**
   * The views of a drawn figure: {along, x, y, width, height, stops}, in pixels of the drawing;
   * stops are {place, rows: [{name, text, ink}], x, y, x1, y1, x2, y2}, in reading order.
   */
  function panels(view, guide) {
    const root = view.scenegraph().root.items[0];
    return panelsOf(root).map((group, number) => {
      const along = guide.along[number] ?? "xy";
      const [x, y] = group === root ? [0, 0] : [group.x, group.y];
      const found = new Map();
      visit(group, x, y, (mark) => gather(found, along, mark, guide));
      const stops = [...found.values()].map((stop) => ({
        ...stop,
        x: (stop.x1 + stop.x2) / 2,
        y: (stop.y1 + stop.y2) / 2,
      }));
      if (along !== "xy") stops.sort((one, other) => one[along] - other[along]);
      return { along, x, y, width: group.width, height: group.height, stops };
    });
  }

  /** The stop nearest to a point of the drawing, with its view. */
  function nearest(all, x, y) {
    const away = (panel) => Math.max(panel.y - y, y - panel.y - panel.height, 0);
    const known = all.filter((panel) => panel.stops.length);
    if (!known.length) return null;
    const panel = known.reduce((best, one) => (away(one) < away(best) ? one : best));
    const far = {
      x: (stop) => Math.abs(stop.x - x),
      y: (stop) => Math.abs(stop.y - y),
      xy: (stop) => Math.hypot(stop.x - x, stop.y - y),
    }[panel.along];
    const stop = panel.stops.reduce((best, one) => (far(one) < far(best) ? one : best));
    return { panel, stop };
  }

  window.treasurybookStops = { panels, nearest };
})();
