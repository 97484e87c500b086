// Draws statements of the ledger by a seed, and lays them out as a paper to be written on: what
// each says and where it stands, and nothing of what became of it.
(() => {
  "use strict";

  const WHOLE = /^\d{1,15}$/; // a number keeps no more digits than these

  /**
   * The lot of a statement, the same in every browser (FNV-1a, stirred as in MurmurHash3). It hangs
   * on seed and id alone: what else is in the pot, and in which order, moves nobody's lot.
   */
  function lot(seed, id) {
    let mixed = 0x811c9dc5;
    for (const sign of `${seed}/${id}`) mixed = Math.imul(mixed ^ sign.codePointAt(0), 0x01000193);
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    return (mixed ^ (mixed >>> 16)) >>> 0;
  }

  const byId = (a, b) => (a.id < b.id ? -1 : 1);

  const counted = (rows) => `${rows.length} statement${rows.length === 1 ? "" : "s"}`;

  /** Rows with the lowest lots in the order of their ids, or none; and what is to be said of it. */
  function draw(rows, asked) {
    const [wanted, seed] = [Number(asked.draw), Number(asked.seed)];
    const isWhole = { draw: WHOLE.test(asked.draw) && wanted > 0, seed: WHOLE.test(asked.seed) };
    const none = (said) => ({ rows: [], said: `${said} Nothing is drawn.`, isWhole });
    if (!isWhole.draw) return none("How many must be a whole number, 1 or more.");
    if (!isWhole.seed) return none("The seed must be a whole number of at most 15 digits.");
    if (!rows.length) return none("The filters leave no statement.");
    const drawn = rows
      .map((row) => ({ row, id: row.cells[0], lot: lot(seed, row.cells[0]) }))
      .sort((a, b) => a.lot - b.lot || byId(a, b))
      .slice(0, wanted)
      .sort(byId)
      .map(({ row }) => row);
    const title = `${counted(drawn)}, drawn by seed ${seed}`;
    const all = wanted > rows.length ? " The filters leave no more: all are drawn." : "";
    const from = `Drawn from ${counted(rows)}`;
    return { rows: drawn, title, from, said: `${title}, of ${rows.length}.${all}`, isWhole };
  }

  const withText = (name, text) =>
    Object.assign(document.createElement(name), { textContent: text });

  /**
   * Fills the sheet with papers made from the blank one; `filters` says which are set, `about` holds
   * Chinese and place of each id.
   */
  function layOut(sheet, blank, { title, from, rows }, filters, about) {
    const list = document.createElement("ol");
    for (const { cells: [id, english] } of rows) {
      const paper = blank.content.cloneNode(true);
      const [chinese, place] = about[id] ?? ["", ""];
      for (const [part, text] of Object.entries({ id, english, chinese, place })) {
        paper.querySelector(`.tb-paper-${part}`).textContent = text;
      }
      list.append(paper);
    }
    const under = withText("p", `${from}${filters}.`);
    under.className = "tb-sheet-from";
    sheet.replaceChildren(withText("h2", title), under, list);
  }

  window.treasurybookDraw = { draw, layOut };
})();
