// A <details> that closes like a menu: by Escape, [data-close], a click elsewhere, or when the focus leaves.
export default function menu(details) {
  const summary = details.querySelector("summary");
  const close = () => { details.open = false; };
  const cancel = () => { close(); summary.focus(); };
  document.addEventListener("click", ({ target }) => {
    if (!details.contains(target)) close();
    else if (target.closest("[data-close]")) cancel();
  });
  details.addEventListener("focusout", ({ relatedTarget }) => { if (relatedTarget && !details.contains(relatedTarget)) close(); });
  details.addEventListener("keydown", ({ key }) => { if (key === "Escape" && details.open) cancel(); });
}
