// SPDX-License-Identifier: AGPL-3.0-or-later
// Calls of the API. What goes wrong is a Problem with a sentence for people; every write carries a key, so that sending it twice does
// it once, and may therefore be sent again when the answer was lost.
import { language, words } from './i18n.js';

const t = words({
  offline: ['Нет связи с сервером. Проверьте сеть и повторите.', 'The server cannot be reached. Check the network and try again.'],
  slow: ['Сервер не ответил вовремя. Повторите попытку.', 'The server did not answer in time. Try again.'],
  broken: ['Сервер ответил неожиданно. Повторите попытку позже.', 'The server answered in an unexpected way. Try again later.'],
  signIn: ['Войдите, чтобы продолжить.', 'Sign in to go on.'],
});

const TRIES = 3;
const PATIENCE_MS = 15000;
const AGAIN = new Set([502, 503, 504]);

/** What went wrong. `message` is for the person; `code` and `violations` are for the page. */
export class Problem extends Error {
  constructor(message, { status = 0, code = 'UNKNOWN', reason = '', violations = [], traceId = '', existingId = '' } = {}) {
    super(message);
    Object.assign(this, { name: 'Problem', status, code, reason, violations, traceId, existingId });
  }

  /** Sentence about a field, or '': for the hint beside it. */
  about(field) {
    return this.violations.find((violation) => violation.field === field)?.message ?? '';
  }
}

async function problemOf(response) {
  const body = await response.json().catch(() => null);
  if (!body) return new Problem(response.status === 401 ? t.signIn : t.broken, { status: response.status });
  const reason = (body.type ?? '').replace(/^urn:okno:problem:/, '').replace('about:blank', '');
  return new Problem(body.detail || body.title || t.broken, { ...body, reason, status: response.status });
}

const failureOf = (error) => (error instanceof Problem ? error
  : new Problem(error.name === 'TimeoutError' ? t.slow : t.offline, { code: 'OFFLINE' }));

// ---------------------------------------------------------------- who is signed in

let signedIn;

/** {signedIn, role, subject, name, centreCode, agencyCode, applicantId, csrfToken, expireTime}; asked once, `anew` again. */
export function session({ anew = false } = {}) {
  if (anew || !signedIn) {
    signedIn = fetch('/auth/session', { headers: { Accept: 'application/json' }, cache: 'no-store' })
      .then((response) => (response.ok ? response.json() : { signedIn: false }))
      .catch(() => {
        signedIn = undefined;
        return { signedIn: false, offline: true };
      });
  }
  return signedIn;
}

/** Leaves for the sign-in page and comes back here. */
export function signIn(next = location.pathname + location.search) {
  location.assign(`/auth/sign-in?next=${encodeURIComponent(next)}`);
}

export async function signOut(next = '/') {
  await send('POST', '/auth/sign-out');
  location.assign(next);
}

// ---------------------------------------------------------------- calls

/** Also where there is no secure context: a kiosk reaches its centre's server by http. */
export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

function addressOf(path, query) {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {}))
    for (const one of Array.isArray(value) ? value : [value])
      if (one !== undefined && one !== null && one !== '') parameters.append(name, one);
  return parameters.size ? `${path}?${parameters}` : path;
}

async function headersOf(method, { body, key, etag, csrf }) {
  const headers = { 'Accept-Language': language() };
  const bearer = sessionStorage.getItem('okno.bearer'); // set by tests only
  if (bearer) headers.Authorization = `Bearer ${bearer}`;
  if (body !== undefined && !(body instanceof Blob)) headers['Content-Type'] = 'application/json';
  if (body instanceof Blob && body.type) headers['Content-Type'] = body.type;
  if (etag) headers['If-Match'] = `"${etag}"`;
  if (method === 'GET') return headers;
  headers['Idempotency-Key'] = key;
  if (!bearer && csrf !== false) {
    const { csrfToken } = await session();
    if (csrfToken) headers['X-CSRF-Token'] = csrfToken;
  }
  return headers;
}

async function once(method, path, options) {
  const { body, query, signal, patience = PATIENCE_MS } = options;
  const limit = AbortSignal.timeout(patience);
  return fetch(addressOf(path, query), {
    method,
    headers: { ...(await headersOf(method, options)), ...options.headers },
    body: body === undefined || body instanceof Blob ? body : JSON.stringify(body),
    signal: signal ? AbortSignal.any([signal, limit]) : limit,
    cache: 'no-cache',
  });
}

// A repeat is safe: reads change nothing, and a write keeps its key.
async function patiently(method, path, options) {
  for (let round = 1; ; round++) {
    try {
      const response = await once(method, path, options);
      if (!AGAIN.has(response.status) || round === TRIES) return response;
    } catch (error) {
      if (options.signal?.aborted || round === TRIES) throw error;
    }
    await pause(250 * 2 ** round * (0.5 + Math.random()));
  }
}

async function send(method, path, options = {}) {
  const wanted = { ...options, key: options.key ?? newKey() };
  let response;
  try {
    response = await patiently(method, path, wanted);
    if (response.status === 403 && method !== 'GET') response = await withFreshSession(response, method, path, wanted);
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw failureOf(error);
  }
  if (response.ok) return response;
  if (response.status === 401) {
    signedIn = undefined;
    document.dispatchEvent(new CustomEvent('okno-signed-out'));
  }
  throw await problemOf(response);
}

// Somebody signed in anew in another tab: the token of this page's forms is an old one.
async function withFreshSession(response, method, path, options) {
  const before = (await session()).csrfToken;
  const after = (await session({ anew: true })).csrfToken;
  return before && after && before !== after ? patiently(method, path, options) : response;
}

const jsonOf = async (response) => {
  const value = response.status === 204 ? {} : await response.json();
  const etag = response.headers.get('ETag');
  if (etag && value && value.etag === undefined) value.etag = etag.replaceAll('"', '');
  return value;
};

/**
 * options: query {name: value}, body (an object, or a Blob to upload), etag (If-Match), key (Idempotency-Key: give your own when a person may
 * press the button again after a failure), headers, signal, patience (ms). Throws Problem; when `signal` was aborted, AbortError.
 */
export const api = {
  get: (path, options) => send('GET', path, options).then(jsonOf),
  post: (path, body = {}, options = {}) => send('POST', path, { ...options, body }).then(jsonOf),
  patch: (path, body = {}, options = {}) => send('PATCH', path, { ...options, body }).then(jsonOf),
  delete: (path, options) => send('DELETE', path, options).then(jsonOf),
  /** Bytes of a file, as a Blob. */
  file: (path, options) => send('GET', path, options).then((response) => response.blob()),
  /** Sends a file as the body. */
  upload: (path, blob, options = {}) => send('POST', path, { patience: 120000, ...options, body: blob }).then(jsonOf),
};
