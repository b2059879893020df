// SPDX-License-Identifier: AGPL-3.0-or-later
// Pictures of the first screen; they say nothing that the words beside them do not.
import { svg } from '../lib/live.js';

const icon = (content) => () => svg`<svg class="kiosk-icon" viewBox="0 0 48 48" aria-hidden="true" fill="none" stroke="currentColor"
  stroke-width="3" stroke-linecap="round" stroke-linejoin="round">${content}</svg>`;

export const icons = {
  apply: icon(svg`<path d="M28 5H13a4 4 0 0 0-4 4v30a4 4 0 0 0 4 4h22a4 4 0 0 0 4-4V16z"></path><path d="M28 5v11h11M24 35V23M18 29l6-6 6 6"></path>`),
  collect: icon(svg`<path d="M6 28h9l3 6h12l3-6h9"></path><path d="M11 14 6 28v10a4 4 0 0 0 4 4h28a4 4 0 0 0 4-4V28l-5-14"></path><path d="M24 5v16M17 15l7 7 7-7"></path>`),
  ask: icon(svg`<path d="M6 10a4 4 0 0 1 4-4h28a4 4 0 0 1 4 4v20a4 4 0 0 1-4 4H22l-10 8v-8h-2a4 4 0 0 1-4-4z"></path><path d="M19 16a5 5 0 1 1 7 5c-1.600.8-2 1.700-2 3M24 28.500v.1"></path>`),
  booked: icon(svg`<rect x="6" y="9" width="36" height="33" rx="4"></rect><path d="M6 19h36M15 5v8M33 5v8M17 31l5 5 9-10"></path>`),
  status: icon(svg`<circle cx="21" cy="21" r="14"></circle><path d="m31 31 11 11M16 21l4 4 7-8"></path>`),
};
