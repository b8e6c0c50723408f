// Keys, a range picked on the chart, and copying: each has a way without this.
"use strict";
const hits = () => Array.from(document.querySelectorAll(".hit a.open"));
const move = (by) => {
  const all = hits();
  if (!all.length) return;
  const at = all.indexOf(document.activeElement);
  all[Math.min(Math.max(at < 0 ? (by > 0 ? 0 : all.length - 1) : at + by, 0), all.length - 1)].focus();
};
document.addEventListener("keydown", (event) => {
  const typing = event.target.matches("input, textarea, select, [contenteditable]");
  if (event.ctrlKey || event.metaKey || event.altKey || typing) return;
  const box = document.getElementById("q");
  if (event.key === "/" && box) { event.preventDefault(); box.focus(); box.select(); }
  if (event.key === "j" || event.key === "ArrowDown" && hits().includes(event.target)) { event.preventDefault(); move(1); }
  if (event.key === "k" || event.key === "ArrowUp" && hits().includes(event.target)) { event.preventDefault(); move(-1); }
});
const chart = document.getElementById("timeline");
if (chart) {
  const bars = Array.from(chart.querySelectorAll("a"));
  let from = null;
  const bar = (event) => bars.indexOf(event.target.closest("a"));
  const show = (a, b) => bars.forEach((one, i) => one.firstElementChild.classList.toggle("chosen", a !== null && i >= Math.min(a, b) && i <= Math.max(a, b)));
  chart.addEventListener("pointerdown", (event) => { from = bar(event); if (from < 0) from = null; });
  chart.addEventListener("pointermove", (event) => { const to = bar(event); if (from !== null && to >= 0) show(from, to); });
  chart.addEventListener("dragstart", (event) => event.preventDefault());
  window.addEventListener("pointerup", (event) => {
    const start = from, to = event.target.closest && event.target.closest("#timeline") ? bar(event) : -1;
    from = null; show(null, null);
    if (start === null || to < 0 || start === to) return;
    const [a, b] = [Math.min(start, to), Math.max(start, to)];
    const url = new URL(window.location.href);
    ["date", "offset", "undated"].forEach((name) => url.searchParams.delete(name));
    url.searchParams.set("from", bars[a].dataset.from); url.searchParams.set("to", bars[b].dataset.to);
    if (url.pathname === "/") url.pathname = "/search";
    window.location.assign(url);
  });
}
for (const button of document.querySelectorAll("button.copy")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copies).textContent.trim());
    button.textContent = "Copied";
  });
}
