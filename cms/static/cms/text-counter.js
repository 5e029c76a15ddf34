/*
 * Says beside each short text of a panel how many characters it has: "12 of 160 characters".
 * Also beside fields that come later, such as a StreamField's new block. The limit is the field's
 * own `maxlength`, or the panel's recommended length, which may be passed.
 */
(() => {
  const FIELDS = 'input[type="text"], input:not([type]), textarea';
  const SPEAK_AFTER = 1000; // a screen reader hears the pause, not each key

  class TextCounter extends window.StimulusModule.Controller {
    static values = { text: String, recommended: Number };

    connect() {
      this.counters = new Map();
      this.count = this.count.bind(this);
      this.element.addEventListener("input", this.count);
      this.observer = new MutationObserver(() => this.addCounters());
      this.observer.observe(this.element, { childList: true, subtree: true });
      this.addCounters();
    }

    disconnect() {
      this.observer.disconnect();
      this.element.removeEventListener("input", this.count);
      this.counters.forEach(({ counter }) => counter.remove());
    }

    limitOf(field) {
      return this.recommendedValue || (field.maxLength > 0 ? field.maxLength : 0);
    }

    addCounters() {
      this.counters.forEach((_, field) => {
        if (!field.isConnected) this.counters.delete(field);
      });
      this.element.querySelectorAll(FIELDS).forEach((field) => {
        if (this.counters.has(field) || !field.name || !this.limitOf(field)) return;
        const counter = document.createElement("div");
        counter.className = "text-counter";
        const seen = counter.appendChild(document.createElement("span"));
        seen.setAttribute("aria-hidden", "true");
        const heard = counter.appendChild(document.createElement("span"));
        heard.className = "w-sr-only";
        heard.setAttribute("aria-live", "polite");
        this.counters.set(field, { counter, seen, heard });
        (field.closest(".w-field__input") || field).insertAdjacentElement("afterend", counter);
        this.show(field);
      });
    }

    count({ target }) {
      if (!this.counters.has(target)) return;
      const text = this.show(target);
      const { heard } = this.counters.get(target);
      clearTimeout(this.speaking);
      this.speaking = setTimeout(() => {
        heard.textContent = text;
      }, SPEAK_AFTER);
    }

    show(field) {
      const { counter, seen } = this.counters.get(field);
      const [length, limit] = [[...field.value].length, this.limitOf(field)];
      const text = this.textValue.replace("{count}", length).replace("{max}", limit);
      seen.textContent = text;
      counter.classList.toggle("text-counter--full", length > limit);
      return text;
    }
  }

  window.wagtail.app.register("text-counter", TextCounter);
})();
