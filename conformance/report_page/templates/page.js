"use strict";
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const one = (selector, root = document) => root.querySelector(selector);

  // ---- light and dark: as the system has it, until the button is pressed
  const root = document.documentElement;
  const remembered = {
    get() { try { return localStorage.getItem("conformance-theme"); } catch { return null; } },
    set(theme) { try { localStorage.setItem("conformance-theme", theme); } catch { /* a page that may not store goes without */ } },
  };
  const isDark = () => (root.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  if (["light", "dark"].includes(remembered.get())) root.dataset.theme = remembered.get();
  one("#theme").addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    remembered.set(root.dataset.theme);
  });

  // ---- the filter: words, all of which must be there, and a verdict
  const words = one("#filter"), verdict = one("#verdict"), found = one("#found");
  const texts = new Map();
  const textOf = (element) => {
    if (!texts.has(element)) texts.set(element, element.textContent.toLowerCase());
    return texts.get(element);
  };
  const unfoldedByFilter = new Set();

  function filter() {
    const wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean);
    const verdicts = verdict.value.split(" ").filter(Boolean);
    const says = (...elements) => wanted.every((word) => elements.some((element) => element && textOf(element).includes(word)));
    const isOf = (given) => !verdicts.length || verdicts.some((each) => given.split(" ").includes(each));
    const isActive = wanted.length > 0 || verdicts.length > 0;
    const counts = { clauses: 0, cases: 0, counterexamples: 0, ops: 0 };

    for (const example of all(".counterexample")) {
      example.hidden = !(isOf("disagree") && says(example));
      counts.counterexamples += !example.hidden;
    }
    const seen = new Set();
    for (const chapter of all(".chapter")) {
      let shown = 0;
      const chapterName = one(".chapter-name", chapter);
      for (const clause of all(".clause", chapter)) {
        const heading = one(":scope > summary", clause), rule = one(":scope > .rule", clause);
        const cases = all(".case", clause);
        let matching = 0;
        for (const each of cases) {
          each.hidden = !(isOf(each.dataset.verdict) && says(chapterName, heading, rule, each));
          if (each.hidden) continue;
          matching += 1;
          counts.cases += 1;
        }
        clause.hidden = isActive && !matching && !(!verdicts.length && says(chapterName, heading, rule));
        shown += !clause.hidden;
        counts.clauses += !clause.hidden;
        if (!clause.hidden) seen.add(clause.id);
      }
      chapter.hidden = isActive && !shown;
      if (isActive && shown && !chapter.open) { chapter.open = true; unfoldedByFilter.add(chapter); }
      if (!isActive && unfoldedByFilter.has(chapter)) { chapter.open = false; unfoldedByFilter.delete(chapter); }
    }
    for (const table of all(".chapter-matrix")) {
      const rows = all("tr", table);
      for (const row of rows) row.hidden = isActive && !seen.has(one("th", row).textContent);
      table.hidden = rows.every((row) => row.hidden);
    }
    for (const row of all("#ops tbody tr")) {
      row.hidden = !(isOf(row.dataset.verdicts) && says(one("th", row)));
      counts.ops += !row.hidden;
    }
    for (const [id, count] of [["#counterexamples", counts.counterexamples], ["#ops", counts.ops]]) {
      if (one(id)) one(id).hidden = isActive && !count;
    }
    found.hidden = !isActive;
    found.textContent = Object.entries(counts).map(([what, count]) => `${count} ${what}`).join(", ");
  }
  let waiting = 0;
  words.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(filter, 120); });
  verdict.addEventListener("change", filter);
  const clear = () => { words.value = ""; verdict.value = ""; filter(); };
  document.addEventListener("keydown", (event) => {
    const typing = event.target instanceof Element && event.target.matches("input, select, textarea");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      words.focus();
      words.select();
    } else if (event.key === "Escape" && (typing || !found.hidden)) {
      clear();
      if (typing) event.target.blur();
    }
  });

  // ---- links to what is folded away or filtered out
  function reveal() {
    let id = "";
    try { id = decodeURIComponent(location.hash.slice(1)); } catch { return; }
    const target = id && document.getElementById(id);
    if (!target) return;
    if (target.closest("[hidden]")) clear();
    for (let each = target; each; each = each.parentElement) if (each instanceof HTMLDetailsElement) each.open = true;
    target.scrollIntoView();
  }
  addEventListener("hashchange", reveal);
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    if (link && link.hash === location.hash) reveal();
  });
  reveal();

  // ---- buttons
  for (const button of all("[data-unfold]")) button.addEventListener("click", () => { for (const each of all(button.dataset.unfold)) each.open = true; });
  for (const button of all("[data-fold]")) button.addEventListener("click", () => { for (const each of all(button.dataset.fold)) each.open = false; });
  async function copy(text) {
    try { await navigator.clipboard.writeText(text); return true; } catch { /* not allowed for files in some browsers */ }
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
  for (const button of all(".copy")) {
    button.addEventListener("click", async () => {
      button.textContent = (await copy(button.dataset.copy)) ? "Copied" : "Not allowed";
      setTimeout(() => { button.textContent = "Copy"; }, 1500);
    });
  }

  // ---- tables in any order
  for (const table of all(".sortable")) {
    const body = one("tbody", table), heads = all("thead th", table);
    const value = (row, column) => {
      const cell = row.cells[column];
      return cell.matches(".n, .share") ? Number(cell.dataset.value ?? cell.textContent) : cell.textContent;
    };
    heads.forEach((head, column) => one("button", head).addEventListener("click", () => {
      const falls = head.getAttribute("aria-sort") === "none" ? head.matches(".n") : head.getAttribute("aria-sort") === "ascending";
      for (const each of heads) each.setAttribute("aria-sort", "none");
      head.setAttribute("aria-sort", falls ? "descending" : "ascending");
      const compare = (a, b) => (typeof a === "number" ? a - b : a.localeCompare(b));
      const rows = all("tr", body).sort((a, b) => compare(value(a, column), value(b, column)) * (falls ? -1 : 1));
      body.append(...rows);
    }));
  }

  // ---- the matrix: the name of the case that is pointed at, in all rows in which it stands
  const matrix = one(".matrix"), pointed = one("#pointed");
  const nameOf = (number) => {
    const item = document.getElementById(`case-${number}`);
    const line = item && (one("summary", item) || item);
    return line ? line.textContent.trim() : "";
  };
  matrix.addEventListener("pointerover", (event) => {
    const number = event.target.dataset?.c;
    for (const each of all(".pointed", matrix)) each.classList.remove("pointed");
    pointed.textContent = number === undefined ? "\u00a0" : nameOf(number);
    if (number !== undefined) for (const each of all(`[data-c="${number}"]`, matrix)) each.classList.add("pointed");
  });
  matrix.addEventListener("click", (event) => {
    if (event.target.dataset?.c !== undefined) location.hash = `case-${event.target.dataset.c}`;
  });

  // ---- on paper everything that matters is unfolded
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = all("details.counterexample, details.chapter").filter((each) => !each.open);
    for (const each of folded) each.open = true;
  });
  addEventListener("afterprint", () => { for (const each of folded) each.open = false; });
})();
