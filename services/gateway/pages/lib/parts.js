// SPDX-License-Identifier: AGPL-3.0-or-later
// Parts that several pages share: header with its panel for low vision, messages, dialogs, tables, and what a screen reader is told.
import { html, nothing, render, svg, Live } from './live.js';
import { language, setLanguage, words } from './i18n.js';
import { resetTheme, setTheme, theme, THEMES, themed } from './theme.js';

const t = words({
  skip: ['Перейти к содержанию', 'Skip to main content'],
  access: ['Вид страницы', 'Display'],
  accessLong: ['Настройки для слабовидящих', 'Settings for low vision'],
  contrast: ['Цвета', 'Colours'],
  size: ['Размер текста', 'Text size'],
  spacing: ['Промежутки между буквами', 'Letter spacing'],
  reset: ['Обычный вид', 'Usual look'],
  contrastUsual: ['Обычные', 'Usual'],
  contrastWhite: ['Черным по белому', 'Black on white'],
  contrastBlack: ['Белым по черному', 'White on black'],
  contrastBlue: ['Синим по голубому', 'Blue on pale blue'],
  spacingUsual: ['Обычные', 'Usual'],
  spacingWide: ['Шире', 'Wide'],
  spacingWider: ['Самые широкие', 'Widest'],
  summary: ['Исправьте ошибки', 'There is a problem'],
  close: ['Закрыть', 'Close'],
  staleSince: [(at) => `Данные от ${at}. Связь восстанавливается.`, (at) => `Data as of ${at}. Reconnecting.`],
});

const LABELS = {
  contrast: { usual: () => t.contrastUsual, white: () => t.contrastWhite, black: () => t.contrastBlack, blue: () => t.contrastBlue },
  size: Object.fromEntries(THEMES.size.map((size) => [size, () => `${size}\u00a0%`])),
  spacing: { usual: () => t.spacingUsual, wide: () => t.spacingWide, wider: () => t.spacingWider },
};

/** The mark of Okno: a window, one pane lit. */
export const mark = () => svg`<svg viewBox="0 0 32 32" aria-hidden="true" focusable="false">
  <rect x="2" y="2" width="28" height="28" rx="6" fill="none" stroke="currentColor" stroke-width="2.5"></rect>
  <path d="M16 2v28M2 16h28" stroke="currentColor" stroke-width="2.5"></path>
  <rect x="18.5" y="4.5" width="9" height="9" rx="2" fill="#ffd23f"></rect>
</svg>`;

const eye = () => svg`<svg viewBox="0 0 24 24" aria-hidden="true" focusable="false" fill="none" stroke="currentColor" stroke-width="2">
  <path d="M1.5 12S5.5 4.5 12 4.5 22.5 12 22.5 12 18.5 19.5 12 19.5 1.5 12 1.5 12z"></path><circle cx="12" cy="12" r="3.2"></circle></svg>`;

// ---------------------------------------------------------------- language

/** For the attribute `lang` of what holds a name of the register, or what somebody wrote: they stand in Russian on an English page too. */
export const langOf = (text) => (language() === 'en' && /[а-яё]{2}/i.test(text ?? '') ? 'ru' : nothing);
/** The same around a text. */
export const inRussian = (text) => (langOf(text) === nothing ? text : html`<span lang="ru">${text}</span>`);

// ---------------------------------------------------------------- theme

const themeChoices = (name) => html`<fieldset>
  <legend>${t[name]}</legend>
  <div class="okno-access__choices">${THEMES[name].map((value) => html`
    <button type="button" class="okno-choice" aria-pressed=${theme(name) === value}
      @click=${() => setTheme(name, value)}>${LABELS[name][value]()}</button>`)}</div>
</fieldset>`;

/** The choices of contrast, size and spacing; the header opens it, a kiosk shows it in a dialog. */
export const themePanel = () => html`<section class="okno-access" id="okno-access" aria-label=${t.accessLong}><div class="okno-access__line">
  ${Object.keys(THEMES).map(themeChoices)}
  <button type="button" class="okno-choice" ?disabled=${!themed()} @click=${resetTheme}>${t.reset}</button>
</div></section>`;

// ---------------------------------------------------------------- header

/**
 * <okno-header place="Центр «Арбат»" home="/operator"></okno-header>
 *
 * Before it goes the link that skips it; the page's <main> is called "main". Property `tools` takes what else stands on the right:
 * a template, or a function that gives one.
 */
export class Header extends Live {
  static observedAttributes = ['place', 'home'];
  #open = false;
  #tools = nothing;

  set tools(value) {
    this.#tools = value;
    this.draw();
  }

  attributeChangedCallback() {
    this.draw();
  }

