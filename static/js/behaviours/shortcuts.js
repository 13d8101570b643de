// Keyboard shortcuts (? lists them). The frame passes each key pressed outside of fields.
const PLACES = { h: "/", n: "/notifications", t: "/threads" };
let asked = 0;

function walk(step) {
  const rows = [...document.querySelectorAll("[data-row]")];
  if (!rows.length) return;
  const at = rows.findIndex((row) => row.classList.contains("is-marked"));
  rows[at]?.classList.remove("is-marked");
  const row = rows[Math.max(0, Math.min(rows.length - 1, at + step))];
  row.classList.add("is-marked");
  row.scrollIntoView({ block: "nearest" });
  row.querySelector(".row-title a, .post-when a")?.focus({ preventScroll: true });
}

export default function shortcuts({ key }) {
  const place = Date.now() - asked < 1500 && PLACES[key];
  asked = key === "g" ? Date.now() : 0;
  const target = document.querySelector(key === "r" ? "#reply textarea" : `[data-shortcut="${key}"]`);
  if (place) location.assign(place);
  else if (key === "j") walk(1);
  else if (key === "k") walk(-1);
  else if (key === "?") document.getElementById("shortcuts").showModal();
  else if (target?.matches("input, textarea")) target.focus();
  else target?.click();
}
