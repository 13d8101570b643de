// Says who is replying here. Looks every few seconds (data-look-url); takes the lease when the box beside it is used
// (data-lease-url) and keeps it while there is a text, or the writer is in the box.
const LOOK = 4_000;

export default function lease(place) {
  const area = place.parentElement.querySelector("form textarea");
  const url = place.dataset.leaseUrl;
  let held = false;
  let beaten = 0;

  const whose = () => place.querySelector("[data-lease]")?.dataset.lease ?? "";
  const writing = () => area.value.trim() !== "" || area === document.activeElement;

  function show(html) {
    if (html.trim() !== place.innerHTML.trim()) place.innerHTML = html;
    held = whose() === "mine";
    // Whoever has begun keeps writing; whoever has not sees first that somebody else does.
    area.readOnly = whose() === "other" && !area.value.trim();
  }

  async function ask(method, body) {
    try {
      const answer = await fetch(method === "GET" ? place.dataset.lookUrl : url, { method, body, headers: { Accept: "text/fragment" } });
      if (answer.ok) show(await answer.text());
    } catch { /* The next look asks again. */ }
  }

  function take(body) {
    beaten = Date.now();
    return ask("POST", body);
  }

  function leave() {
    if (!held) return;
    held = false;
    fetch(`${url}/remove`, { method: "POST", keepalive: true });
  }

  function look() {
    if (document.hidden && !held) return;
    const due = !held || Date.now() - beaten > place.dataset.seconds * 300;
    if (whose() !== "other" && writing() && due) take();
    else if (held && !writing()) leave();
    else ask("GET");
  }

  place.addEventListener("submit", (event) => {
    event.preventDefault();
    take(new URLSearchParams(new FormData(event.target))).then(() => area.focus());
  });
  for (const kind of ["focus", "input"]) area.addEventListener(kind, () => { if (!held && whose() !== "other") take(); });
  addEventListener("pagehide", leave);
  show(place.innerHTML);
  look();
  setInterval(look, LOOK);
  document.addEventListener("visibilitychange", look);
}
