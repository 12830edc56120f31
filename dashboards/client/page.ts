import { showAge } from "./age.ts";
import { showLists } from "./lists.ts";

/** Theme: the system's first; the button overrides it and names what it switches to. */
function themeButton(): void {
  const button = document.querySelector<HTMLButtonElement>("[data-action=theme]");
  if (!button) return;
  const root = document.documentElement;
  const isDark = () =>
    root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  const name = () => {
    button.textContent = (isDark() ? button.dataset.light : button.dataset.dark) ?? "";
  };
  const kept = localStorage.getItem("theme");
  if (kept === "light" || kept === "dark") root.dataset.theme = kept;
  name();
  button.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    localStorage.setItem("theme", root.dataset.theme);
    name();
  });
}

themeButton();
showAge(new Date());
void showLists();
