// SPDX-License-Identifier: AGPL-3.0-or-later
// What a browser keeps for us between visits: settings, never anything about a person. Works, without keeping, when storage is off.

/** Text kept under a name, or `otherwise`. */
export function kept(name, otherwise = null) {
  try {
    return localStorage.getItem(`okno.${name}`) ?? otherwise;
  } catch {
    return otherwise;
  }
}

/** Keeps a text; null forgets it. */
export function keep(name, value) {
  try {
    if (value === null) localStorage.removeItem(`okno.${name}`);
    else localStorage.setItem(`okno.${name}`, value);
  } catch {
    // then it holds for this visit
  }
}
