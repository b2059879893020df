// SPDX-License-Identifier: AGPL-3.0-or-later
// The field's terms, as the pages of staff show them, by the names that the API has for them.
import { date, language, number, time, words } from '../lib/i18n.js';

const of = (table) => {
  const reader = words(table);
  return (name) => reader[name] ?? name ?? '';
};

/** State of a ticket. */
export const ticketState = of({
  ISSUED: ['Талон выдан', 'Issued'],
  WAITING: ['Ожидает', 'Waiting'],
  CALLED: ['Вызван', 'Called'],
  SERVING: ['На приёме', 'Being served'],
  HELD: ['Отошёл от окна', 'Stepped aside'],
  PARKED: ['Ждёт в зале', 'Parked in the hall'],
  POSTPONED: ['Отложен', 'Postponed'],
  TRANSFERRED: ['Перенаправлен', 'Redirected'],
  FINISHED: ['Обслужен', 'Served'],
  NO_SHOW: ['Не подошёл', 'No-show'],
  CANCELLED: ['Отменён', 'Cancelled'],
});

export const purpose = of({
  APPLY: ['Подать документы', 'Hand in documents'],
  ASK: ['Консультация', 'Advice'],
  STATUS: ['Узнать о заявлении', 'Status of an application'],
  COLLECT: ['Получить результат', 'Collect a result'],
});

/** State of an appointment, and how it looks. */
export const appointmentState = of({
  RESERVED: ['Не подтверждена', 'Not confirmed'],
  CONFIRMED: ['Ждём', 'Expected'],
  CHECKED_IN: ['Пришёл', 'Came'],
  CANCELLED: ['Отменена', 'Cancelled'],
  EXPIRED: ['Истекла', 'Expired'],
  MISSED: ['Не пришёл', 'Missed'],
});
export const appointmentKind = (name) => ({ CHECKED_IN: 'okno-tag--good', RESERVED: 'okno-tag--warn', MISSED: 'okno-tag--bad' })[name] ?? '';

export const sessionState = of({
  OPEN: ['Приём идёт', 'Open'],
  BREAK: ['Перерыв', 'On a break'],
  CLOSING: ['Закрывается', 'Closing'],
  CLOSED: ['Закрыто', 'Closed'],
});

/** Status of an application. */
export const status = of({
  REGISTERED: ['Зарегистрировано', 'Registered'],
  CHECKED: ['Документы проверены', 'Documents checked'],
  SENT: ['Передано в орган', 'With the agency'],
  SUSPENDED: ['Приостановлено', 'Suspended'],
  DECIDED: ['Решение принято', 'Decided'],
  READY: ['Готово к выдаче', 'Ready for issue'],
  ISSUED: ['Выдано', 'Issued'],
  REFUSED: ['Отказано в услуге', 'Service refused'],
  ACCEPTANCE_REFUSED: ['Отказано в приёме', 'Acceptance refused'],
  WITHDRAWN: ['Отозвано', 'Withdrawn'],
});

/** How a status looks: a kind of tag. */
export const statusKind = (name) => ({ READY: 'good', ISSUED: 'good', DECIDED: 'good', SUSPENDED: 'warn', REFUSED: 'bad',
  ACCEPTANCE_REFUSED: 'bad' })[name] ?? '';

export const channel = of({
  COUNTER: ['В центре', 'At the counter'],
  PORTAL: ['Портал', 'Portal'],
  PHONE: ['Телефон', 'Phone'],
  POST: ['Почта', 'Post'],
  KIOSK: ['Терминал', 'Kiosk'],
  MOBILE_OFFICE: ['Выездной приём', 'Mobile office'],
});

/** Scenario of a service (facts: 0 traditional ... 3 accelerated). */
export const scenario = of({
  0: ['Обычный', 'Traditional'],
  1: ['Полностью электронный', 'Electronic'],
  2: ['Один визит — за результатом', 'One visit, for the result'],
  3: ['Ускоренная сдача документов', 'Accelerated drop-off'],
});

export const paperForm = of({
  ORIGINAL: ['Подлинник', 'Original'],
  COPY: ['Копия', 'Copy'],
  SCAN: ['Скан', 'Scan'],
});

export const paperState = of({
  PRESENT: ['Принесён', 'Brought'],
  MISSING: ['Не хватает', 'Missing'],
  WRONG_FORM: ['Нужен подлинник', 'Original needed'],
  EXPIRED: ['Срок истёк', 'Expired'],
  BY_EXCHANGE: ['Запросим сами', 'We ask for it'],
  NOT_NEEDED: ['По условию', 'If it applies'],
  NOT_IN_CARD: ['Не требуется', 'Not asked for'],
});
export const paperKind = (name) => ({ PRESENT: 'good', MISSING: 'bad', WRONG_FORM: 'bad', EXPIRED: 'bad', NOT_IN_CARD: 'warn' })[name] ?? '';

