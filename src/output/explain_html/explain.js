"use strict";
(() => {
  const facts = document.getElementById("facts");
  const blocks = Array.from(document.querySelectorAll(".block"));
  const switches = Array.from(document.querySelectorAll("#filters input"));
  const rows = [
    ["label", "kind"], ["decided by", "tier"], ["rule", "rule"], ["file", "file"], ["why", "why"],
    ["probability of being content", "probability"], ["weighed most", "reasons"], ["on the site", "site"],
    ["markup", "markup"], ["bytes of the page's text", "at"],
  ];
  let current = null;
  let pinned = false;

  function show(block) {
    if (current) current.classList.remove("current");
    current = block;
    block.classList.add("current");
    const list = document.createElement("dl");
    const fate = block.classList.contains("kept") ? "kept" : "dropped";
    for (const [name, key] of rows) {
      const value = block.dataset[key];
      if (!value) continue;
      const term = document.createElement("dt");
      const told = document.createElement("dd");
      term.textContent = name;
      told.textContent = key === "kind" ? `${value} (${fate})` : value;
      if (key === "rule" || key === "file" || key === "at") told.className = "mono";
      list.append(term, told);
    }
    facts.replaceChildren(list);
  }

  function step(by) {
    const shown = blocks.filter((block) => !block.hidden);
    const at = shown.indexOf(current);
    const next = shown[Math.min(Math.max(at + by, 0), shown.length - 1)];
    if (next) {
      pinned = true;
      show(next);
      next.focus({ preventScroll: true });
      next.scrollIntoView({ block: "nearest" });
    }
  }

  function filter() {
    const on = new Set(switches.filter((box) => box.checked).map((box) => box.value));
    for (const block of blocks) block.hidden = !on.has(block.dataset.kind);
  }

  const page = document.getElementById("page");
  page.addEventListener("mouseover", (event) => {
    const block = event.target.closest(".block");
    if (block && !pinned) show(block);
  });
  page.addEventListener("focusin", (event) => show(event.target.closest(".block")));
  page.addEventListener("click", (event) => {
    const block = event.target.closest(".block");
    if (!block) return;
    pinned = true;
    show(block);
    block.classList.remove("folded");
  });
  for (const box of switches) box.addEventListener("change", filter);
  for (const button of document.querySelectorAll("#filters button")) {
    button.addEventListener("click", () => {
      for (const box of switches) {
        box.checked = button.dataset.show === "all" || box.parentElement.classList.contains(button.dataset.show);
      }
      filter();
    });
  }
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, button")) return;
    if (event.key === "j" || event.key === "ArrowDown") step(1);
    else if (event.key === "k" || event.key === "ArrowUp") step(-1);
    else if (event.key === "Enter" && current) current.classList.toggle("folded");
    else if (event.key === "Escape") { pinned = false; return; }
    else return;
    event.preventDefault();
  });
})();
