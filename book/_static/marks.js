// Marks the words of a search on the page that it led to: whole words, as they were typed. Sphinx
// marks every place where their letters occur.
(() => {
  "use strict";

  const STORED = "sphinx_highlight_terms"; // where the search page leaves the words
  const HAN = "[\\u3400-\\u4dbf\\u4e00-\\u9fff]";
  const WORD = `(?!${HAN})[\\p{Letter}\\p{Number}_]`;
  const UNTOUCHED = "script, style, svg, math, button, select, textarea, .highlighted";

  /** Chinese has no spaces, so that a term ends anywhere; other words end where no letter follows. */
  function whole(term) {
    const literal = term.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    return `(?<!${WORD})(?=${WORD})${literal}(?!${WORD})|(?=${HAN})${literal}`;
  }

  function mark(root, terms) {
    if (!terms.length) return;
    const pattern = new RegExp(terms.map(whole).join("|"), "giu");
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const texts = [];
    while (walker.nextNode()) texts.push(walker.currentNode);
    for (const text of texts) {
      if (text.parentElement?.closest(UNTOUCHED)) continue;
      // from the last to the first, so that the places of the others stay as they are
      for (const found of [...text.data.matchAll(pattern)].reverse()) {
        const range = new Range();
        range.setStart(text, found.index);
        range.setEnd(text, found.index + found[0].length);
        const span = document.createElement("span");
        span.className = "highlighted";
        range.surroundContents(span);
      }
    }
  }

  SphinxHighlight.highlightSearchWords = () => {
    const address = new URL(location);
    const words = localStorage.getItem(STORED) ?? address.searchParams.get("highlight") ?? "";
    localStorage.removeItem(STORED);
    mark(document.querySelector("article.bd-article"), words.split(/\s+/).filter(Boolean));
  };

  window.treasurybookMarks = { STORED, mark };
})();
