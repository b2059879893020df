// SPDX-License-Identifier: AGPL-3.0-or-later
// The drawing of a regulation by bpmn-js, with what has been gone through and what is waited in. Whoever does not see it has the list.
import { html, Live, nothing } from '../lib/live.js';
import { words } from '../lib/i18n.js';
import { api } from '../lib/api.js';

const t = words({
  nearer: ['Крупнее', 'Zoom in'],
  further: ['Мельче', 'Zoom out'],
  whole: ['Весь регламент', 'Whole regulation'],
  here: ['К текущему шагу', 'To the step now'],
  loading: ['Загружаем чертёж…', 'Loading the drawing…'],
  failed: ['Чертёж показать не удалось.', 'The drawing cannot be shown.'],
  label: [(name, now) => `Регламент «${name}». Сейчас: ${now}`, (name, now) => `Regulation “${name}”. Now: ${now}`],
  over: ['завершён', 'over'],
  now: [(now) => `Сейчас: ${now}.`, (now) => `Now: ${now}.`],
});

// bpmn-js puts its own constant markup into the page as text. Only that passes; a regulation's texts never get there as markup.
const OWN = /^\s*(<(\/?(a|div|button|svg|path|img|span|ul|li|g|text|html|body)\b[^<>]*)>|[^<>]*)*\s*$/i;
const HARM = /\son\w+\s*=|javascript:|<script|srcdoc|<iframe/i;

const WORK = new Set(['TASK', 'SERVICE', 'PROCESS']);

let viewerClass;

function loadViewer() {
  viewerClass ??= new Promise((resolve, reject) => {
    window.trustedTypes?.createPolicy('default', {
      createHTML: (text) => (text.startsWith('<?xml') || (OWN.test(text) && !HARM.test(text)) ? text : null),
      createScriptURL: (address) => (address === '/assets/vendor/bpmn-js/bpmn-navigated-viewer.production.min.js' ? address : null),
    });
    const script = document.createElement('script');
    script.src = '/assets/vendor/bpmn-js/bpmn-navigated-viewer.production.min.js';
    script.addEventListener('load', () => resolve(window.BpmnJS));
    script.addEventListener('error', () => { viewerClass = undefined; reject(new Error(t.failed)); });
    document.head.append(script);
  });
  return viewerClass;
}

class Drawing extends Live {
  regulation = '';
  version = 0;
  #waiting = [];
  #steps = [];
  #viewer = null;
  #loaded = null;
  #failed = false;

  set waiting(value) {
    if (value === this.#waiting) return;
    this.#waiting = value;
    this.#light();
    if (this.#viewer && this.#loaded) this.#show();
  }
  
  set steps(value) {
    if (value === this.#steps) return;
    this.#steps = value;
    this.#light();
  }

  start() {
    this.ends(() => this.#viewer?.destroy());
    this.#load();
  }

  async #load() {
    try {
      const [Viewer, loaded] = await Promise.all([loadViewer(), api.get(`/v1/regulations/${this.regulation}/versions/${this.version}`)]);
      if (!this.isConnected) return;
      this.#loaded = loaded;
      this.#viewer = new Viewer({ container: this.querySelector('.desk-drawing__canvas') });
      await this.#viewer.importXML(loaded.bpmn);
      this.#light();
      this.#show();
    } catch {
      this.#failed = true;
    }
    this.draw();
  }

  // What was left is calm, what is waited in is lit.
  #light() {
    if (!this.#loaded || !this.#viewer) return;
    const canvas = this.#viewer.get('canvas');
    const registry = this.#viewer.get('elementRegistry');
    const mark = (id, name) => registry.get(id) && canvas.addMarker(id, name);
    for (const step of this.#steps)
      for (const line of step.trail ?? []) if (line.startsWith('LEFT ')) mark(line.slice(5).split(':')[0], 'desk-gone');
    for (const { element } of this.#waiting) mark(element, this.#work().includes(element) ? 'desk-now' : 'desk-may');
    this.draw();
  }

  // What is being done; timers and messages that may interrupt it only when there is nothing else.
  #work() {
    const work = this.#waiting.filter((one) => WORK.has(one.waitsFor));
    return (work.length ? work : this.#waiting).map((one) => one.element);
  }

  #here() {
    const registry = this.#viewer.get('elementRegistry');
    return this.#work().map((element) => registry.get(element)).find(Boolean);
  }

  // To where it waits, so near that it can be read; a finished one as a whole.
  #show() {
    const canvas = this.#viewer.get('canvas');
    const element = this.#here();
    if (!element) return canvas.zoom('fit-viewport');
    const box = canvas.viewbox();
    const width = Math.min(900, box.outer.width / 0.7);
    const height = width * (box.outer.height / box.outer.width);
    return canvas.viewbox({ x: element.x + element.width / 2 - width / 2, y: element.y + element.height / 2 - height / 2, width, height });
  }

  #zoom(by) {
    const canvas = this.#viewer.get('canvas');
    canvas.zoom(by ? canvas.zoom() * by : 'fit-viewport');
  }

  view() {
    const names = new Map((this.#loaded?.elements ?? []).map((element) => [element.id, element.name]));
    const now = this.#work().map((element) => names.get(element) || element).join('; ') || t.over;
    return html`
      ${this.#loaded ? html`<p><strong>${t.now(now)}</strong></p>` : nothing}
      <div class="desk-row desk-drawing__tools">${this.#loaded && !this.#failed ? html`
        <button type="button" class="okno-choice okno-choice--small" @click=${() => this.#zoom(1.25)}>${t.nearer}</button>
        <button type="button" class="okno-choice okno-choice--small" @click=${() => this.#zoom(0.8)}>${t.further}</button>
        <button type="button" class="okno-choice okno-choice--small" @click=${() => this.#zoom(0)}>${t.whole}</button>
        ${this.#waiting.length ? html`<button type="button" class="okno-choice okno-choice--small" @click=${() => this.#show()}>${t.here}</button>` : nothing}`
        : html`<span class="desk-muted">${this.#failed ? t.failed : t.loading}</span>`}</div>
      <div class="desk-drawing__canvas" role="group" aria-label=${this.#loaded ? t.label(this.#loaded.name, now) : t.loading} ?hidden=${this.#failed}></div>`;
  }
}
customElements.define('desk-drawing', Drawing);
