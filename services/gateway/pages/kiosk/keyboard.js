// SPDX-License-Identifier: AGPL-3.0-or-later
// A keyboard on the screen, beside a real field: both may be used.
import { html } from '../lib/live.js';
import { words } from '../lib/i18n.js';

const t = words({
  space: ['Пробел', 'Space'],
  back: ['Стереть последний знак', 'Delete the last character'],
  clear: ['Очистить', 'Clear'],
  keys: ['Клавиатура', 'Keyboard'],
  latin: ['Латинские буквы', 'Latin letters'],
  russian: ['Русские буквы', 'Russian letters'],
});

const LAYOUTS = {
  ru: ['1234567890', 'йцукенгшщзхъ', 'фывапролджэ', 'ячсмитьбюё'],
  en: ['1234567890', 'qwertyuiop', 'asdfghjkl', 'zxcvbnm-'],
  // The alphabet of codes (services/queue/rules.h): nothing that looks like something else.
  code: ['34679', 'ACDEFGH', 'JKLMNPQ', 'RTVWXYZ'],
  number: ['123', '456', '789', '-0/'],
};

/**
 * @param layout  a name of LAYOUTS
 * @param change  (value) => {}
 * @param other   switches between ru and en; none for codes and numbers
 */
export function keyboard({ layout, value, change, other }) {
  const press = (key) => change(value + key);
  const key = (label, act, { wide = false, name } = {}) => html`<button type="button" class="keys__key ${wide ? 'keys__key--wide' : ''}"
    aria-label=${name ?? label} @click=${act}>${label}</button>`;
  return html`<div class="keys keys--${layout}" role="group" aria-label=${t.keys}>
    ${LAYOUTS[layout].map((row) => html`<div class="keys__row">${[...row].map((letter) => key(letter, () => press(letter)))}</div>`)}
    <div class="keys__row">
      ${other ? key(layout === 'ru' ? 'ABC' : 'АБВ', other, { wide: true, name: layout === 'ru' ? t.latin : t.russian }) : ''}
      ${other ? key(t.space, () => press(' '), { wide: true }) : ''}
      ${key('⌫', () => change([...value].slice(0, -1).join('')), { wide: true, name: t.back })}
      ${key(t.clear, () => change(''), { wide: true })}
    </div>
  </div>`;
}
