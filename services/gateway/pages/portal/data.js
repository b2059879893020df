// SPDX-License-Identifier: AGPL-3.0-or-later
// Reference data, asked for once a visit: cards, centres, agencies, classifiers. Public, nothing about persons.
import { api } from '../lib/api.js';
import { count, language, money, nameOf, number, words } from '../lib/i18n.js';

const asked = new Map();

function once(key, load) {
  if (!asked.has(key)) {
    const answer = load();
    answer.catch(() => asked.delete(key));
    asked.set(key, answer);
  }
  return asked.get(key);
}

async function allServices(query) {
  const services = [];
  let pageToken = '';
  do {
    const page = await api.get('/v1/services', { query: { ...query, view: 'BASIC', pageSize: 200, pageToken } });
    services.push(...(page.services ?? []));
    pageToken = page.nextPageToken;
  } while (pageToken);
  return services;
}

export const services = () => once('services', () => allServices({}));
/** By everyday words, best first. */
export const found = (query, signal) => api.get('/v1/services', { query: { query, view: 'BASIC', pageSize: 60 }, signal })
  .then((page) => page.services ?? []);
export const card = (code) => once(`card ${code}`, () => api.get(`/v1/services/${encodeURIComponent(code)}`));
export const centres = () => once('centres', () => api.get('/v1/centres').then((reply) => reply.centres ?? []));
export const territories = () => once('territories', () => api.get('/v1/territories').then((reply) => reply.territories ?? []));
export const agencies = () => once('agencies', () => api.get('/v1/agencies').then((reply) => new Map(
  (reply.agencies ?? []).map((agency) => [agency.agencyCode, agency]))));
/** Items of a classifier, in its order. */
export const classifier = (code) => once(`classifier ${code}`, () => api.get(`/v1/classifiers/${code}`).then((reply) => reply.items ?? []));
/** As what the signed-in applies: PERSON, SOLE_PROPRIETOR or LEGAL_ENTITY. Never kept: the next one may be somebody else. */
export const recipientOf = async (applicantId) => {
  const found = await api.get(`/v1/applicants/${applicantId}`);
  return found.legalEntity ? 'LEGAL_ENTITY' : found.soleProprietor ? 'SOLE_PROPRIETOR' : 'PERSON';
};
/** Whom the person represents today, by powers that hold. */
export const principals = (applicantId) => api.get(`/v1/applicants/${applicantId}/principals`).then((reply) => reply.principals ?? [], () => []);
/** Names by code. */
export const namesOf = async (code) => new Map((await classifier(code)).map((item) => [item.code, item.name]));

export const provides = (centre, serviceCode) => !centre.withdrawn && !(centre.excludedServices ?? []).includes(serviceCode);

// ---------------------------------------------------------------- a card in words

const t = words({
  free: ['Бесплатно', 'Free of charge'],
  today: ['В день обращения', 'On the same day'],
  PERSON: ['Гражданам', 'Citizens'],
  SOLE_PROPRIETOR: ['Предпринимателям', 'Sole proprietors'],
  LEGAL_ENTITY: ['Организациям', 'Organisations'],
});

export const RECIPIENTS = ['PERSON', 'SOLE_PROPRIETOR', 'LEGAL_ENTITY'];
export const recipientWord = (recipient) => t[recipient];

export function termOf(term) {
  const days = term?.days ?? 0;
  if (!days) return t.today;
  const calendar = term.kind === 'CALENDAR';
  if (language() === 'en') return `${count(days, calendar ? 'calendar day' : 'working day', calendar ? 'calendar days' : 'working days')}`;
  return calendar ? count(days, 'календарный день', 'календарных дня', 'календарных дней')
    : count(days, 'рабочий день', 'рабочих дня', 'рабочих дней');
}

export const feeOf = (kopecks) => (Number(kopecks ?? 0) ? money(kopecks) : t.free);
export const shortOf = (service) => nameOf(service, 'shortName') || nameOf(service);

export function distance(metres) {
  const en = language() === 'en';
  if (metres < 1000) return `${number(Math.max(50, Math.round(metres / 50) * 50))}\u00a0${en ? 'm' : 'м'}`;
  return `${number(metres / 1000, { maximumFractionDigits: metres < 10000 ? 1 : 0 })}\u00a0${en ? 'km' : 'км'}`;
}