  #toggle() {
    this.#open = !this.#open;
    this.draw();
  }

  view() {
    const place = this.getAttribute('place');
    return html`<a class="govuk-skip-link" href="#main">${t.skip}</a>
      <header class="okno-header"><div class="okno-header__line">
        <a class="okno-header__brand" href=${this.getAttribute('home') ?? '/'}>${mark()}<span>${language() === 'en' ? 'Okno' : 'Окно'}</span></a>
        ${place ? html`<span class="okno-header__place">${inRussian(place)}</span>` : nothing}
        <div class="okno-header__tools">
          ${typeof this.#tools === 'function' ? this.#tools() : this.#tools}
          <button type="button" class="okno-header__tool" aria-expanded=${this.#open} aria-controls="okno-access"
            title=${t.accessLong} @click=${() => this.#toggle()}>${eye()}${t.access}</button>
          <button type="button" class="okno-header__tool" lang=${language() === 'en' ? 'ru' : 'en'}
            @click=${() => setLanguage(language() === 'en' ? 'ru' : 'en')}>${language() === 'en' ? 'Русский' : 'English'}</button>
        </div>
      </div></header>
      ${this.#open ? themePanel() : nothing}`;
  }
}
customElements.define('okno-header', Header);

// ---------------------------------------------------------------- messages

let regions;

/** Says a text to whoever does not see it. `urgent` interrupts. */
export function announce(text, { urgent = false } = {}) {
  if (!regions) {
    regions = ['polite', 'assertive'].map((kind) => {
      const region = document.createElement('div');
      region.className = 'okno-said';
      region.setAttribute('aria-live', kind);
      region.setAttribute('role', kind === 'polite' ? 'status' : 'alert');
      document.body.append(region);
      return region;
    });
  }
  const region = regions[urgent ? 1 : 0];
  region.textContent = '';
  setTimeout(() => { region.textContent = text; }, 50); // a change is what is read out
}

/** A note in a colour: kind '', 'good', 'warn', 'bad'. */
export const note = (kind, content) => html`<div class="okno-note ${kind ? `okno-note--${kind}` : ''}"
  role=${kind === 'bad' ? 'alert' : nothing}>${content}</div>`;

/**
 * What is wrong with a form, above it. `fields` maps the API's names of fields to ids of inputs, to which the lines lead.
 * Call focusSummary() after drawing.
 */
export const errorSummary = (problem, fields = {}) => (!problem ? nothing : html`
  <div class="govuk-error-summary" role="alert" tabindex="-1" id="okno-errors">
    <h2 class="govuk-error-summary__title">${t.summary}</h2>
    <div class="govuk-error-summary__body"><ul class="govuk-list govuk-error-summary__list">
      ${problem.violations?.length
        ? problem.violations.map(({ field, message }) => html`<li>${fields[field]
          ? html`<a href="#${fields[field]}" @click=${(event) => leadTo(event, fields[field])}>${inRussian(message)}</a>` : inRussian(message)}</li>`)
        : html`<li>${inRussian(problem.message)}</li>`}
    </ul></div>
  </div>`);

function leadTo(event, id) {
  const input = document.getElementById(id);
  if (!input) return;
  event.preventDefault();
  input.scrollIntoView({ block: 'center' });
  input.focus();
}

export const focusSummary = () => document.getElementById('okno-errors')?.focus();

/** «Данные от 14:05…», when a stream has gone stale; `since` as given to its handler, null when it is fresh. */
export const staleNote = (since, format) => (since ? note('warn', html`<p>${t.staleSince(format(since))}</p>`) : nothing);

// ---------------------------------------------------------------- dialog

/**
 * Asks in a modal dialog; resolves with the value of the button pressed, or null when it was closed.
 *
 *     const answer = await dialog({ title: '…', body: html`…`, buttons: [{ label: 'Да', value: 'yes' }, { label: 'Нет', value: null, plain: true }] })
 */
export function dialog({ title, body = nothing, buttons = [{ label: t.close, value: null }], className = '' }) {
  return new Promise((resolve) => {
    const frame = document.createElement('dialog');
    frame.className = `okno-dialog ${className}`;
    frame.setAttribute('aria-labelledby', 'okno-dialog-title');
    frame.answer = null;
    document.body.append(frame);
    const end = (value) => {
      frame.answer = value;
      frame.close();
    };
    render(html`<div class="okno-dialog__body"><h2 id="okno-dialog-title">${title}</h2>${body}
      <div class="okno-dialog__buttons">${buttons.map(({ label, value, plain }) => html`
        <button type="button" class="govuk-button ${plain ? 'govuk-button--secondary' : ''}" @click=${() => end(value)}>${label}</button>`)}
      </div></div>`, frame);
    frame.addEventListener('close', () => {
      frame.remove();
      resolve(frame.answer);
    });
    frame.showModal();
  });
}

// ---------------------------------------------------------------- table

/**
 * @param columns [{title, cell: (row) => content, number: true}]
 * @param options caption (required: said first), cards: every row becomes a card on a narrow screen (the default)
 */
export const table = (columns, rows, { caption, cards = true, captionHidden = false } = {}) => html`
  <table class="okno-table ${cards ? 'okno-table--cards' : ''}">
    <caption class=${captionHidden ? 'okno-said' : nothing}>${caption}</caption>
    <thead><tr>${columns.map((column) => html`<th scope="col" class=${column.number ? 'number' : nothing}>${column.title}</th>`)}</tr></thead>
    <tbody>${rows.map((row) => html`<tr>${columns.map((column) => html`
      <td class=${column.number ? 'number' : nothing} data-column=${column.title}>${column.cell(row)}</td>`)}</tr>`)}</tbody>
  </table>`;
