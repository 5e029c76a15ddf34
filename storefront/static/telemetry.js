// Reports how fast this page was for its visitor, and taps on WhatsApp links and sent forms.
//
// LCP, CLS and INP follow https://web.dev/articles/vitals, each with its value when the page is
// hidden for the first time. Not covered: pages that come back from the back/forward cache, shifts
// and interactions after the page was hidden once, and what happens inside frames. Browsers
// without an entry type leave its metric out. Nothing is stored, and nobody who asks not to be
// tracked is measured.

const MOST_ENTRIES = 20;
const LONGEST_INTERACTIONS = 10;
const WHATSAPP_LINKS = "a[href^='https://wa.me/'], a[href^='https://api.whatsapp.com/']";
const { telemetryUrl, pageType, appVersion } = document.body.dataset;

const entries = [];

function asksNotToBeTracked() {
  return navigator.globalPrivacyControl === true || navigator.doNotTrack === "1";
}

function add(name, value) {
  const random = crypto.getRandomValues(new Uint32Array(2)).join("");
  const entry = { name, metric_id: `v1-${Date.now()}-${random}` };
  if (value !== undefined) {
    entry.value = value;
  }
  if (entries.length < MOST_ENTRIES) {
    entries.push(entry);
  }
}

// Sending

function withoutQuery(address) {
  const { origin, pathname } = new URL(address);
  return origin + pathname;
}

function firstPage() {
  try {
    // site.js keeps it.
    return sessionStorage.getItem("first_page") || location.href;
  } catch {
    return location.href;
  }
}

function device() {
  const isMobile = navigator.userAgentData?.mobile ?? matchMedia("(hover: none)").matches;
  return isMobile ? "mobile" : "desktop";
}

function send() {
  if (entries.length === 0) {
    return;
  }
  const body = JSON.stringify({
    page_url_initial: withoutQuery(firstPage()),
    page_url_current: withoutQuery(location.href),
    page_type: pageType,
    device: device(),
    app_version: appVersion,
    entries: entries.splice(0),
  });
  // Text, because JSON would need a preflight, for which a page that goes away has no time.
  if (!navigator.sendBeacon?.(telemetryUrl, body)) {
    fetch(telemetryUrl, { method: "POST", body, keepalive: true, credentials: "omit" }).catch(
      () => {},
    );
  }
}

// Measuring: each function starts one metric and returns a function that tells its value.

function observe(type, options, handle) {
  if (!globalThis.PerformanceObserver?.supportedEntryTypes?.includes(type)) {
    return null;
  }
  const handleAll = (found) => found.forEach(handle);
  const observer = new PerformanceObserver((list) => handleAll(list.getEntries()));
  observer.observe({ type, buffered: true, ...options });
  return { stop: () => observer.disconnect(), settle: () => handleAll(observer.takeRecords()) };
}

function measureLcp() {
  // Time before a prerendered page is shown is not waited.
  const start = performance.getEntriesByType("navigation")[0]?.activationStart || 0;
  let value;
  const observer = observe("largest-contentful-paint", {}, (entry) => {
    value = Math.max(entry.startTime - start, 0);
  });
  // What is painted after the first input may be its effect.
  const stop = () => {
    observer?.settle();
    observer?.stop();
  };
  ["keydown", "click"].forEach((type) => {
    addEventListener(type, stop, { once: true, capture: true });
  });
  return () => {
    stop();
    return value;
  };
}

function measureCls() {
  let worst = 0;
  let session = { value: 0, start: 0, end: 0 };
  const observer = observe("layout-shift", {}, (entry) => {
    if (entry.hadRecentInput) {
      return;
    }
    const { startTime, value } = entry;
    const continues = startTime - session.end < 1000 && startTime - session.start < 5000;
    session =
      session.value && continues
        ? { ...session, value: session.value + value, end: startTime }
        : { value, start: startTime, end: startTime };
    worst = Math.max(worst, session.value);
  });
  return () => {
    observer?.settle();
    return observer ? worst : undefined;
  };
}

function measureInp() {
  const longest = new Map();
  const keep = (entry) => {
    if (!entry.interactionId) {
      return;
    }
    const known = longest.get(entry.interactionId) || 0;
    longest.set(entry.interactionId, Math.max(known, entry.duration));
    if (longest.size > LONGEST_INTERACTIONS) {
      const [shortest] = [...longest].sort((one, other) => one[1] - other[1])[0];
      longest.delete(shortest);
    }
  };
  // 40 ms hears of everything that could matter; the first input is told however short it was.
  const observers = [
    observe("event", { durationThreshold: 40 }, keep),
    observe("first-input", {}, keep),
  ];
  return () => {
    observers.forEach((observer) => observer?.settle());
    const durations = [...longest.values()].sort((one, other) => other - one);
    // The 98th percentile: one outlier is passed over for every 50 interactions.
    const passedOver = Math.floor((performance.interactionCount || 0) / 50);
    return durations[Math.min(passedOver, durations.length - 1)];
  };
}

// Starting

function reportVitals() {
  const measures = { LCP: measureLcp(), CLS: measureCls(), INP: measureInp() };
  addEventListener(
    "visibilitychange",
    () => {
      for (const [name, value] of Object.entries(measures)) {
        const measured = value();
        if (measured !== undefined) {
          add(name, measured);
        }
      }
    },
    { once: true, capture: true },
  );
}

function reportActions() {
  const noteClick = (event) => {
    // The right button opens a menu, not the link.
    if (event.button < 2 && event.target.closest?.(WHATSAPP_LINKS)) {
      add("cta_whatsapp_click");
    }
  };
  document.addEventListener("click", noteClick, { capture: true });
  document.addEventListener("auxclick", noteClick, { capture: true });
  document.addEventListener("lead-submitted", () => add("lead_submit"));
}

function start() {
  // A page that opens in the background is painted whenever somebody turns to it.
  if (document.visibilityState === "visible") {
    reportVitals();
  }
  reportActions();
  addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") {
      send();
    }
  });
}

if (!asksNotToBeTracked()) {
  // A prerendered page is visited once it is shown, if it ever is.
  if (document.prerendering) {
    document.addEventListener("prerenderingchange", start, { once: true });
  } else {
    start();
  }
}
