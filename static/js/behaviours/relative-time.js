// Keeps "3 minutes ago" true on a page that stays open.
const UNITS = [["year", 31536000], ["month", 2592000], ["week", 604800], ["day", 86400], ["hour", 3600], ["minute", 60]];

function refresh() {
  if (document.hidden) return;
  const format = new Intl.RelativeTimeFormat(document.documentElement.lang);
  for (const time of document.querySelectorAll("time[data-ago]")) {
    const seconds = (Date.now() - Date.parse(time.dateTime)) / 1000;
    const unit = UNITS.find(([, length]) => Math.abs(seconds) >= length);
    if (unit) time.textContent = format.format(-Math.round(seconds / unit[1]), unit[0]);
  }
}

export default function relativeTime() {
  refresh();
  setInterval(refresh, 60_000);
  document.addEventListener("visibilitychange", refresh);
}