/** What happened to an application. */
export const movement = of({
  REGISTERED: ['Зарегистрировано', 'Registered'],
  ACCEPTED: ['Документы приняты', 'Documents accepted'],
  ACCEPTANCE_REFUSED: ['Отказано в приёме', 'Acceptance refused'],
  CHECKED: ['Документы проверены', 'Documents checked'],
  REMARKS_FOUND: ['Есть замечания', 'Remarks found'],
  REMARKS_SENT: ['Замечания направлены', 'Remarks sent'],
  CORRECTED: ['Исправлено заявителем', 'Corrected by the applicant'],
  WITHDRAWN: ['Отозвано', 'Withdrawn'],
  SENT: ['Передано в орган', 'Sent to the agency'],
  ASKED: ['Запрошены сведения', 'Information requested'],
  ANSWERED: ['Получен ответ органа', 'The agency answered'],
  GRANTED: ['Решено предоставить', 'Granted'],
  REFUSED: ['Отказано', 'Refused'],
  RECEIVED: ['Результат получен центром', 'Result received'],
  INFORMED: ['Заявитель извещён', 'Applicant informed'],
  ISSUED: ['Результат выдан', 'Result issued'],
  POSTED: ['Отправлено почтой', 'Posted'],
  RETURNED: ['Возвращено в орган', 'Returned to the agency'],
  REFUSAL_HANDED: ['Отказ вручён', 'Refusal handed over'],
  HANDED_OVER: ['Передано по реестру', 'Handed over'],
  ORIGINALS_WITHDRAWN: ['Подлинники изъяты', 'Originals withdrawn'],
  ANNULLED: ['Аннулировано', 'Annulled'],
  RETURNED_UNCLAIMED: ['Возвращено невостребованное', 'Returned unclaimed'],
  WRITTEN_OFF: ['Списано в дело', 'Written off to the case file'],
  CLAIMED: ['Задача взята', 'Task claimed'],
  RELEASED: ['Задача возвращена', 'Task released'],
  TASK_DONE: ['Задача выполнена', 'Task done'],
  SCANNED: ['Загружен скан', 'Scan uploaded'],
  SUSPENDED: ['Приостановлено', 'Suspended'],
  RESUMED: ['Возобновлено', 'Resumed'],
  EXTENDED: ['Срок продлён', 'Extended'],
  TERM_MISSED: ['Срок пропущен', 'Term missed'],
  STEP_TERM_MISSED: ['Срок шага пропущен', 'Term of the step missed'],
  REGULATION_STUCK: ['Регламент не может идти дальше', 'The regulation cannot go on'],
  OVERDUE: ['Срок пропущен', 'Overdue'],
});

// ---------------------------------------------------------------- people and their numbers

const initial = (name) => (name ? `${name[0]}.` : '');

/** «Образцова Проба Примеровна», «ИП Образцов П. П.», the name of an entity. */
export function fullName(applicant) {
  const person = applicant?.person ?? applicant?.soleProprietor?.person;
  if (!person) return applicant?.legalEntity?.shortName || applicant?.legalEntity?.name || '';
  const name = [person.lastName, person.firstName, person.middleName].filter(Boolean).join(' ');
  return applicant.soleProprietor ? `${language() === 'en' ? 'SP' : 'ИП'} ${name}` : name;
}
export function shortName(applicant) {
  const person = applicant?.person ?? applicant?.soleProprietor?.person;
  return person ? [person.lastName, initial(person.firstName), initial(person.middleName)].filter(Boolean).join(' ') : fullName(applicant);
}

export const recipientOf = (applicant) => (applicant.soleProprietor ? 'SOLE_PROPRIETOR' : applicant.legalEntity ? 'LEGAL_ENTITY' : 'PERSON');

/** «05.03.2026» */
export const shortDate = (value) => (value ? date(value, { day: '2-digit', month: '2-digit', year: 'numeric' }) : '');

/** The day of a moment, as the API writes days: 2026-03-05. */
export const dayOf = (at) => `${at.getFullYear()}-${String(at.getMonth() + 1).padStart(2, '0')}-${String(at.getDate()).padStart(2, '0')}`;
export const today = () => dayOf(new Date());

/** Minutes and seconds that have passed: «4:07», «1:02:03». */
export function passed(since, now = Date.now()) {
  const seconds = Math.max(0, Math.floor((now - new Date(since).getTime()) / 1000));
  const two = (n) => String(n).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  return `${hours ? `${hours}:${two(Math.floor(seconds / 60) % 60)}` : Math.floor(seconds / 60)}:${two(seconds % 60)}`;
}

export const termOf = (term) => (!term?.days ? '' : `${number(term.days)} ${language() === 'en'
  ? (term.kind === 'WORKING' ? 'working days' : 'calendar days') : (term.kind === 'WORKING' ? 'рабочих дн.' : 'календарных дн.')}`);

export const clock = (value) => (value ? time(value) : '');
