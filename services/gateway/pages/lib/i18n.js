// SPDX-License-Identifier: AGPL-3.0-or-later
// Two languages, Russian first. Every sentence stands beside its translation, where it is used:
//
//     const t = words({
//       take: ['Взять талон', 'Take a ticket'],
//       before: [(n) => `Перед вами ${count(n, 'человек', 'человека', 'человек')}`, (n) => `${count(n, 'person', 'people')} ahead of you`],
//     });
//     t.take          t.before(3)
import { keep, kept } from './store.js';

export const LANGUAGES = ['ru', 'en'];
const TIME_ZONE = undefined; // that of the device, which stands where the centre stands

let now = kept('language') === 'en' ? 'en' : 'ru';

/** 'ru' or 'en'. */
export const language = () => now;

/** Switches; everything that was made with `words` and `Live` (live.js) is drawn anew. */
export function setLanguage(name, { remember = true } = {}) {
  if (!LANGUAGES.includes(name) || name === now) return;
  now = name;
  document.documentElement.lang = name;
  if (remember) keep('language', name);
  document.dispatchEvent(new CustomEvent('okno-language'));
}

/** Sentences by name, in the language of the moment. */
export function words(table) {
  const reader = {};
  for (const [name, pair] of Object.entries(table)) {
    if (!Array.isArray(pair) || pair.length !== 2) throw new Error(`words: ${name} needs two languages`);
    Object.defineProperty(reader, name, { get: () => pair[now === 'en' ? 1 : 0], enumerable: true });
  }
  return reader;
}

/** The word that goes with a number: plural(5, 'талон', 'талона', 'талонов'), in English plural(5, 'ticket', 'tickets'). */
export function plural(n, ...forms) {
  const kind = new Intl.PluralRules(now).select(n);
  if (now === 'en') return kind === 'one' ? forms[0] : forms[1];
  return { one: forms[0], few: forms[1] }[kind] ?? forms[2] ?? forms[1];
}

/** The number with its word, which stay on one line. */
export const count = (n, ...forms) => `${number(n)}\u00a0${plural(n, ...forms)}`;

/** One of the two names that the API gives: name and nameEn. */
export const nameOf = (thing, field = 'name') => (now === 'en' && thing?.[`${field}En`]) || thing?.[field] || '';

// ---------------------------------------------------------------- numbers and times

const made = new Map();
function format(Kind, options) {
  const key = now + Kind.name + JSON.stringify(options);
  if (!made.has(key)) made.set(key, new Kind(now === 'en' ? 'en-GB' : 'ru-RU', { timeZone: TIME_ZONE, ...options }));
  return made.get(key);
}

export const number = (n, options = {}) => format(Intl.NumberFormat, options).format(n);
/** Kopecks as roubles: «2 000 ₽», «350,50 ₽». */
export const money = (kopecks) => number(Number(kopecks) / 100, {
  style: 'currency', currency: 'RUB', minimumFractionDigits: Number(kopecks) % 100 ? 2 : 0, currencyDisplay: 'narrowSymbol' });

const moment = (value) => (value instanceof Date ? value : new Date(value));
/** 14:05 */
export const time = (value) => format(Intl.DateTimeFormat, { hour: '2-digit', minute: '2-digit' }).format(moment(value));
/** 5 марта 2026 г. / 5 March 2026; days as the API gives them (2026-03-05) are days of the calendar, in no zone. */
export const date = (value, options = { day: 'numeric', month: 'long', year: 'numeric' }) =>
  /^\d{4}-\d\d-\d\d$/.test(value)
    ? format(Intl.DateTimeFormat, { ...options, timeZone: 'UTC' }).format(new Date(`${value}T00:00:00Z`))
    : format(Intl.DateTimeFormat, options).format(moment(value));
/** 5 марта, 14:05 */
export const dateTime = (value) => format(Intl.DateTimeFormat,
  { day: 'numeric', month: 'long', hour: '2-digit', minute: '2-digit' }).format(moment(value));
/** четверг, 5 марта */
export const weekday = (value) => date(value, { weekday: 'long', day: 'numeric', month: 'long' });

/** Whole minutes, at least one: «7 минут». */
export const minutes = (seconds) => {
  const n = Math.max(1, Math.round(seconds / 60));
  return now === 'en' ? count(n, 'minute', 'minutes') : count(n, 'минута', 'минуты', 'минут');
};
/** A range of waiting: «5–12 мин», «около 7 мин». */
export function minutesRange(fromSeconds, toSeconds) {
  const from = Math.max(1, Math.round(fromSeconds / 60));
  const to = Math.max(1, Math.ceil(toSeconds / 60));
  const en = now === 'en';
  const short = `\u00a0${en ? 'min' : 'мин'}`;
  if (to <= 1) return en ? 'about a minute' : 'около минуты';
  return from >= to ? `${en ? 'about' : 'около'}\u00a0${number(to)}${short}` : `${number(from)}–${number(to)}${short}`;
}
