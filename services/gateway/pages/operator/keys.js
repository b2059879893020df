// SPDX-License-Identifier: AGPL-3.0-or-later
// Keys that work wherever the focus is. Letters and digits go by their place on the keyboard, so the layout does not matter.
const known = new Map();

const nameOf = (event) => [event.ctrlKey && 'Control', event.altKey && 'Alt', event.shiftKey && 'Shift',
  /^(Digit|Key|Numpad)\w$/.test(event.code) ? event.code.replace(/Digit|Key|Numpad/, '') : event.key].filter(Boolean).join('+');

document.addEventListener('keydown', (event) => {
  if (event.defaultPrevented || event.repeat || document.querySelector('dialog[open]')) return;
  const work = known.get(nameOf(event));
  if (!work) return;
  event.preventDefault();
  work(event);
});

/** onKey('F2', work); returns what takes it away. */
export function onKey(name, work) {
  known.set(name, work);
  return () => known.get(name) === work && known.delete(name);
}
