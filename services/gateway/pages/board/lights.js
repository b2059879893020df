// SPDX-License-Identifier: AGPL-3.0-or-later
// How long a queue is, in four colours (up to 10, 20, 30 minutes, longer), each with its word: whoever does not see colours reads it.
import { words } from '../lib/i18n.js';
import { html, nothing } from '../lib/live.js';

const t = words({
  GREEN: ['быстро', 'quick'],
  YELLOW: ['недолго', 'moderate'],
  ORANGE: ['долго', 'long'],
  RED: ['очень долго', 'very long'],
});
const KINDS = { GREEN: 'good', YELLOW: 'fair', ORANGE: 'warn', RED: 'bad' };

/** Nothing for a queue that is not served: its line says so. */
export const light = (name) => (KINDS[name] ? html`<span class="board__light board__light--${KINDS[name]}">${t[name]}</span>` : nothing);
