// SPDX-License-Identifier: AGPL-3.0-or-later
// What this centre provides, asked once: for lists and for names by code.
import { api } from '../lib/api.js';

let asked;

async function load(centre) {
  const services = [];
  let pageToken = '';
  do {
    const page = await api.get('/v1/services', { query: { centre, view: 'BASIC', pageSize: 200, pageToken } });
    services.push(...(page.services ?? []));
    pageToken = page.nextPageToken;
  } while (pageToken);
  return services;
}

export const allServices = (centre) => (asked ??= load(centre).catch((problem) => {
  asked = undefined;
  throw problem;
}));
