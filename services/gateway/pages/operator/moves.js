// SPDX-License-Identifier: AGPL-3.0-or-later
// What may be done with a visitor and with the window, each with the questions it needs: one call of the API at a time.
import { count, nameOf, number, words } from '../lib/i18n.js';
import { ask, choose } from './ask.js';
import { desk } from './desk.js';
import { allServices } from './services.js';

const t = words({
  window: [(n) => `Окно ${n}`, (n) => `Window ${n}`],
  finish: ['Завершить приём', 'Finish'],
  recall: ['Вызвать ещё раз', 'Call again'],
  more: ['Другие действия', 'Other moves'],
  walkIn: ['Принять без талона', 'Serve without a ticket'],
  session: ['Перерыв, закрыть', 'Break, close'],
  calledTimes: [(n) => `вызван ${count(n, 'раз', 'раза', 'раз')}`, (n) => `called ${count(n, 'time', 'times')}`],
  accepted: [(n) => `Принято заявлений: ${number(n)}`, (n) => `Applications accepted: ${number(n)}`],
  noShow: ['Не подошёл', 'No-show'],
  hold: ['Отошёл, вернётся к этому окну', 'Steps aside, comes back here'],
  park: ['Ждёт в зале, примет любое окно', 'Waits in the hall, for any window'],
  postpone: ['Вернуть в очередь через несколько минут', 'Back in the line after some minutes'],
  redirectWindow: ['Направить к другому окну', 'To another window'],
  redirectOperator: ['Направить к сотруднику', 'To an employee'],
  redirectGroup: ['Направить в другую очередь', 'To another queue'],
  back: ['Вернуть пославшему окну', 'Back to the window that sent them'],
  walkInHint: ['Выдаём талон и сразу вызываем', 'A ticket is issued and called at once'],
  breakTo: ['Перерыв', 'Break'],
  close: ['Закрыть окно', 'Close the window'],
  closeHint: ['С посетителем у окна закроется, когда приём закончится', 'With a visitor it closes when they are served'],
  toWindow: ['К какому окну', 'To which window'],
  toOperator: ['К кому', 'To whom'],
  toGroup: ['В какую очередь', 'To which queue'],
  result: ['Чем закончился приём', 'How it ended'],
  resultHint: ['Попадёт в отчёт зала', 'Goes into the report of the hall'],
  served: ['Обслужен', 'Served'],
  advised: ['Консультация', 'Advice given'],
  issued: ['Выдан результат', 'Result issued'],
  incomplete: ['Не хватило документов', 'Documents were missing'],
  lunch: ['Обед', 'Lunch'],
  technical: ['Технический перерыв', 'Technical break'],
  meeting: ['Вызвал руководитель', 'Called by a superior'],
  personal: ['Личная необходимость', 'Personal need'],
  paperwork: ['Работа с документами', 'Paperwork'],
  copy: ['Сделать копии', 'Make copies'],
  pay: ['Оплатить пошлину', 'Pay the fee'],
  fill: ['Заполнить бланк', 'Fill in a form'],
  photo: ['Сделать фотографию', 'Take a photograph'],
  yes: ['Да, не подошёл', 'Yes, no-show'],
  surely: [(n) => `${n} не подошёл к окну?`, (n) => `${n} did not come?`],
  reason: ['Причина', 'Reason'],
  minutes: ['Через сколько минут', 'After how many minutes'],
  redirectService: ['Направить на другую услугу', 'To another service'],
  toService: ['Какая услуга нужна', 'Which service'],
  otherReason: ['другая причина…', 'another reason…'],
});

/** Verbs of moves by which somebody steps aside, with their words. */
const ASIDE = { hold: () => t.hold, park: () => t.park };

export class Moves {
  #once;

  /** @param once  (work) runs an asynchronous work unless another is under way */
  constructor(once) {
    this.#once = once;
  }

  recall = (ticket) => this.#once(() => desk.ofTicket(ticket, 'recall', t.recall));

