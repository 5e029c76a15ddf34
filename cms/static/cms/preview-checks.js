/*
 * Runs the content checks once more when a new preview has taken the old one's place. A preview of
 * another origin says that it is ready before that: Wagtail then asks the frame that it is about
 * to remove, and shows nothing found.
 */
document.addEventListener("w-preview:loaded", () => {
  if (!document.querySelector("[data-checks-panel]")) return;
  window.wagtail.app.queryController("w-preview")?.runChecks();
});
