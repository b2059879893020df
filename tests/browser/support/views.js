// SPDX-License-Identifier: AGPL-3.0-or-later
// A test that walks over views. `look(page, name)` looks at what is there now; whatever is found anywhere is told at the end, all of it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { looks } from './browser.js';

/** views(name, async (look) => { … }) */
export function views(name, walk) {
  test(name, async () => {
    const found = [];
    try {
      await walk(async (page, view) => { found.push(...await looks(page, view)); });
    } catch (error) {
      throw found.length ? new Error(`${error.message}\nfound before:\n${found.join('\n')}`, { cause: error }) : error;
    }
    assert.deepEqual(found, []);
  });
}
