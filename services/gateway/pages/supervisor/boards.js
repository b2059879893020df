// SPDX-License-Identifier: AGPL-3.0-or-later
// A rolling message on the boards of the hall, and those that are on now.
import { html, Live, nothing } from '../lib/live.js';
import { time, words } from '../lib/i18n.js';
import { api } from '../lib/api.js';
import { inRussian } from '../lib/parts.js';
import { state } from './state.js';

const t = words({
  title: ['Сообщение на табло', 'Message on the boards'],
  hint: ['Бежит строкой на всех табло зала, пока не выйдет время.', 'Rolls on all boards of the hall until its time is over.'],
  text: ['Текст', 'Text in Russian'],
  textEn: ['По-английски (необязательно)', 'In English (optional)'],
  minutes: ['Сколько минут показывать', 'For how many minutes'],
  send: ['Показать', 'Show'],
  sent: ['Сообщение на табло.', 'The message is on the boards.'],
  now: ['Сейчас на табло', 'On the boards now'],
  none: ['Сообщений нет.', 'No messages.'],
  until: [(at) => `до ${at}`, (at) => `until ${at}`],
  board: ['Открыть табло', 'Open the board'],
});

class Boards extends Live {
  start() {
    this.listen(state, 'change', () => this.draw());
  }

  async #send(event) {
    event.preventDefault();
    const form = event.target;
    const { text, textEn, minutes } = Object.fromEntries(new FormData(form));
    const { centreCode } = state.who;
    const made = await state.does(t.title, (key) => api.post(`/v1/halls/${centreCode}:message`, { text, textEn, minutes: Number(minutes) }, { key }), t.sent);
    if (!made) return;
    form.reset();
    if (!state.hall.messages.some((message) => message.messageId === made.messageId)) state.hall.messages = [...state.hall.messages, made];
    this.draw();
  }

  view() {
    const now = Date.now();
    const messages = [...new Map(state.hall.messages.map((message) => [message.messageId, message])).values()]
      .filter((message) => !message.until || new Date(message.until) > now);
    return html`<div class="desk-card"><h3 class="desk-card__title">${t.title}</h3><p class="desk-muted">${t.hint}</p>
        <form class="super-message" @submit=${(event) => this.#send(event)}>
          <div class="govuk-form-group"><label class="govuk-label" for="message">${t.text}</label><textarea class="govuk-textarea" id="message" name="text" rows="2" maxlength="500" required data-first></textarea></div>
          <div class="govuk-form-group"><label class="govuk-label" for="message-en">${t.textEn}</label><textarea class="govuk-textarea" id="message-en" name="textEn" rows="2" maxlength="500"></textarea></div>
          <div class="govuk-form-group"><label class="govuk-label" for="message-minutes">${t.minutes}</label><input class="govuk-input desk-papers__sheets" id="message-minutes" name="minutes" type="number" min="1" max="1440" value="15" required></div>
          <button class="govuk-button">${t.send}</button></form></div>
      <div class="desk-card"><div class="desk-row desk-row--between"><h3 class="desk-card__title">${t.now}</h3><a class="desk-back" href=${`/board/${state.who.centreCode}`} target="_blank">${t.board}</a></div>
        ${messages.length ? html`<ul class="desk-history">${messages.map((message) => html`<li><time datetime=${message.until}>${t.until(time(message.until))}</time>
          <div>${inRussian(message.text)}${message.textEn ? html`<span class="desk-muted desk-small" lang="en">${message.textEn}</span>` : nothing}</div></li>`)}</ul>` : html`<p class="desk-muted">${t.none}</p>`}</div>`;
  }
}
customElements.define('super-boards', Boards);
