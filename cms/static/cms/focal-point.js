/*
 * Marks the focal point on a chosen picture and says which alternative text it lacks. Asks again
 * when another picture is chosen, and when the editor returns from editing it in another tab.
 */
(() => {
  class FocalPoint extends window.StimulusModule.Controller {
    static values = { url: String };

    static targets = ["marker", "missing"];

    connect() {
      this.refresh = this.refresh.bind(this);
      this.input = document.getElementById(this.element.id.replace(/-chooser$/, ""));
      this.input.addEventListener("change", this.refresh);
      window.addEventListener("focus", this.refresh);
      this.refresh();
    }

    disconnect() {
      this.input.removeEventListener("change", this.refresh);
      window.removeEventListener("focus", this.refresh);
    }

    async refresh() {
      const chosen = this.input.value;
      const facts = chosen ? await this.ask(chosen) : null;
      if (chosen === this.input.value) this.show(facts);
    }

    async ask(id) {
      try {
        const answer = await fetch(this.urlValue.replace("/0/", `/${id}/`));
        return answer.ok ? await answer.json() : null;
      } catch {
        return null; // offline: the marker waits for the next time
      }
    }

    show(facts) {
      const point = facts?.focal_point;
      this.markerTarget.hidden = !point;
      if (point) {
        this.markerTarget.style.left = `${point.x}%`;
        this.markerTarget.style.top = `${point.y}%`;
      }
      this.missingTarget.textContent = facts?.missing || "";
      this.missingTarget.hidden = !facts?.missing;
    }
  }

  window.wagtail.app.register("focal-point", FocalPoint);
})();
