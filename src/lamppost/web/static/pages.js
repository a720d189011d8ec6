// Says that something takes a while, and how far it is. Every page works without it.
"use strict";
for (const form of document.querySelectorAll("form[data-waits]")) {
  form.addEventListener("submit", () => {
    form.querySelector(".waiting").textContent = form.dataset.waits;
    form.querySelector("button").disabled = true;
  });
}
window.addEventListener("pageshow", () => {
  for (const button of document.querySelectorAll("form[data-waits] button")) button.disabled = false;
  for (const line of document.querySelectorAll("form[data-waits] .waiting")) line.textContent = "";
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
// Files may be dropped anywhere on a page that takes some; what was dropped is in the field as if it had been chosen.
const taking = document.querySelector("input[type=file][data-drop]");
if (taking) {
  const line = document.querySelector("[data-dropped]");
  const holdsFiles = (event) => [...event.dataTransfer.types].includes("Files");
  const mark = (isOver) => document.body.classList.toggle("dropping", isOver);
  line.textContent = line.dataset.invites;
  let entered = null; // another element is entered before the one before it is left
  document.addEventListener("dragenter", (event) => {
    entered = event.target;
    if (holdsFiles(event)) mark(true);
  });
  document.addEventListener("dragleave", (event) => {
    if (event.target === entered) mark(false);
  });
  document.addEventListener("dragover", (event) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
  });
  document.addEventListener("drop", (event) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    mark(false);
    if ([...event.dataTransfer.items].some((one) => one.webkitGetAsEntry()?.isDirectory)) {
      line.textContent = line.dataset.folder;
      return;
    }
    taking.files = event.dataTransfer.files;
    line.textContent = [...taking.files].map((one) => one.name).join(", ");
    openForMaps();
    taking.focus();
  });
  const ofMaps = document.querySelector("[data-map]");
  const openForMaps = () => {
    if ([...taking.files].some((one) => /\.(osm|pbf|o5m|opl|geojson|shp)(\.\w+)?$/i.test(one.name))) ofMaps.open = true;
  };
  taking.addEventListener("change", openForMaps);
}
// A question that several policies ask is answered once.
for (const field of document.querySelectorAll("[data-fact]")) {
  field.addEventListener("change", () => {
    for (const other of document.querySelectorAll("[data-fact]")) {
      if (other.dataset.fact === field.dataset.fact) other.value = field.value;
    }
  });
}
