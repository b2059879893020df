// SPDX-License-Identifier: AGPL-3.0-or-later
// Days as people write them: 1.3.2026, 01.03.26, 01032026, 2026-03-01, 1 марта 2026. The API has them as 2026-03-01, people never see that.
import { date, words } from './i18n.js';

const t = words({
  form: ['Напишите день, месяц и год числами, например 5.3.1985', 'Write day, month and year as numbers, for example 5.3.1985'],
  none: ['Такого дня в календаре нет', 'There is no such day in the calendar'],
  early: [(day) => `Нужен день не раньше ${day}`, (day) => `The day must not be before ${day}`],
  late: [(day) => `Нужен день не позже ${day}`, (day) => `The day must not be after ${day}`],
});

const ISO = /^\d{4}-\d\d-\d\d$/;
const MONTHS = [['янв', 'jan'], ['фев', 'feb'], ['мар', 'mar'], ['апр', 'apr'], ['май', 'мая', 'may'], ['июн', 'jun'], ['июл', 'jul'], ['авг', 'aug'],
  ['сен', 'sep'], ['окт', 'oct'], ['ноя', 'nov'], ['дек', 'dec']];
const monthOf = (word) => 1 + MONTHS.findIndex((starts) => starts.some((start) => word.startsWith(start)));

// What may be meant, the likelier first: [year, month, day].
const SHAPES = [
  [/^(\d{4})[-./](\d{1,2})[-./](\d{1,2})$/, ([, y, m, d]) => [y, m, d]],
  [/^(\d{1,2})[-./ ](\d{1,2})[-./ ](\d{4}|\d\d)$/, ([, d, m, y]) => [y, m, d]],
  [/^(\d\d)(\d\d)(\d{4}|\d\d)$/, ([, d, m, y]) => [y, m, d]],
  [/^(\d{4})(\d\d)(\d\d)$/, ([, y, m, d]) => [y, m, d]],
  [/^(\d{1,2}) ?([а-яa-z]{3,})\.? (\d{4}|\d\d)$/, ([, d, word, y]) => [y, monthOf(word), d]],
];

const two = (n) => String(n).padStart(2, '0');

// Two digits: of a day that must have been (a birth), the last such year; of others up to twenty years ahead.
function yearOf(digits, past, now) {
  const year = Number(digits);
  if (digits.length > 2) return year;
  const limit = now.getFullYear() % 100 + (past ? 0 : 20);
  return year + (year <= limit ? 2000 : 1900);
}

function existing(year, month, day) {
  const at = new Date(Date.UTC(year, month - 1, day));
  return at.getUTCMonth() === month - 1 && at.getUTCDate() === day && year >= 1800 && year < 2200 ? `${year}-${two(month)}-${two(day)}` : '';
}

/**
 * What somebody typed: {day: '2026-03-01', fault: ''}, or {day: '', fault: 'form' | 'none'}; nothing typed is no fault.
 * `past`: a day that has been, for years of two digits.
 */
export function understand(text, { past = false, now = new Date() } = {}) {
  const plain = text.toLowerCase().replace(/\s*(г\.?|года?)$/, '').replace(/\s*([-./])\s*/g, '$1').replace(/\s+/g, ' ').trim();
  if (!plain) return { day: '', fault: '' };
  let fault = 'form';
  for (const [shape, partsOf] of SHAPES) {
    const found = shape.exec(plain);
    if (!found) continue;
    const [year, month, day] = partsOf(found);
    const real = existing(yearOf(year, past, now), Number(month), Number(day));
    if (real) return { day: real, fault: '' };
    fault = 'none';
  }
  return { day: '', fault };
}

/** As people read it in a field: 01.03.2026. */
export const dayText = (day) => (ISO.test(day) ? date(day, { day: '2-digit', month: '2-digit', year: 'numeric' }) : day);

/** What to say about a typed day; '' when there is nothing wrong with it. */
export function faultOf(text, { past, min, max, now } = {}) {
  const { day, fault } = understand(text, { past, now });
  if (fault) return t[fault];
  if (day && min && day < min) return t.early(dayText(min));
  if (day && max && day > max) return t.late(dayText(max));
  return '';
}
