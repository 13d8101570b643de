// Threads like the question that is being written: asks 300 ms after the last key; no older answer overtakes a newer one,
// and nothing moves while somebody reads there. data-similar is the pane's id.
export default function similar(part) {
  const pane = document.getElementById(part.dataset.similar);
  const [body, state] = [pane.querySelector("[data-pane-body]"), pane.querySelector("[role=status]")];
  let timer = 0;
  let running = null;

  async function look() {
    running?.abort();
    running = new AbortController();
    const typed = new FormData(part.form);
    const asked = new URLSearchParams(["title", "body", "category", "tags"].map((name) => [name, typed.get(name) ?? ""]));
    try {
      const answer = await fetch("/ask/similar", { method: "POST", body: asked, headers: { Accept: "text/fragment" }, signal: running.signal });
      const html = await answer.text();
      if (!answer.ok || pane.matches(":focus-within")) return;
      body.innerHTML = html;
      pane.hidden = !html.trim();
      state.textContent = body.querySelector("[data-count]")?.dataset.count ?? "";
    } catch { /* The next key asks again. */ }
  }

  part.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(look, 300); });
  look();
}
