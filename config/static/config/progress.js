// Keeps the bar of a job at work moving, and loads the page again when its step is over.
const section = document.querySelector("[data-progress-url]");
const bar = section.querySelector("progress");
const text = section.querySelector("[data-progress-text]");
const pause = 2000;
// A redirect leads to the login.
const refusals = [401, 403, 404];

function stop() {
    clearInterval(timer);
    bar.remove();
    text.textContent = section.dataset.stoppedText;
}

async function follow() {
    const answer = await fetch(section.dataset.progressUrl, { headers: { Accept: "application/json" } });
    if (answer.redirected || refusals.includes(answer.status)) {
        stop();
        return;
    }
    if (!answer.ok) return;
    const { state, done, total } = await answer.json();
    if (state !== section.dataset.state) {
        window.location.reload();
        return;
    }
    if (!total) return;
    bar.max = total;
    bar.value = done;
    text.textContent = text.dataset.progressText.replace("{done}", done).replace("{total}", total);
}

// A lost connection is no reason to stop asking.
const timer = setInterval(() => follow().catch(() => undefined), pause);
