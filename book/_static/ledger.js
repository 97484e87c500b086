// Searches, filters, sorts and turns the pages of the ledger, and opens its rows. Without this
// script the table is complete and its controls are hidden. How statements are drawn for an
// examination stands in ledger-draw.js.
//
// The rows are taken out of the page and put back fifty at a time. What the fields say stands in
// the address, so that a selection can be passed on as a link. What an opened row says comes with
// a script, since a page that was opened from a folder may load one but fetch nothing.
(() => {
  "use strict";

  const A_PAGE = 50;
  const FACETS = ["document", "lesson", "kind", "basis", "firmness"];
  const BY_OUTCOME = ["poor", "fair", "good", "none"];
  const COLUMNS = ["id", "statement", "document_says", "recomputed_then", "then_on", "recomputed_now",
    "difference", "miss", "verdict", "firmness"]; // prettier-ignore
  const IN_EXAM = 3; // columns of the table, and of what is downloaded, that an examination shows
  const PRINTED = ["document", "lesson", "kind", "basis"]; // filters that tell nothing of verdicts
  const HEADS = { 0: "", 5: "miss", 6: "outcome" }; // column -> the order that its head sorts by

  window.treasurybookDetails = {};

  const loaded = new Map();
  function load(address) {
    if (!loaded.has(address)) {
      loaded.set(address, new Promise((ready, failed) => {
        const script = Object.assign(document.createElement("script"), { src: address });
        script.addEventListener("load", ready);
        script.addEventListener("error", failed);
        document.head.append(script);
      })); // prettier-ignore
    }
    return loaded.get(address);
  }

  /** What a row says, in the columns of a download. */
  function cellsOf(tr) {
    const cells = [...tr.cells].map((cell) => {
      const aside = cell.querySelector("small")?.textContent ?? "";
      const own = [...cell.childNodes].find((node) => node.nodeType === Node.TEXT_NODE);
      return [(own ?? cell).textContent.trim(), aside];
    });
    const verdict = tr.querySelector(".tb-verdict").lastChild.textContent.trim();
    const [id, statement, said, then, now, gap] = cells;
    const firm = tr.querySelector(".tb-firm")?.textContent ?? "";
    return [id[0], statement[0], said[0], ...then, now[0], ...gap, verdict, firm];
  }

  function read(tr, place) {
    const cells = cellsOf(tr);
    const facets = { ...tr.dataset };
    return {
      tr,
      place,
      cells,
      facets,
      miss: Number(facets.miss),
      text: tr.textContent.toLowerCase(),
      exam: cells.slice(0, IN_EXAM).join(" ").toLowerCase(),
    };
  }

  /** The row as an examination shows it: nothing in it tells the verdict. */
  function withoutVerdict({ tr, cells }) {
    const copy = tr.cloneNode(true);
    for (const name of Object.keys(copy.dataset)) delete copy.dataset[name];
    [...copy.cells].slice(IN_EXAM).forEach((cell) => cell.remove());
    copy.cells[0].textContent = cells[0];
    return copy;
  }

  /** Whether a row is left by the filters; those that know verdicts are silent in a blind state. */
  function fits(row, state, { outcomes = true } = {}) {
    if (outcomes && state.outcome.length && !state.outcome.includes(row.facets.outcome)) return false;
    for (const name of FACETS) {
      const wanted = state[name];
      const has = row.facets[name];
      const within = name === "lesson" && has.startsWith(`${wanted}.`);
      if (wanted && has !== wanted && !within) return false;
    }
    const text = state.isBlind ? row.exam : row.text;
    return state.words.every((word) => text.includes(word) || row.chinese?.includes(word));
  }

  function ordered(rows, sort) {
    const by = {
      miss: (a, b) => b.miss - a.miss,
      outcome: (a, b) =>
        BY_OUTCOME.indexOf(a.facets.outcome) - BY_OUTCOME.indexOf(b.facets.outcome),
      firmness: (a, b) => a.facets.kept - b.facets.kept,
    }[sort];
    return by ? [...rows].sort((a, b) => by(a, b) || a.place - b.place) : rows;
  }

  const quoted = (text) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

  const WRITERS = {
    csv: (columns, rows) => [
      "text/csv",
      `\ufeff${[columns, ...rows].map((row) => row.map(quoted).join(",")).join("\r\n")}\r\n`,
    ],
    json: (columns, rows) => [
      "application/json",
      JSON.stringify(
        rows.map((row) => Object.fromEntries(row.map((cell, n) => [columns[n], cell]))),
        null,
        1,
      ),
    ],
  };

  function startLedger(section) {
    const form = section.querySelector(".tb-ledger-controls");
    const count = section.querySelector(".tb-ledger-count");
    const table = section.querySelector("table");
    const body = table.tBodies[0];
    const pager = section.querySelector(".tb-pager");
    const sheet = section.querySelector(".tb-sheet");
    const blank = section.querySelector("template");
    const exam = form.elements.namedItem("exam");
    const drawing = form.querySelector("#tb-drawing");
    const answers = form.querySelector(".tb-draw-answers");
    const root = section.dataset.root;
    const rows = [...body.rows].map(read);
    let page = 0;
    let shown = rows;
    let lots; // what was drawn, if anything was asked for
    let state;

    /** What the form says. A draw with its answers must be the one without: both are blind. */
    function readState() {
      const isBlind = exam.checked || drawing.checked;
      form.querySelector(".tb-draw").disabled = !drawing.checked;
      for (const part of form.querySelectorAll(".tb-chips, #tb-sort, #tb-firmness")) {
        part.disabled = isBlind; // and so not among the data
      }
      const data = new FormData(form);
      return {
        ...Object.fromEntries([...FACETS, "q", "draw", "seed"].map((n) => [n, data.get(n)])),
        sort: data.get("sort") ?? "",
        exam: exam.checked,
        isBlind,
        outcome: data.getAll("outcome"),
        words: data.get("q").toLowerCase().split(/\s+/).filter(Boolean),
      };
    }

    function apply({ keepPage = false } = {}) {
      state = readState();
      if (/\p{Script=Han}/u.test(state.q)) learnChinese();
      const left = rows.filter((row) => fits(row, state));
      lots = drawing.checked ? window.treasurybookDraw.draw(left, state) : undefined;
      shown = lots?.rows ?? ordered(left, state.sort);
      for (const name of ["draw", "seed"]) {
        form.elements.namedItem(name).ariaInvalid = String(lots?.isWhole[name] === false);
      }
      if (!keepPage) page = 0;
      countOutcomes();
      table.classList.toggle("tb-exam", state.exam);
      laySheet();
      show();
    }

    /** Puts a draw without verdicts on a sheet, in the place of the table. */
    async function laySheet() {
      const drawn = lots;
      const isLaid = Boolean(state.exam && drawn?.title);
      sheet.hidden = answers.hidden = !isLaid;
      table.hidden = isLaid;
      if (!isLaid) return;
      answers.href = `#${address({ exam: "off" })}`;
      const lay = () => {
        const about = window.treasurybookPapers ?? {};
        window.treasurybookDraw.layOut(sheet, blank, drawn, filtersInWords(), about);
      };
      lay();
      if (!window.treasurybookPapers) {
        await load(`${root}handouts/papers.js`);
        if (lots === drawn) lay();
      }
    }

    function filtersInWords() {
      const said = PRINTED.map((name) => form.elements.namedItem(name))
        .filter((field) => field.value)
        .map((field) => `${field.labels[0].textContent}: ${field.selectedOptions[0].text}`);
      if (state.words.length) said.push(`Search: ${state.q}`);
      return said.length ? ` (${said.join("; ")})` : "";
    }

    function countOutcomes() {
      const tally = {};
      for (const row of rows) {
        if (fits(row, state, { outcomes: false })) {
          tally[row.facets.outcome] = (tally[row.facets.outcome] ?? 0) + 1;
        }
      }
      for (const chip of form.querySelectorAll(".tb-chip")) {
        const n = tally[chip.querySelector("input").value] ?? 0;
        chip.querySelector("output").textContent = state.isBlind ? "" : n;
      }
    }

    function show(all = false) {
      const pages = Math.max(1, Math.ceil(shown.length / A_PAGE));
      page = Math.min(Math.max(page, 0), pages - 1);
      const first = all ? 0 : page * A_PAGE;
      const some = all ? shown : shown.slice(first, first + A_PAGE);
      body.replaceChildren(...some.map((row) => (state.exam ? withoutVerdict(row) : row.tr)));
      const of = shown.length < rows.length ? ` of ${rows.length}` : "";
      const part = pages > 1 && !all ? `, ${first + 1} to ${first + some.length} shown` : "";
      count.textContent = lots?.said ?? `${shown.length}${of} statements${part}`;
      pager.hidden = pages < 2 || !sheet.hidden;
      pager.querySelector("span").textContent = `Page ${page + 1} of ${pages}`;
      pager.querySelector('[data-turn="-1"]').disabled = page === 0;
      pager.querySelector('[data-turn="1"]').disabled = page === pages - 1;
      for (const [column, sort] of Object.entries(HEADS)) {
        const order = sort === "miss" ? "descending" : "ascending";
        table.tHead.rows[0].cells[column].ariaSort = state.sort === sort ? order : null;
      }
    }

    /** What the address says; a draw whose answers are shown says so, for it is blind else. */
    function address(other = {}) {
      const said = new URLSearchParams();
      for (const [name, value] of new FormData(form)) {
        if (value || name === "draw" || name === "seed") said.append(name, value);
      }
      if (drawing.checked && !exam.checked) said.set("exam", "off");
      if (page) said.set("page", page + 1);
      for (const [name, value] of Object.entries(other)) said.set(name, value);
      return said;
    }

    function remember() {
      history.replaceState(null, "", `#${address()}`);
    }

    function recall() {
      const said = new URLSearchParams(location.hash.slice(1));
      for (const field of form.elements) {
        if (field.type === "checkbox") field.checked = said.getAll(field.name).includes(field.value);
        else if (field.name) field.value = said.get(field.name) ?? field.defaultValue ?? "";
      }
      drawing.checked = said.has("draw");
      exam.checked ||= drawing.checked && said.get("exam") !== "off";
      page = Number(said.get("page") ?? 1) - 1 || 0;
      const named = /^#claim-([A-Z]-\d+)$/.exec(location.hash)?.[1];
      const at = named ? rows.findIndex((row) => row.cells[0] === named) : -1;
      if (at >= 0) page = Math.floor(at / A_PAGE);
      apply({ keepPage: true });
      if (at >= 0) rows[at].tr.scrollIntoView({ block: "center" });
    }

    /** The statements in Chinese, and the terms of the glossary that their English holds. */
    async function learnChinese() {
      if (rows[0].chinese !== undefined) return;
      await load(`${root}statements/lookup.js`);
      const { statements, terms } = window.treasurybookLookup;
      const found = new Map(
        statements.map(([id, , , has, zh]) => [id, [zh, ...has.map((n) => terms[n][2])].join(" ")]),
      );
      for (const row of rows) row.chinese = (found.get(row.cells[0]) ?? "").toLowerCase();
      apply({ keepPage: true });
    }

    async function toggle(button) {
      const { tr, cells } = rows.find((row) => row.tr.contains(button));
      const id = button.getAttribute("aria-controls");
      const isOpen = button.ariaExpanded === "true";
      button.ariaExpanded = String(!isOpen);
      if (isOpen) {
        document.getElementById(id)?.remove();
        return;
      }
      await load(`${root}statements/details/${cells[0].slice(0, 3)}.js`);
      if (!tr.isConnected || document.getElementById(id)) return;
      const more = tr.ownerDocument.createElement("tr");
      more.id = id;
      more.className = "tb-ledger-more";
      const cell = more.insertCell();
      cell.colSpan = tr.cells.length;
      const range = document.createRange();
      cell.append(range.createContextualFragment(window.treasurybookDetails[cells[0]]));
      tr.after(more);
    }

    function download(kind) {
      const columns = state.exam ? COLUMNS.slice(0, IN_EXAM) : COLUMNS;
      const [type, text] = WRITERS[kind](
        columns,
        shown.map(({ cells }) => cells.slice(0, columns.length)),
      );
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([text], { type }));
      link.download = `treasuries-recomputed-statements.${kind}`;
      link.click();
      URL.revokeObjectURL(link.href);
    }

    function addButtons() {
      for (const { tr, cells } of rows) {
        const button = document.createElement("button");
        button.type = "button";
        button.className = "tb-open";
        button.ariaExpanded = "false";
        button.setAttribute("aria-controls", `more-${cells[0]}`);
        button.ariaLabel = `Test, definition and evidence of ${cells[0]}`;
        tr.cells[0].prepend(button);
      }
      for (const [column, sort] of Object.entries(HEADS)) {
        const head = table.tHead.rows[0].cells[column];
        const button = document.createElement("button");
        button.type = "button";
        button.className = "tb-sort";
        button.append(...head.childNodes);
        button.addEventListener("click", () => {
          form.elements.namedItem("sort").value = sort;
          apply();
          remember();
        });
        head.append(button);
      }
    }

    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("input", ({ target }) => {
      if (target === drawing && drawing.checked) exam.checked = true;
      apply();
      remember();
    });
    // The fields are emptied only after the event of the reset button.
    form.addEventListener("reset", () => setTimeout(() => { apply(); remember(); }));
    section.addEventListener("click", (event) => {
      const { target } = event;
      if (target.dataset?.turn) {
        page += Number(target.dataset.turn);
        show();
        remember();
        section.scrollIntoView();
      } else if (target.dataset?.draw === "print") print();
      else if (target.dataset?.draw === "next") {
        const seed = form.elements.namedItem("seed");
        seed.value = lots.isWhole.seed ? Number(seed.value) + 1 : 1;
        apply();
        remember();
      } else if (target.dataset?.download) download(target.dataset.download);
      else if (target.classList?.contains("tb-open")) toggle(target);
    });
    window.addEventListener("hashchange", recall);
    window.addEventListener("beforeprint", () => show(true));
    window.addEventListener("afterprint", () => show());
    if (matchMedia("(max-width: 60rem)").matches) form.querySelector("details").open = false;
    new ResizeObserver(() => {
      section.style.setProperty("--tb-controls", `${form.offsetHeight}px`);
    }).observe(form);
    addButtons();
    form.hidden = false;
    section.classList.add("tb-live");
    recall();
  }

  document.querySelectorAll(".tb-ledger").forEach(startLedger);
})();
