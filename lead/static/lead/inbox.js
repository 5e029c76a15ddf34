/* One lead's page: remembers which contact link was followed, and moves through the list by keys.
 * Every link works without this script. */
(() => {
  const contact = document.querySelector("[data-lead-log]");
  contact?.addEventListener("click", (event) => {
    const link = event.target.closest("[data-lead-contact]");
    if (!link) return;
    const body = new URLSearchParams({
      kind: link.dataset.leadContact,
      csrfmiddlewaretoken: document.querySelector("[name=csrfmiddlewaretoken]").value,
    });
    // keepalive: the page may be gone before the answer comes, and nobody waits for it.
    fetch(contact.dataset.leadLog, { method: "POST", body, keepalive: true }).catch(() => {});
  });

  // Whoever switched the admin's keyboard shortcuts off wants none of these either (WCAG 2.1.4).
  if (!window.wagtailConfig?.KEYBOARD_SHORTCUTS_ENABLED) return;
  const status = document.querySelector("[data-lead-status]");
  const KEYS = { j: "next", ArrowRight: "next", k: "prev", ArrowLeft: "prev" };
  const isTyping = (target) =>
    target.isContentEditable || target.closest("input, select, textarea, [role=tablist], [role=menu]");
  document.addEventListener("keydown", (event) => {
    const direction = KEYS[event.key];
    const isModified = event.ctrlKey || event.altKey || event.metaKey || event.shiftKey;
    if (!status || !direction || isModified || event.defaultPrevented) return;
    if (isTyping(event.target) || document.querySelector("[role=dialog]:not([aria-hidden=true])")) return;
    const link = document.querySelector(`.lead-neighbours [rel=${direction}]`);
    event.preventDefault();
    if (link) {
      status.textContent = status.dataset.opening;
      link.click();
    } else {
      status.textContent = direction === "next" ? status.dataset.last : status.dataset.first;
    }
  });
})();
