// Says that something takes a while. Every page works without it.
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
