// SPDX-License-Identifier: AGPL-3.0-or-later
// The ticket on the phone: /t/{ticketId}?code=…, from the QR code. Public: the code is what opens it. Says place and waiting time, and
// when it is time, everything the phone has says so: picture, title, vibration, a screen reader.
import { api } from '../lib/api.js';
import { count, minutesRange, time, words } from '../lib/i18n.js';
import { html, Live, nothing } from '../lib/live.js';
import { announce, errorSummary, inRussian, note, staleNote } from '../lib/parts.js';
import { openStream } from '../lib/stream.js';

const t = words({
  title: ['Талон', 'Ticket'],
  loading: ['Загружаем…', 'Loading…'],
  go: [(window) => `Подойдите к окну ${window}`, (window) => `Please go to window ${window}`],
  goAgain: ['Вас приглашают повторно', 'You are being called again'],
  serving: [(window) => `Вас обслуживают у окна ${window}`, (window) => `You are being served at window ${window}`],
  before: [(n) => (n ? `Перед вами ${count(n, 'человек', 'человека', 'человек')}` : 'Вы следующий'),
    (n) => (n ? `${count(n, 'person', 'people')} ahead of you` : 'You are next')],
  wait: ['Примерное ожидание', 'Estimated waiting time'],
  unknown: ['Окна вашей группы сейчас не работают. Мы сообщим, когда прием возобновится.',
    'No window serves your group at the moment. We will tell you when service resumes.'],
  soon: ['Подойдите к залу: вас скоро вызовут', 'Come to the hall: you will be called soon'],
  taken: [(at) => `Талон взят в ${at}`, (at) => `Ticket taken at ${at}`],
  centre: ['Центр', 'Centre'],
  then: [(number) => `Затем: талон ${number}`, (number) => `Then: ticket ${number}`],
  goesOn: [(over, number) => `Талон ${over} закрыт. Дальше — талон ${number}.`, (over, number) => `Ticket ${over} is done. Next is ticket ${number}.`],
  next: ['Эта услуга ждет, пока закончится предыдущая', 'This service waits until the one before is over'],
  held: [(window) => `Оператор окна ${window} ждет вас`, (window) => `The operator of window ${window} is waiting for you`],
  parked: ['Ожидайте в зале: вас пригласят', 'Please wait in the hall: you will be called'],
  postponed: [(at) => `Вы вернетесь в очередь в ${at} на свое место`, (at) => `You return to your place in the line at ${at}`],
  finished: ['Прием закончен. Спасибо, что пришли!', 'Your visit is over. Thank you for coming!'],
  noShow: ['Вы не подошли по вызову. Скажите об этом оператору или консультанту: сегодня вас еще могут вызвать.',
    'You did not come when called. Tell an operator or the consultant: you can still be called today.'],
  cancelled: ['Талон отменен', 'The ticket has been cancelled'],
  wrong: ['Талон не найден', 'Ticket not found'],
  wrongHint: ['Проверьте ссылку или введите код с талона.', 'Check the link or enter the code printed on the ticket.'],
  code: ['Код с талона', 'Code on the ticket'],
  find: ['Найти талон', 'Find the ticket'],
  save: ['Сохранить талон (PDF)', 'Save the ticket (PDF)'],
  keepOpen: ['Не закрывайте страницу: телефон завибрирует, когда подойдет очередь.',
    'Keep this page open: the phone will vibrate when it is your turn.'],
});

const REFRESH_MS = 20000;
const SOON_PLACE = 3;
const BUZZ = [400, 150, 400, 150, 800];
const WAITS = new Set(['WAITING', 'TRANSFERRED']);
const OVER = new Set(['FINISHED', 'CANCELLED']);

const addressOf = (id, code) => `/t/${id}?code=${encodeURIComponent(code)}`;

class Ticket extends Live {
  #code = new URLSearchParams(location.search).get('code') ?? '';
  #id = location.pathname.split('/')[2] ?? '';
  #ticket = null;
  #centre = null;
  #problem = null;
  #stale = null;
  #asking = false;
  #stream = null;
  #called = '';
  #before = ''; // number of the ticket before it in this visit

