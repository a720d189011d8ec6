// Says that something takes a while, and how far it is. Every page works without it.
"use strict";
for (const form of document.querySelectorAll("form[data-waits]")) {
  form.addEventListener("submit", () => {
    form.querySelector("[role=status]").textContent = form.dataset.waits;
    form.querySelector("button").disabled = true;
  });
}
window.addEventListener("pageshow", () => {
  for (const button of document.querySelectorAll("form[data-waits] button")) button.disabled = false;
  for (const line of document.querySelectorAll("form[data-waits] [role=status]")) line.textContent = "";
});
const look = document.querySelector("[data-look]");
if (look) {
  const bar = look.querySelector("progress");
  const state = look.dataset.state;
  const ask = async () => {
    const answer = await fetch(look.dataset.look);
    const held = await answer.json();
    if (!answer.ok || held.state !== state) return location.reload();
    if (held.total_bytes > 0) {
      bar.max = held.total_bytes;
      bar.value = held.done_bytes;
    }
    setTimeout(ask, 1000);
  };
  setTimeout(ask, 1000);
}
