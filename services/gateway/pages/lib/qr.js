// SPDX-License-Identifier: AGPL-3.0-or-later
// A QR code as a picture of lines: dark on light in every theme, since scanners want it so.
import { encode } from '/assets/vendor/uqr/index.js';
import { svg } from './live.js';

/** @param label  what the code leads to, for whoever does not see it */
export function qr(text, label) {
  const { data, size } = encode(text, { ecc: 'M', border: 4 });
  let path = '';
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++) if (data[y][x]) path += `M${x} ${y}h1v1h-1z`;
  return svg`<svg class="okno-qr" viewBox="0 0 ${size} ${size}" role="img" aria-label=${label} shape-rendering="crispEdges">
    <rect width=${size} height=${size} fill="#fff"></rect><path d=${path} fill="#000"></path></svg>`;
}