  start() {
    this.every(REFRESH_MS, () => this.#ask());
    this.every(15000, () => this.draw()); // "in 5 minutes" grows old
    this.ends(() => this.#stream?.close());
    if (this.#code) this.#ask();
    else this.#problem = { status: 404 };
  }

  async #ask() {
    if (this.#asking || !this.#code) return;
    this.#asking = true;
    try {
      let ticket = await this.#track();
      while (OVER.has(ticket.state) && ticket.nextCode) {
        this.#goOn(ticket);
        ticket = await this.#track();
      }
      this.#take(ticket);
    } catch (problem) {
      // What was shown stays; the stream says since when it is old.
      if (!this.#ticket || problem.status === 404) this.#problem = problem;
    } finally {
      this.#asking = false;
      this.draw();
    }
  }

  #track() {
    return api.get('/v1/tickets:track', { query: { code: this.#code } });
  }

  // The visit has a further service: the page is now its ticket's.
  #goOn({ number, nextTicketId, nextNumber, nextCode }) {
    this.#stream?.close();
    this.#stream = null;
    this.#id = nextTicketId;
    this.#code = nextCode;
    this.#called = '';
    this.#before = number;
    history.replaceState(null, '', addressOf(nextTicketId, nextCode));
    announce(t.goesOn(number, nextNumber));
  }

  #take(ticket) {
    if (this.#ticket && Number(ticket.revision) < Number(this.#ticket.revision)) return;
    this.#problem = null;
    this.#ticket = ticket;
    this.#id = ticket.ticketId;
    this.#notice(ticket);
    this.#listen();
    this.#learn(ticket.centreCode);
    this.draw();
  }

  // Live: any change that concerns it makes us ask for the whole anew, estimate and all.
  #listen() {
    if (this.#stream) return;
    this.#stream = openStream([`tickets/${this.#id}`], {
      snapshot: () => this.#ask(),
      change: () => this.#ask(),
      stale: (since) => { this.#stale = since; this.draw(); },
      fresh: () => { this.#stale = null; this.#ask(); },
    }, { code: this.#code });
  }

  async #learn(centreCode) {
    if (this.#centre?.centreCode === centreCode) return;
    this.#centre = await api.get(`/v1/centres/${centreCode}`).catch(() => null);
    document.querySelector('okno-header')?.setAttribute('place', this.#centre?.name ?? '');
    this.draw();
  }

  #notice(ticket) {
    const calling = ticket.state === 'CALLED' ? `${ticket.windowNumber}/${ticket.called}/${ticket.calls}` : '';
    if (calling && calling !== this.#called) {
      navigator.vibrate?.(BUZZ);
      announce(t.go(ticket.windowNumber), { urgent: true });
    }
    this.#called = calling;
    document.title = calling ? `● ${t.go(ticket.windowNumber)}`
      : `${ticket.number}${ticket.estimate?.place ? ` · ${ticket.estimate.place}` : ''} — ${t.title}`;
  }

  #enter(event) {
    event.preventDefault();
    this.#code = new FormData(event.target).get('code').trim();
    history.replaceState(null, '', `/t?code=${encodeURIComponent(this.#code)}`);
    this.#ask();
  }

  // ------------------------------------------------------------ drawing

  view() {
    if (this.#problem) return this.#viewProblem();
    if (!this.#ticket) return html`<div class="ticket"><p>${t.loading}</p></div>`;
    const { number, groupName, state, issued, nextNumber } = this.#ticket;
    return html`<div class="ticket ticket--${state.toLowerCase()}">
      ${staleNote(this.#stale, time)}
      ${this.#before && !OVER.has(state) ? note('', html`<p>${t.goesOn(this.#before, number)}</p>`) : nothing}
      <article class="ticket__paper">
        <h1 class="ticket__head"><span class="ticket__title">${t.title}</span> <span class="ticket__number">${number}</span></h1>
        <p class="ticket__group">${inRussian(groupName)}${nextNumber ? html`<br>${t.then(nextNumber)}` : nothing}</p>
        <div class="ticket__state" aria-live="polite">${this.#viewState()}</div>
        <p class="ticket__foot">${this.#centre ? html`<strong>${inRussian(this.#centre.name)}</strong><br>${inRussian(this.#centre.address)}<br>` : nothing}
          ${t.taken(time(issued))}<br>
          <a class="govuk-link" href="/v1/tickets/${this.#id}/ticket.pdf?code=${encodeURIComponent(this.#code)}">${t.save}</a></p>
      </article>
      ${WAITS.has(state) && navigator.vibrate ? html`<p class="ticket__hint">${t.keepOpen}</p>` : nothing}
    </div>`;
  }

  #viewState() {
    const { state, windowNumber, calls, postponedUntil, nextTicketId, nextNumber, nextCode } = this.#ticket;
    const big = (text, more) => html`<p class="ticket__big">${text}</p>${more ? html`<p>${more}</p>` : nothing}`;
    switch (state) {
      case 'CALLED': return big(t.go(windowNumber), calls > 1 ? t.goAgain : '');
      case 'SERVING': return big(t.serving(windowNumber));
      case 'ISSUED': return big(t.next);
      case 'HELD': return big(t.held(windowNumber));
      case 'PARKED': return big(t.parked);
      case 'POSTPONED': return big(t.postponed(time(postponedUntil)));
      case 'FINISHED': return big(t.finished);
      case 'NO_SHOW': return big(t.noShow, nextCode ? html`<a class="govuk-link" href=${addressOf(nextTicketId, nextCode)}>${t.then(nextNumber)}</a>` : '');
      case 'CANCELLED': return big(t.cancelled);
      default: return this.#viewWaiting();
    }
  }

  #viewWaiting() {
    const { estimate } = this.#ticket;
    const place = estimate?.place ?? 0;
    if (!estimate?.served) return html`${place ? html`<p class="ticket__big">${t.before(place - 1)}</p>` : nothing}${note('warn', html`<p>${t.unknown}</p>`)}`;
    return html`<p class="ticket__big">${t.before(place - 1)}</p>
      <dl class="ticket__wait"><dt>${t.wait}</dt><dd>${minutesRange(estimate.p50Seconds ?? 0, estimate.p90Seconds ?? 0)}</dd></dl>
      ${place <= SOON_PLACE ? note('good', html`<p>${t.soon}</p>`) : nothing}`;
  }

  #viewProblem() {
    const missing = this.#problem.status === 404;
    document.title = missing ? t.wrong : t.title;
    return html`<div class="ticket"><article class="ticket__paper">
      <h1 class="ticket__wrong">${missing ? t.wrong : t.title}</h1>
      ${missing ? html`<p>${t.wrongHint}</p>` : errorSummary(this.#problem)}
      <form @submit=${(event) => this.#enter(event)}>
        <label for="code">${t.code}</label>
        <input id="code" name="code" class="ticket__code" required maxlength="20" autocomplete="off" autocapitalize="characters" .value=${this.#code}>
        <button class="govuk-button">${t.find}</button>
      </form></article></div>`;
  }
}
customElements.define('okno-ticket', Ticket);
