const day = 86_400_000;

/** Shows how old the data are by the reader's clock, once newer ones were promised. */
export function showAge(now: Date): void {
  const banner = document.querySelector<HTMLElement>("[data-promised-days]");
  const age = banner?.querySelector("[data-age]");
  if (!banner || !age) return;
  const days = (now.getTime() - Date.parse(banner.dataset.asOf ?? "")) / day;
  if (!(days > Number(banner.dataset.promisedDays))) return;
  age.textContent = String(Math.floor(days));
  banner.hidden = false;
}
