// SPDX-License-Identifier: AGPL-3.0-or-later
// Themes for low vision: contrast, size, spacing. Kept in the browser; styles/_themes.scss says what they look like.
import { keep, kept } from './store.js';

export const THEMES = {
  contrast: ['usual', 'white', 'black', 'blue'],
  size: ['100', '125', '150', '200'],
  spacing: ['usual', 'wide', 'wider'],
};

export const theme = (name) => document.documentElement.dataset[name] ?? THEMES[name][0];

/** Sets one property of the theme; its first value is the usual look. */
export function setTheme(name, value, { remember = true } = {}) {
  if (!THEMES[name]?.includes(value)) return;
  const usual = value === THEMES[name][0];
  if (usual) delete document.documentElement.dataset[name];
  else document.documentElement.dataset[name] = value;
  if (remember) keep(name, usual ? null : value);
  document.dispatchEvent(new CustomEvent('okno-theme'));
}

export function resetTheme() {
  for (const name of Object.keys(THEMES)) setTheme(name, THEMES[name][0]);
}

/** Whether anything differs from the usual look. */
export const themed = () => Object.keys(THEMES).some((name) => theme(name) !== THEMES[name][0]);

for (const name of Object.keys(THEMES)) {
  const value = kept(name);
  if (value && THEMES[name].includes(value)) document.documentElement.dataset[name] = value;
  else delete document.documentElement.dataset[name];
}
