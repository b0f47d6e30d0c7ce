// Keys of the search in the desk's head: "/" goes there (may be switched off on the search page,
// WCAG 2.1.4), the arrows walk through what was found, Escape leaves it. Without this file the
// search is a plain form.
"use strict";
(() => {
  const OFF = "netz-kurztaste-aus";
  const typing = (element) => element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName);
  const isOn = () => localStorage.getItem(OFF) === null;

  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    const field = document.querySelector("[data-search], #suche");
    if (!field || typing(event.target) || !isOn()) return;
    event.preventDefault();
    field.focus();
    field.select();
  });

  const field = document.querySelector("[data-search]");
  const form = field && field.form;
  const walk = (step) => {
    const stops = [field, ...form.querySelectorAll("a")];
    const next = stops.indexOf(document.activeElement) + step;
    stops[Math.max(0, Math.min(stops.length - 1, next))].focus();
  };
  if (form) {
    form.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        walk(event.key === "ArrowDown" ? 1 : -1);
      } else if (event.key === "Escape") {
        form.querySelector(".netz-find__found").replaceChildren();
        field.value = "";
        field.focus();
      }
    });
  }

  const shortcut = document.querySelector("[data-shortcut]");
  if (shortcut) {
    const box = shortcut.querySelector("input");
    shortcut.hidden = false;
    box.checked = isOn();
    box.addEventListener("change", () => {
      if (box.checked) localStorage.removeItem(OFF);
      else localStorage.setItem(OFF, "ja");
    });
  }
})();
