// On every page: where the visit began, and comforts of the two menus that also work without this.

const FIRST_PAGE = "first_page";

function rememberFirstPage() {
  // An editor's preview is no visit, and its address carries a token.
  if (location.pathname.startsWith("/preview/")) {
    return;
  }
  try {
    if (!sessionStorage.getItem(FIRST_PAGE)) {
      sessionStorage.setItem(FIRST_PAGE, location.href.slice(0, 2048));
    }
  } catch {
    // Storage may be forbidden; the form then names the page it is sent from.
  }
}

function closeMenuWhenDone(menu) {
  const summary = menu.querySelector("summary");
  menu.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && menu.open) {
      menu.open = false;
      summary.focus();
    }
  });
  document.addEventListener("click", (event) => {
    if (menu.open && !menu.contains(event.target)) {
      menu.open = false;
    }
  });
  menu.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !menu.contains(event.relatedTarget)) {
      menu.open = false;
    }
  });
}

// Browsers without ::details-content cannot show a closed panel by style alone.
function openPanelsOnWideScreens() {
  if (matchMedia("(min-width: 64rem)").matches) {
    document.querySelectorAll("details[data-open-on-wide]").forEach((panel) => {
      panel.open = true;
    });
  }
}

rememberFirstPage();
document.querySelectorAll(".phone-menu").forEach(closeMenuWhenDone);
openPanelsOnWideScreens();
