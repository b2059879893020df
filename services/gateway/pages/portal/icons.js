// SPDX-License-Identifier: AGPL-3.0-or-later
// Pictures beside words: never without them.
import { svg } from '../lib/live.js';

const PATHS = {
  search: 'M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM15.5 15.5 21 21',
  calendar: 'M4 6h16v14H4zM4 10h16M8 3v5M16 3v5',
  pin: 'M12 21s7-6.5 7-12a7 7 0 1 0-14 0c0 5.5 7 12 7 12zM12 6.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5z',
  paper: 'M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6',
  person: 'M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM4.5 20c.8-4 3.7-6 7.5-6s6.7 2 7.5 6',
  clock: 'M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM12 7.5V12l3 2',
  purse: 'M4 7h16v12H4zM4 7l11-3v3M15 13h2',
  gift: 'M5 12l5 5L20 7',
  identity: 'M5 3h14v18H5zM12 7.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5zM8.5 17.5h7',
  registration: 'M4 20V10l8-6 8 6v10zM10 20v-6h4v6',
  transport: 'M4 16v-4l2-5h12l2 5v4zM4 12h16M7 16v2M17 16v2',
  'civil-records': 'M9 6a5 5 0 1 0 0 10A5 5 0 0 0 9 6zM15 8a5 5 0 1 1 0 10 5 5 0 0 1 0-10z',
  family: 'M8 4.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5zM16.5 7.5a2 2 0 1 0 0 4 2 2 0 0 0 0-4zM3.5 20c0-5 2-8 4.5-8s4.5 3 4.5 8M14 20c0-4 1-6 2.5-6s3.5 2 3.5 6',
  social: 'M12 20S4 15 4 9.5A4 4 0 0 1 12 7.5a4 4 0 0 1 8 2C20 15 12 20 12 20z',
  housing: 'M5 21V4h9v17M14 10h5v11M3 21h18M8 8h3M8 12h3M8 16h3',
  property: 'M4 20 9 5l6 4 5-5v12l-5 4zM9 5v11M15 9v11',
  archive: 'M4 5h16v5H4zM5.5 10v9h13v-9M10 13.5h4',
  legal: 'M12 4v16M7 20h10M5 7h14M5 7l-2.5 6h5zM19 7l-2.5 6h5z',
  nature: 'M12 21v-6M12 15c-5 0-7-3-7-7 4 0 7 2 7 7zM12 15c5 0 7-4 7-9-4 0-7 3-7 9z',
  health: 'M9 4h6v5h5v6h-5v5H9v-5H4V9h5z',
  education: 'M2.5 9 12 5l9.5 4L12 13zM6 11v5c3 2.5 9 2.5 12 0v-5',
  leisure: 'M12 3.5l2.5 5.5 6 .7-4.5 4 1.3 6L12 16.7 6.7 19.7 8 13.7 3.5 9.7l6-.7z',
  construction: 'M4 21V8l6-4v17M10 10h10v11M3 21h18M13 14h4M13 17.5h4',
  networks: 'M13 3 6 13.5h5L10 21l8-11h-5z',
};

export const icon = (name) => svg`<svg class="portal__icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false" fill="none" stroke="currentColor"
  stroke-width="1.8" stroke-linejoin="round" stroke-linecap="round"><path d=${PATHS[name] ?? PATHS.paper}></path></svg>`;
