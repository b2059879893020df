// SPDX-License-Identifier: AGPL-3.0-or-later
// Before anything is drawn: language and theme as they were chosen last. A plain script in <head>, so that no page flashes.
(() => {
  const root = document.documentElement;
  const kept = (name) => {
    try {
      return localStorage.getItem(`okno.${name}`);
    } catch {
      return null; // storage is switched off: every visit begins anew
    }
  };
  if (kept('language') === 'en') root.lang = 'en';
  for (const name of ['contrast', 'size', 'spacing']) if (kept(name)) root.dataset[name] = kept(name);
})();
