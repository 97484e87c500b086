/*
 * The values behind a figure as a table: a row a date, a column a series, written as the readout
 * writes them. Made when a reader asks for it.
 */
(function () {
  "use strict";

  const MOST_ROWS = 500; // newest; what is longer is in the file of data

  function tableOf(panel, number, count) {
    const stops = panel.stops.slice(-MOST_ROWS);
    const names = [...new Set(stops.flatMap((stop) => stop.rows.map((row) => row.name)))];
    const table = document.createElement("table");
    const left = panel.stops.length - stops.length;
    const about = [
      count > 1 ? `Part ${number + 1} of ${count}` : "",
      left ? `The last ${MOST_ROWS} of ${panel.stops.length} rows; all are in the data (CSV)` : "",
    ].filter(Boolean);
    if (about.length) table.createCaption().textContent = `${about.join(". ")}.`;
    const head = table.createTHead().insertRow();
    const placed = stops.some((stop) => stop.place);
    for (const name of placed ? ["", ...names] : names) {
      const cell = document.createElement(name ? "th" : "td"); // an empty header says nothing
      cell.textContent = name;
      if (name) cell.scope = "col";
      head.append(cell);
    }
    const body = table.createTBody();
    for (const stop of stops) {
      const row = body.insertRow();
      if (placed) {
        const cell = document.createElement("th");
        cell.scope = "row";
        cell.textContent = stop.place;
        row.append(cell);
      }
      const texts = new Map(stop.rows.map(({ name, text }) => [name, text]));
      for (const name of names) row.insertCell().textContent = texts.get(name) ?? "";
    }
    return table;
  }

  /** Show or hide the table of a figure. */
  function toggle(button) {
    const figure = button.closest("figure.tb-chart");
    const shown = figure.querySelector(".tb-chart-values");
    button.setAttribute("aria-expanded", String(!shown));
    if (shown) return shown.remove();
    const box = document.createElement("div");
    box.className = "tb-chart-values tb-scroll";
    box.tabIndex = 0; // so that arrow keys scroll it
    box.setAttribute("role", "region");
    box.setAttribute("aria-label", figure.querySelector(".tb-chart-title").textContent);
    const panels = window.treasurybookReadout.told(figure);
    box.append(...panels.map((panel, number) => tableOf(panel, number, panels.length)));
    button.closest(".tb-chart-source").after(box);
  }

  for (const button of document.querySelectorAll("button.tb-chart-tell")) {
    button.addEventListener("click", () => toggle(button));
  }
})();
