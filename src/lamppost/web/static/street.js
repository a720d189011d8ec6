// The map of a place under the hand: drawn along, brought nearer with + and -, and held where it is when it grows. It works without.
"use strict";
for (const shown of document.querySelectorAll("[data-ground]")) {
  const zooms = [...document.querySelectorAll("input[name=zoom]")];
  let middle = [0.5, 0.5];
  const keep = () => {
    middle = [(shown.scrollLeft + shown.clientWidth / 2) / shown.scrollWidth, (shown.scrollTop + shown.clientHeight / 2) / shown.scrollHeight];
  };
  const hold = () => {
    const [x, y] = middle;
    shown.scrollLeft = x * shown.scrollWidth - shown.clientWidth / 2;
    shown.scrollTop = y * shown.scrollHeight - shown.clientHeight / 2;
  };
  shown.addEventListener("scroll", keep);
  for (const one of zooms) one.addEventListener("change", hold);
  shown.addEventListener("keydown", (event) => {
    const by = { "+": 1, "-": -1 }[event.key];
    const next = by && zooms[zooms.findIndex((one) => one.checked) + by];
    if (!next || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    next.checked = true;
    hold();
  });
  let from = null;
  shown.addEventListener("pointerdown", (event) => {
    if (event.pointerType !== "mouse" || event.button !== 0 || event.target.closest("a")) return;
    from = [event.clientX + shown.scrollLeft, event.clientY + shown.scrollTop];
    shown.setPointerCapture(event.pointerId);
  });
  shown.addEventListener("pointermove", (event) => {
    if (!from) return;
    shown.scrollLeft = from[0] - event.clientX;
    shown.scrollTop = from[1] - event.clientY;
  });
  for (const end of ["pointerup", "pointercancel"]) shown.addEventListener(end, () => { from = null; });
}
