// Puts what the search page finds besides pages above its results: entries of the glossary, lessons
// by their key terms, and statements by id, by number as printed, in English and in Chinese.
(() => {
  "use strict";

  const MOST = 30;
  const { glossary, terms, lessons, statements } = window.treasurybookLookup;

  /** Whole words, and numbers with all their digits; Chinese has no spaces between words. */
  function pattern(word) {
    const literal = word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    if (/\p{Script=Han}/u.test(word)) return new RegExp(literal, "u");
    return new RegExp(`(?<![\\p{Letter}\\p{Number}.,])${literal}s?(?![\\p{Letter}\\p{Number}]|[.,]\\d)`, "iu");
  }

  /** Terms of the glossary and of lessons are found as one phrase, statements by all words. */
  function find(query) {
    const typed = query.trim();
    const words = typed.split(/\s+/).filter((word) => /[\p{Letter}\p{Number}]/u.test(word));
    if (!words.length) return [];
    const patterns = words.map(pattern);
    const all = (text) => patterns.every((one) => one.test(text));
    const whole = pattern(typed);
    const isId = /^[a-z]-\d{3}$/i.test(typed);
    const named = isId ? [] : terms.filter(([, name, chinese]) => whole.test(name) || whole.test(chinese));
    // a lesson names its key terms in one script, and the glossary has them in both
    const same = new Set(named.flatMap(([, name, chinese]) => [...name.split(" / "), ...chinese.split(" ")].map((one) => one.toLowerCase())));
    const taught = isId ? [] : lessons.filter(([, title, keys]) =>
      whole.test(title) || keys.some((key) => whole.test(key) || same.has(key.toLowerCase())),
    );
    const made = statements.filter(([id, words, said, has, zh]) =>
      isId
        ? id === typed.toUpperCase()
        : all(`${words} ${said} ${zh} ${has.map((n) => terms[n][2]).join(" ")}`),
    );
    return [
      ["Glossary", named.map(([anchor, name, zh]) => [`${glossary}#${anchor}`, name, "", zh])],
      ["Lessons", taught.map(([address, title]) => [address, title, "", ""])],
      ["Statements", made.map(([id, words, said]) => [`statements/${id}.html`, id, words, said])],
    ].filter(([, found]) => found.length);
  }

  function element(name, text, ...parts) {
    const made = document.createElement(name);
    if (text) made.textContent = text;
    made.append(...parts);
    return made;
  }

  function item([address, title, text, aside]) {
    const link = element("a", title);
    link.href = address;
    return element("li", "", link, ` ${text} `, ...(aside ? [element("small", aside)] : []));
  }

  function show(query) {
    document.getElementById("lookup-results")?.remove();
    const box = element("section");
    box.id = "lookup-results";
    for (const [name, found] of find(query)) {
      box.append(element("h2", `${name} (${found.length})`));
      const list = element("ul", "", ...found.slice(0, MOST).map(item));
      if (found.length > MOST) {
        const all = `book/ledger.html#${new URLSearchParams({ q: query })}`;
        list.append(item([all, `All ${found.length} in the ledger`, "", ""]));
      }
      box.append(list);
    }
    document.getElementById("search-results").before(box);
  }

  window.treasurybookLookup.show = show;
})();
