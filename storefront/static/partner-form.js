// Sends the Become Partner form to the Lead API. The server alone decides what is valid; the
// checks here only save a slow connection a round trip.

const FIRST_PAGE = "first_page";
const LONGEST_WAIT = 15_000;
const LONGEST_WHATSAPP_TEXT = 600;

const form = document.getElementById("partner-form");
const success = document.getElementById("partner-success");
const problem = form.querySelector(".form-problem");
const button = form.querySelector("button[type=submit]");
const progress = form.querySelector("[data-progress]");
const texts = JSON.parse(form.dataset.texts);

// One key per filled form, kept until success: a double tap or a retry gets the first answer.
let idempotencyKey = newKey();
let isSending = false;

function newKey() {
  if (crypto.randomUUID) {
    return crypto.randomUUID();
  }
  // randomUUID is missing on plain-HTTP pages other than localhost.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function firstPage() {
  try {
    return sessionStorage.getItem(FIRST_PAGE) || location.href;
  } catch {
    return location.href;
  }
}

function entries() {
  const lead = {};
  for (const field of form.elements) {
    if (!field.name) {
      continue;
    }
    if (field.type === "checkbox") {
      lead[field.name] = field.checked;
    } else if (field.type === "number") {
      if (field.value !== "") {
        lead[field.name] = Number(field.value);
      }
    } else if (field.value.trim() !== "") {
      lead[field.dataset.apiName || field.name] = field.value.trim();
    }
  }
  lead.page_url_initial = firstPage().slice(0, 2048);
  lead.page_url_current = location.href.slice(0, 2048);
  return lead;
}

// Errors beside their fields

function showFieldError(name, message) {
  const field = form.elements[name];
  const note = document.getElementById(`${name}-error`);
  if (!field || !note) {
    return false;
  }
  note.textContent = message;
  note.hidden = false;
  field.setAttribute("aria-invalid", "true");
  const closed = field.closest("details:not([open])");
  if (closed) {
    closed.open = true;
  }
  return true;
}

function clearFieldError(field) {
  const note = document.getElementById(`${field.name}-error`);
  if (note && field.hasAttribute("aria-invalid")) {
    field.removeAttribute("aria-invalid");
    note.hidden = true;
    note.textContent = "";
  }
}

function clearErrors() {
  for (const field of form.elements) {
    clearFieldError(field);
  }
  problem.hidden = true;
}

function focusFirstError() {
  form.querySelector("[aria-invalid=true]")?.focus();
}

function hintFor(field) {
  const { validity } = field;
  if (validity.valid) {
    return "";
  }
  if (validity.valueMissing) {
    return field.type === "checkbox" ? texts.consent : texts.required;
  }
  if (field.type === "email") {
    return texts.email;
  }
  if (field.type === "number") {
    return texts.number;
  }
  if (field.type === "tel") {
    return texts.phone;
  }
  return validity.tooShort ? texts.too_short : texts.check;
}

function passesHints() {
  const wrong = [...form.elements].filter((field) => field.name && hintFor(field));
  wrong.forEach((field) => showFieldError(field.name, hintFor(field)));
  return wrong.length === 0;
}

// What the visitor is told

function whatsappWithEntries() {
  const address = new URL(form.dataset.whatsappUrl);
  const lead = entries();
  const lines = ["business_name", "contact_name", "city", "phone_whatsapp"]
    .filter((name) => lead[name])
    .map((name) => `${form.querySelector(`label[for=${name}]`).firstChild.textContent}: ${lead[name]}`);
  const message = [texts.whatsapp_intro, ...lines].join("\n");
  address.searchParams.set("text", message.slice(0, LONGEST_WHATSAPP_TEXT));
  return address.href;
}

function showProblem(message, { offersWhatsapp = false } = {}) {
  problem.querySelector(".form-problem-text").textContent = message;
  const link = problem.querySelector("a");
  link.hidden = !offersWhatsapp || !form.dataset.whatsappUrl;
  if (!link.hidden) {
    link.href = whatsappWithEntries();
  }
  problem.hidden = false;
}

function wait(response) {
  const seconds = Math.max(1, Number.parseInt(response.headers.get("Retry-After"), 10) || 60);
  return seconds < 90
    ? texts.seconds.replace("{count}", seconds)
    : texts.minutes.replace("{count}", Math.ceil(seconds / 60));
}

function showRefusal(response, answer) {
  if (response.status === 429) {
    showProblem(texts.rate_limited.replace("{wait}", wait(response)), { offersWhatsapp: true });
    problem.focus();
  } else if (response.status === 400 && showFieldErrors(answer.errors)) {
    showProblem(texts.check);
    focusFirstError();
  } else if (response.status >= 500) {
    showProblem(texts.unavailable, { offersWhatsapp: true });
    problem.focus();
  } else {
    showProblem(answer.detail || answer.title || texts.refused, { offersWhatsapp: true });
    problem.focus();
  }
}

function showFieldErrors(errors) {
  const shown = (errors || []).filter((error) => showFieldError(error.field, error.message));
  return shown.length > 0;
}

function showSuccess(answer) {
  success.querySelector("[data-reference]").textContent = answer.reference;
  const address = String(answer.whatsapp_url || "");
  if (address.startsWith("https://")) {
    success.querySelector("[data-whatsapp]").href = address;
  }
  form.hidden = true;
  form.reset();
  success.hidden = false;
  success.focus();
}

// Sending

function post() {
  return fetch(form.dataset.submitUrl, {
    method: "POST",
    headers: {
      "Content-Type": "application/json",
      "Accept-Language": document.documentElement.lang,
      "Idempotency-Key": idempotencyKey,
    },
    body: JSON.stringify(entries()),
    credentials: "omit",
    signal: AbortSignal.timeout(LONGEST_WAIT),
  });
}

async function answerOf(response) {
  try {
    return (await response.json()) || {};
  } catch {
    return {};
  }
}

async function send() {
  let response = await post();
  let answer = await answerOf(response);
  if (response.status === 422 && answer.code === "idempotency_key_reused") {
    // An earlier try did arrive, but its answer was lost and the entries were changed since.
    // The changed entries are a new message and must not be lost either.
    idempotencyKey = newKey();
    response = await post();
    answer = await answerOf(response);
  }
  if (!response.ok) {
    showRefusal(response, answer);
    return;
  }
  if (!answer.reference) {
    throw new TypeError("The answer was cut off; the same key will fetch it again.");
  }
  idempotencyKey = newKey();
  document.dispatchEvent(new Event("lead-submitted"));
  showSuccess(answer);
}

function setSending(value) {
  isSending = value;
  form.setAttribute("aria-busy", String(value));
  button.setAttribute("aria-disabled", String(value));
  button.textContent = value ? texts.sending : texts.submit;
  progress.textContent = value ? texts.sending : "";
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (isSending) {
    return;
  }
  clearErrors();
  if (!passesHints()) {
    showProblem(texts.check);
    focusFirstError();
    return;
  }
  setSending(true);
  try {
    await send();
  } catch {
    showProblem(texts.network, { offersWhatsapp: true });
    problem.focus();
  } finally {
    setSending(false);
  }
});

form.addEventListener("input", (event) => clearFieldError(event.target));
button.disabled = false;
