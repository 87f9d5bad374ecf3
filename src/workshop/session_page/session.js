"use strict";
(() => {
  // Letters of the labels: one key each.
  const KEYS = {
    title: "t", lead: "l", body: "b", caption: "c", credit: "r", byline: "y", date: "a", section: "i", tags: "g", related: "e",
    promo: "p", share: "h", comment: "m", classified: "f", nav: "n", consent: "o", legal: "w", meta: "d", ad: "v", other: "x",
  };
  const at = (id) => document.getElementById(id);
  let state = null;
  let page = 0;
  let blocks = [];
  let current = 0;
  let label = null;
  let proposals = [];
  let chosen = 0;
  // The change that is shown and not made.
  let pending = null;
  // What the keys mean: blocks, labels, proposals.
  let mode = "blocks";
  let asked = 0;

  function element(name, text, kind) {
    const made = document.createElement(name);
    if (text !== undefined) made.textContent = text;
    if (kind) made.className = kind;
    return made;
  }

  function say(text, kind) {
    at("message").textContent = text;
    at("message").className = kind || "";
  }

  async function ask(path, sent) {
    const how = sent === undefined ? {} : {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(sent),
    };
    let answer;
    try {
      answer = await fetch(path, how);
    } catch {
      say("The workshop has ended: start it again in the terminal.", "bad");
      return null;
    }
    if (answer.ok) return { value: await answer.json() };
    const text = await answer.text();
    let told = { fault: text, details: [] };
    try { told = JSON.parse(text); } catch { /* a refusal in plain words */ }
    const details = told.details.map((one) => one.help ? `${one.message} (${one.help})` : one.message);
    say([told.fault, ...details].join(" | "), "bad");
    return null;
  }

  async function refresh() {
    const told = await ask("state");
    if (!told) return;
    state = told.value;
    at("file").textContent = `${state.outlet} — ${state.file}${state.unsaved ? " (not saved)" : ""}`;
    document.title = `${state.unsaved ? "* " : ""}${state.outlet} - rule workshop`;
    const [ours, generic] = state.tests || [];
    at("tests").textContent = ours
      ? `${ours.n_pages} pages kept as right: ${ours.n_exact} exact, word-F1 ${ours.f1.toFixed(3)}; without rules ${generic.f1.toFixed(3)}`
      : "No page is kept as right yet.";
    document.querySelector("[data-do=undo]").title = state.undo || "nothing to undo";
    document.querySelector("[data-do=redo]").title = state.redo || "nothing to do again";
    showPages();
    await showBlocks();
  }

  // What all names begin with tells nothing.
  function shared() {
    const names = state.pages.map((one) => one.id);
    let n = names[0].lastIndexOf("/") + 1;
    while (n > 0 && !names.every((name) => name.startsWith(names[0].slice(0, n)))) n = names[0].lastIndexOf("/", n - 2) + 1;
    return n;
  }

  function showPages() {
    const cut = shared();
    const list = state.pages.map((one, number) => {
      const button = element("button", one.id.slice(cut));
      button.title = one.id;
      button.type = "button";
      button.setAttribute("aria-current", number === page);
      const gold = { right: ", right", differs: ", differs from what was kept", no: "" }[one.gold];
      const told = one.layout ? one.layout + gold : `unknown${gold}`;
      const kind = one.gold === "differs" ? "bad" : one.gold === "right" ? "good" : one.is_ours ? "" : "warn";
      button.append(element("span", `${told}; ${one.n_words} words`, `faint ${kind}`));
      if (one.warnings.length) button.append(element("span", one.warnings.join(", "), "faint warn"));
      button.addEventListener("click", () => open(number));
      return button;
    });
    at("pages").replaceChildren(...list);
  }

  async function open(number) {
    page = Math.min(Math.max(number, 0), state.pages.length - 1);
    current = 0;
    leave();
    showPages();
    at("pages").children[page].scrollIntoView({ block: "nearest" });
    at("original").src = `original/${page}`;
    await showBlocks();
  }

  async function showBlocks() {
    const mine = page;
    const told = await ask(`blocks/${page}`);
    if (!told || mine !== page) return;
    blocks = told.value;
    const list = blocks.map((one, number) => {
      const made = element("div", undefined, `block ${one.kept ? "kept" : "dropped"}`);
      made.append(element("span", one.rule ? `${one.label} · ${one.rule.split("/").pop()}` : one.label, "tag"), one.text);
      made.tabIndex = -1;
      made.addEventListener("click", () => { point(number); label = null; choose(); });
      return made;
    });
    at("blocks").replaceChildren(...list);
    point(Math.min(current, blocks.length - 1));
  }

  function point(number) {
    const list = at("blocks").children;
    if (list[current]) list[current].setAttribute("aria-current", "false");
    current = Math.max(number, 0);
    const one = blocks[current];
    if (!one) return;
    list[current].setAttribute("aria-current", "true");
    list[current].scrollIntoView({ block: "nearest" });
    const facts = element("dl");
    const rows = [
      ["label", `${one.label} (${one.kept ? "kept" : "dropped"})`], ["decided by", one.tier], ["rule", one.rule],
      ["file", one.place], ["probability of being content", one.probability], ["element", one.element],
    ];
    for (const [name, value] of rows) {
      if (value === null || value === undefined) continue;
      facts.append(element("dt", name), element("dd", String(value), "mono"));
    }
    at("facts").replaceChildren(facts);
  }

  function show(...ids) {
    for (const id of ["labels", "proposals", "effect", "editor"]) at(id).hidden = !ids.includes(id);
  }

  function leave() {
    mode = "blocks";
    pending = null;
    asked += 1;
    show();
    document.activeElement.blur();
  }

  // First step: what is the block?
  function choose() {
    if (!blocks[current]) return;
    mode = "labels";
    pending = null;
    at("pointed").textContent = blocks[current].text.slice(0, 200);
    const list = state.labels.map((name) => {
      const button = element("button");
      button.type = "button";
      button.append(element("kbd", KEYS[name] || ""), ` ${name}`);
      button.addEventListener("click", () => propose(name));
      return button;
    });
    at("choices").replaceChildren(...list);
    show("labels");
  }

  // Second step: what would find it?
  async function propose(name) {
    label = name;
    const told = await ask("propose", { page, block: blocks[current].block, label });
    if (!told) return;
    proposals = told.value;
    if (!proposals.length) {
      say("No element and no words would find this block.", "warn");
      return;
    }
    mode = "proposals";
    show("proposals", "effect");
    const list = proposals.map((one, number) => {
      const made = element("li");
      const [key, value] = Object.entries(one.test)[0];
      made.append(element("code", `${key} ${value}`), element("div",
        `${one.n_pages} of ${one.of_pages} pages, ${one.n_blocks} blocks` +
        (one.n_against ? `; ${one.n_against} speak against it` : ""), one.n_against ? "warn" : "faint"));
      made.addEventListener("click", () => pick(number));
      return made;
    });
    at("tests-found").replaceChildren(...list);
    await pick(0);
  }

  async function pick(number) {
    chosen = Math.min(Math.max(number, 0), proposals.length - 1);
    Array.from(at("tests-found").children).forEach((made, place) => {
      made.setAttribute("aria-current", place === chosen);
      for (const old of made.querySelectorAll("ul")) old.remove();
    });
    const one = proposals[chosen];
    const made = at("tests-found").children[chosen];
    const examples = (title, lines) => {
      if (!lines.length) return;
      const list = element("ul");
      list.append(element("li", title, "faint"));
      for (const line of lines.slice(0, 3)) {
        list.append(element("li", `${line.kept ? "kept" : line.label}: ${line.text.slice(0, 140)}`));
      }
      made.append(list);
    };
    examples("claims", one.claims);
    examples("only just leaves alone", one.near);
    made.scrollIntoView({ block: "nearest" });
    await consider({ change: "rule", page, block: blocks[current].block, label, test: one.test });
  }

  // Third step: what would it change?
  async function consider(change) {
    asked += 1;
    const mine = asked;
    pending = null;
    at("effect-text").replaceChildren(element("p", "…", "faint"));
    const told = await ask("try", { change });
    if (mine !== asked) return;
    at("effect").hidden = false;
    if (!told) {
      at("effect-text").replaceChildren(element("p", "It cannot be made: see above.", "bad"));
      return;
    }
    pending = change;
    say("");
    const effect = told.value;
    const parts = [element("p", `${effect.pages.length} of ${state.pages.length} pages change: ${effect.n_won} lines won, ` +
      `${effect.n_lost} lost, ${effect.n_relabelled} blocks get another label.`)];
    const cut = shared();
    for (const one of effect.pages) {
      const list = element("ul");
      const name = one.id.slice(cut);
      list.append(element("li", one.layouts ? `${name}: ${one.layouts[0]} → ${one.layouts[1]}` : name, "faint"));
      for (const line of one.won) list.append(element("li", `+ ${line.slice(0, 160)}`, "good"));
      for (const line of one.lost) list.append(element("li", `- ${line.slice(0, 160)}`, "bad"));
      parts.push(list);
    }
    at("effect-text").replaceChildren(...parts);
  }

  async function make() {
    if (!pending) return;
    const change = pending;
    // A key that is pressed twice makes one change.
    pending = null;
    const told = await ask("make", { change });
    if (!told) return;
    leave();
    say(`Made: ${told.value.pages.length} pages changed. Not saved yet.`, "good");
    await refresh();
  }

  async function simple(path, sent, words) {
    leave();
    const told = await ask(path, sent);
    if (!told) return;
    await refresh();
    say(typeof told.value === "string" ? `${words}: ${told.value}` : words, "good");
  }

  const doings = {
    draft: () => { leave(); mode = "proposals"; proposals = []; show("effect"); return consider({ change: "draft" }); },
    undo: () => simple("undo", {}, "Undone"),
    redo: () => simple("redo", {}, "Done again"),
    save: () => simple("save", {}, "Saved"),
    keep: () => state.pages[page].gold === "right"
      ? simple("forget", { page }, "The page is no test any more")
      : simple("keep", { page }, "Kept as right"),
    keepAnew: () => simple("keep", { page, replace: true }, "Kept anew"),
    readAgain: () => simple("read-again", {}, "Read again from disk"),
    remove: () => {
      const rule = blocks[current] && blocks[current].rule;
      if (!rule) return say("No rule decided this block.", "warn");
      leave(); mode = "proposals"; proposals = []; show("effect");
      return consider({ change: "remove", rule });
    },
    original: () => document.querySelector("main").classList.toggle("alone"),
    edit: () => { leave(); show("editor"); at("text").value = state.text || ""; at("text").focus(); },
    help: () => at("help").showModal(),
  };

  const keys = {
    d: "draft", u: "undo", U: "redo", s: "save", g: "keep", G: "keepAnew", x: "remove", o: "original", e: "edit", R: "readAgain",
    "?": "help",
  };

  function step(by) {
    if (mode === "proposals" && proposals.length) pick(chosen + by);
    else if (mode === "blocks") point(Math.min(current + by, blocks.length - 1));
  }

  function inEditor(event) {
    if (event.key === "Escape") leave();
    else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      consider({ change: "text", text: at("text").value });
      mode = "proposals";
      proposals = [];
      at("text").blur();
    } else return;
    event.preventDefault();
  }

  document.addEventListener("keydown", (event) => {
    if (event.target === at("text")) return inEditor(event);
    if (event.ctrlKey || event.metaKey || event.altKey || at("help").open) return;
    // A focused button is pressed by its own keys.
    const isButton = event.target.closest("button") && (event.key === "Enter" || event.key === " ");
    if (isButton || !state) return;
    if (event.key === "Escape") leave();
    else if (mode === "labels") {
      const name = Object.keys(KEYS).find((one) => KEYS[one] === event.key);
      if (!name) return;
      propose(name);
    } else if (event.key === "j" || event.key === "ArrowDown") step(1);
    else if (event.key === "k" || event.key === "ArrowUp") step(-1);
    else if (event.key === "n") open(page + 1);
    else if (event.key === "p") open(page - 1);
    else if (event.key === "Enter") { if (mode === "proposals") make(); else choose(); }
    else if (keys[event.key]) doings[keys[event.key]]();
    else return;
    event.preventDefault();
  });
  for (const button of document.querySelectorAll("[data-do]")) {
    button.addEventListener("click", () => { button.blur(); doings[button.dataset.do](); });
  }
  at("make").addEventListener("click", make);
  refresh().then(() => { if (state) at("original").src = `original/${page}`; });
})();
