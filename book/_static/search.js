// Mends Sphinx's search where readers run into it: what is looked up besides pages stands above
// them, an object is found by its whole name alone, words that every script object knows can be
// looked for, and marks are whole words.
(() => {
  "use strict";

  const { STORED, mark } = window.treasurybookMarks;
  const { performSearch, _parseQuery, performObjectSearch, performTermsSearch, makeSearchSummary } = Search;
  let marked = [];

  /** The words as typed, without signs around them and without those that stand in every text. */
  function typedWords(query) {
    const words = query
      .toLowerCase()
      .split(/\s+/)
      .map((word) => word.replace(/^[^\p{Letter}\p{Number}]+|[^\p{Letter}\p{Number}]+$/gu, ""));
    return [...new Set(words)].filter(
      (word) => (word.length > 1 || /\p{Script=Han}/u.test(word)) && !stopwords.includes(word),
    );
  }

  Search.performSearch = (query) => {
    window.treasurybookLookup.show(query);
    return performSearch(query);
  };

  Search._parseQuery = (query) => {
    const [typed, words, excluded, , objects] = _parseQuery(query);
    marked = typedWords(query);
    localStorage.setItem(STORED, marked.join(" "));
    return [typed, words, excluded, new Set(), objects];
  };

  Search.makeSearchSummary = (...page) => {
    const summary = makeSearchSummary(...page);
    if (summary) mark(summary, marked);
    return summary;
  };

  Search.performObjectSearch = (name, names) =>
    performObjectSearch(name, names).filter(([, found]) => found.toLowerCase() === name);

  // Sphinx looks words up in plain objects, which know "constructor" and "__proto__" by birth. All
  // words are in lower case, so the one method that it calls cannot be mistaken for a word.
  const bare = Object.assign(Object.create(null), {
    hasOwnProperty: Object.prototype.hasOwnProperty,
  });
  Search.performTermsSearch = (...words) => {
    for (const name of ["terms", "titleterms"]) Object.setPrototypeOf(Search._index[name], bare);
    return performTermsSearch(...words);
  };
})();