  async finish(ticket) {
    const ids = ticket.applicationIds ?? [];
    const usual = ids.length ? t.accepted(ids.length) : { ASK: t.advised, STATUS: t.advised, COLLECT: t.issued }[ticket.purpose] ?? t.served;
    const answer = await ask({ title: `${t.finish}: ${ticket.number}`, submit: t.finish, fields: [{ name: 'result', label: t.result,
      hint: t.resultHint, value: usual, maxlength: 200, list: [t.served, t.advised, t.issued, t.incomplete] }] });
    if (!answer) return;
    await this.#once(async () => {
      if (await desk.ofTicket(ticket, 'finish', t.finish, { result: answer.result })) desk.endVisit(ticket.ticketId);
    });
  }

  async #noShow(ticket) {
    const sure = await ask({ title: t.surely(ticket.number), submit: t.yes });
    if (sure) await this.#once(() => desk.ofTicket(ticket, 'noShow', t.noShow));
  }

  async #aside(ticket, verb) {
    const label = ASIDE[verb]();
    const answer = await ask({ title: label, submit: label.split(',')[0], fields: [{ name: 'reason', label: t.reason, maxlength: 200,
      list: [t.copy, t.pay, t.fill, t.photo] }] });
    if (answer) await this.#once(() => desk.ofTicket(ticket, verb, label, answer));
  }

  async #postpone(ticket) {
    const answer = await ask({ title: t.postpone, submit: t.postpone.split(' ').slice(0, 3).join(' '), fields: [
      { name: 'minutes', label: t.minutes, type: 'number', min: 1, max: 240, value: 15, required: true },
      { name: 'reason', label: t.reason, maxlength: 200 }] });
    if (answer) await this.#once(() => desk.ofTicket(ticket, 'postpone', t.postpone, { ...answer, minutes: Number(answer.minutes) }));
  }

  async #redirect(ticket, field, label, options, what) {
    const answer = await ask({ title: label, submit: label.split(' ')[0], fields: [
      { name: field, label: what, required: true, options }, { name: 'reason', label: t.reason, maxlength: 200 }] });
    if (answer) await this.#once(() => desk.ofTicket(ticket, 'redirect', label, answer));
  }

  #toWindow(ticket, others) {
    return this.#redirect(ticket, 'windowId', t.redirectWindow, others.map((window) => (
      { value: window.windowId, label: `${t.window(window.number)} — ${window.session.operator}` })), t.toWindow);
  }

  #toOperator(ticket, others) {
    const people = others.flatMap(({ session, number: n }) => [session.operator, session.substitutes].filter(Boolean)
      .map((who) => ({ value: who, label: `${who} — ${t.window(n).toLowerCase()}` })));
    return this.#redirect(ticket, 'operator', t.redirectOperator, people, t.toOperator);
  }

  #toGroup(ticket) {
    return this.#redirect(ticket, 'groupCode', t.redirectGroup, desk.hall.groups.filter((group) => group.groupCode !== ticket.groupCode)
      .map((group) => ({ value: group.groupCode, label: `${group.letter} — ${nameOf(group)}` })), t.toGroup);
  }

  async #toService(ticket) {
    const services = await allServices(desk.who.centreCode);
    const options = services.map((one) => ({ value: one.serviceCode, label: one.shortName || one.name }));
    return this.#redirect(ticket, 'serviceCode', t.redirectService, options.sort((a, b) => a.label.localeCompare(b.label, 'ru')), t.toService);
  }

  /** Everything that may be done with the visitor. */
  async more(ticket) {
    const others = desk.hall.windows.filter((window) => window.windowId !== desk.window.windowId && window.session);
    const options = [
      ticket.state === 'CALLED' && { value: 'recall', label: t.recall, hint: t.calledTimes(ticket.calls ?? 1) },
      ticket.state === 'CALLED' && { value: 'noShow', label: t.noShow },
      { value: 'hold', label: t.hold },
      { value: 'park', label: t.park },
      { value: 'postpone', label: t.postpone },
      others.length && { value: 'window', label: t.redirectWindow },
      others.length && { value: 'operator', label: t.redirectOperator },
      { value: 'group', label: t.redirectGroup },
      { value: 'service', label: t.redirectService },
      ticket.senderWindowId && ticket.senderWindowId !== desk.window.windowId && { value: 'return', label: t.back },
    ].filter(Boolean);
    const chosen = await choose({ title: `${ticket.number}: ${t.more.toLowerCase()}`, options });
    await ({
      recall: () => this.recall(ticket),
      noShow: () => this.#noShow(ticket),
      hold: () => this.#aside(ticket, 'hold'),
      park: () => this.#aside(ticket, 'park'),
      postpone: () => this.#postpone(ticket),
      window: () => this.#toWindow(ticket, others),
      operator: () => this.#toOperator(ticket, others),
      group: () => this.#toGroup(ticket),
      service: () => this.#toService(ticket),
      return: () => this.#once(() => desk.ofTicket(ticket, 'return', t.back)),
    })[chosen]?.();
  }

  /** A break, or the end of the day at this window. */
  async pause() {
    if (desk.session.state === 'BREAK') return this.#once(() => desk.resume());
    const reasons = [t.lunch, t.technical, t.paperwork, t.meeting, t.personal];
    const chosen = await choose({ title: t.session, options: [
      ...(desk.visitor ? [] : [...reasons.map((reason) => ({ value: reason, label: `${t.breakTo}: ${reason.toLowerCase()}` })),
        { value: 'other', label: `${t.breakTo}: ${t.otherReason}` }]),
      { value: 'close', label: t.close, hint: desk.visitor ? t.closeHint : undefined }] });
    if (chosen === 'close') return this.#once(() => desk.closeWindow());
    if (chosen !== 'other') return chosen && this.#once(() => desk.takeBreak(chosen));
    const answer = await ask({ title: t.breakTo, submit: t.breakTo, fields: [{ name: 'reason', label: t.reason, required: true, maxlength: 200 }] });
    return answer && this.#once(() => desk.takeBreak(answer.reason));
  }

  /** A visitor without a ticket gets one and is called with it. */
  async walkIn() {
    const mine = (desk.window.groups ?? []).map(({ groupCode }) => desk.hall.group(groupCode)).filter(Boolean);
    const groups = mine.length ? mine : desk.hall.groups;
    const groupCode = await choose({ title: t.walkIn, text: t.walkInHint, options: groups.map((group) => (
      { value: group.groupCode, label: nameOf(group), hint: group.letter })) });
    if (!groupCode) return;
    await this.#once(async () => {
      const made = await desk.issue(t.walkIn, { groupCode });
      if (made) await desk.ofTicket(made, 'call', t.walkIn);
    });
  }
}
