// Keeps what is written in the box below before the page is fetched again with a saved reply in it.
export default function keepFirst(form) {
  form.addEventListener("submit", async (event) => {
    const area = form.parentElement.querySelector("[data-draft-url]");
    if (!area?.value) return;
    event.preventDefault();
    const version = area.form.elements.namedItem("draft_version");
    const fields = Object.fromEntries([...new FormData(area.form)].filter(([name]) => name !== version.name));
    const keep = (number) => fetch(area.dataset.draftUrl, {
      method: "PUT", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ version: number, fields }),
    });
    try {
      const answer = await keep(Number(version.value));
      // What this very page kept a moment ago is what it knows nothing of yet.
      if (answer.status === 409) await keep((await answer.json()).version);
    } catch { /* What was kept last is there. */ }
    form.submit();
  });
}
