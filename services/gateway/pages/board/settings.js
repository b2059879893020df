// SPDX-License-Identifier: AGPL-3.0-or-later
// For whoever hangs up the screen: sound, languages, colours. Kept in this browser; the board needs none of it to run.
import { html, render } from '../lib/live.js';
import { dialog, themePanel } from '../lib/parts.js';
import { language, setLanguage, words } from '../lib/i18n.js';
import { keep, kept } from '../lib/store.js';

const t = words({
  title: ['Настройки табло', 'Board settings'],
  language: ['Язык табло', 'Language of the board'],
  voice: ['Голос', 'Voice'],
  off: ['Выключен', 'Off'],
  ru: ['Русский', 'Russian'],
  both: ['Русский и английский', 'Russian and English'],
  later: ['Голос переключится после обновления страницы.', 'The voice changes when the page is loaded again.'],
  sound: ['Проверить звук', 'Test the sound'],
  screen: ['На весь экран', 'Full screen'],
  close: ['Готово', 'Done'],
});

const VOICES = [['ru', 'ru'], ['ru,en', 'both'], ['off', 'off']];

export function openSettings(voice) {
  const body = document.createElement('div');
  const choose = (pressed, label, act) => html`<button type="button" class="okno-choice" aria-pressed=${pressed}
    @click=${() => { act(); draw(); }}>${label}</button>`;
  function draw() {
    render(html`<div class="board-settings">
      <fieldset><legend>${t.language}</legend>${choose(language() === 'ru', 'Русский', () => setLanguage('ru'))}
        ${choose(language() === 'en', 'English', () => setLanguage('en'))}</fieldset>
      <fieldset><legend>${t.voice}</legend>${VOICES.map(([value, name]) =>
        choose(kept('board.voice', 'ru') === value, t[name], () => keep('board.voice', value)))}<p>${t.later}</p></fieldset>
      <p><button type="button" class="okno-choice" @click=${() => voice.allow()}>${t.sound}</button>
        <button type="button" class="okno-choice" @click=${() => document.documentElement.requestFullscreen?.()}>${t.screen}</button></p>
      ${themePanel()}</div>`, body);
  }
  draw();
  const again = () => draw();
  document.addEventListener('okno-theme', again);
  return dialog({ title: t.title, body, buttons: [{ label: t.close, value: null }] })
    .finally(() => document.removeEventListener('okno-theme', again));
}
