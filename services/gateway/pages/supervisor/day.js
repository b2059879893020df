// SPDX-License-Identifier: AGPL-3.0-or-later
// The day in charts: who came and was served by the hour, how long they waited, how the windows were loaded. Each chart has its table.
import uPlot from '/assets/vendor/uplot/uPlot.esm.js';
import { html, Live, nothing } from '../lib/live.js';
import { nameOf, number, words } from '../lib/i18n.js';
import { api } from '../lib/api.js';
import { stopsAtDay } from '../lib/day.js';
import { inRussian, note, table } from '../lib/parts.js';
import { saveFile } from '../operator/print.js';
import { today } from '../operator/terms.js';
import { state } from './state.js';

const t = words({
  title: ['День зала', 'The day of the hall'],
  date: ['День', 'Day'],
  attendance: ['Пришло и обслужено по часам', 'Came and served, by the hour'],
  came: ['Пришло', 'Came'],
  served: ['Обслужено', 'Served'],
  waiting: ['Ожидание по часам, минут', 'Waiting by the hour, minutes'],
  average: ['Среднее', 'Average'],
  p95: ['95 из 100 ждали не дольше', '95 of 100 waited no longer'],
  load: ['Загрузка окон', 'Load of the windows'],
  window: ['Окно', 'Window'],
  employee: ['Сотрудник', 'Employee'],
  group: ['Очередь', 'Queue'],
  hour: ['Час', 'Hour'],
  percent: ['Загрузка, %', 'Load, %'],
  serviceTime: ['Приём, мин', 'Service, min'],
  wait: ['Ожидание, мин', 'Waiting, min'],
  noShow: ['Не подошли', 'No-shows'],
  norm: ['За 15 минут, %', 'In 15 minutes, %'],
  total: ['Итого', 'Total'],
  queues: ['Очереди за день', 'Queues of the day'],
  employees: ['Сотрудники за день', 'Employees of the day'],
  windows: ['Окна за день', 'Windows of the day'],
  figures: ['Цифрами', 'In figures'],
  report: ['Отчёт файлом', 'Report as a file'],
  reportHint: ['За любой срок и по любому признаку; итог — последней строкой.', 'Of any period, by what you choose; the total is the last line.'],
  from: ['С какого дня', 'From'],
  to: ['По какой день', 'To'],
  by: ['По чему', 'By'],
  save: ['Сохранить:', 'Save:'],
  wrongPeriod: ['Первый день периода позже последнего.', 'The first day of the period is after the last.'],
  none: ['В этот день никто не приходил.', 'Nobody came on this day.'],
  shown: [(a, b) => `пришло ${a}, обслужено ${b}`, (a, b) => `${a} came, ${b} served`],
});

const BY = words({
  BY_DAY: ['По дням', 'Day'],
  BY_HOUR: ['По часам', 'Hour'],
  BY_GROUP: ['По очередям', 'Queue'],
  BY_SERVICE: ['По услугам', 'Service'],
  BY_OPERATION: ['По цели визита', 'Purpose of the visit'],
  BY_WINDOW: ['По окнам', 'Window'],
  BY_EMPLOYEE: ['По сотрудникам', 'Employee'],
});

const minutesOf = (seconds) => Math.round((seconds ?? 0) / 6) / 10;
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const REFRESH_MS = 60000;
const HEIGHT = 240;

class Day extends Live {
  #date = today();
  #reports = null;
  #problem = null;
  #charts = [];
  #drawn = '';

  start() {
    this.load();
    this.every(REFRESH_MS, () => this.load());
    this.listen(document, 'okno-theme', () => this.#plot());
    const observer = new ResizeObserver(() => this.#resize());
    observer.observe(this);
    this.ends(() => observer.disconnect());
    this.ends(() => this.#charts.splice(0).forEach((chart) => chart.destroy()));
  }

  async load() {
    const ask = (by) => api.get('/v1/queueReports', { query: { fromDate: this.#date, toDate: this.#date, by } });
    try {
      const [hours, windows, employees, groups] = await Promise.all(['BY_HOUR', 'BY_WINDOW', 'BY_EMPLOYEE', 'BY_GROUP'].map(ask));
      this.#reports = { hours, windows, employees, groups };
      this.#problem = null;
    } catch (problem) {
      this.#problem = problem;
    }
    this.draw();
  }

  // ---------------------------------------------------------------- charts

  drawn() {
    const key = JSON.stringify([this.#date, this.#reports?.hours]) + document.documentElement.lang;
    if (!this.#reports || key === this.#drawn) return;
    this.#drawn = key;
    this.#plot();
  }

  #width = (place) => Math.max(240, place.clientWidth);

  #resize() {
    for (const chart of this.#charts) chart.setSize({ width: this.#width(chart.root.parentElement), height: HEIGHT });
  }

  // Hours of the working day, and those beyond it in which somebody came.
  #hours() {
    const rows = this.#reports.hours.rows ?? [];
    const known = rows.map((row) => Number(row.key));
    const from = Math.min(8, ...known);
    const to = Math.max(19, ...known);
    const hours = Array.from({ length: to - from + 1 }, (_, index) => from + index);
    const rowOf = new Map(rows.map((row) => [Number(row.key), row]));
    return { hours, row: (hour) => rowOf.get(hour) ?? {} };
  }

  #options(place, series, bars) {
    const axis = { stroke: colour('--ink'), grid: { stroke: colour('--line'), width: 1 }, ticks: { stroke: colour('--line') }, font: '14px "Golos Text", sans-serif' };
    return { width: this.#width(place), height: HEIGHT, cursor: { y: false, drag: { x: false, y: false } }, legend: { live: true },
      scales: { x: { time: false, range: (u, min, max) => [min - 0.6, max + 0.6] }, y: { range: (u, min, max) => [0, Math.max(5, max * 1.1)] } },
      axes: [{ ...axis, values: (u, splits) => splits.map((hour) => (Number.isInteger(hour) ? `${String(hour).padStart(2, '0')}:00` : '')), grid: { show: false }, space: 56 },
        { ...axis, values: (u, splits) => splits.map((value) => (Number.isInteger(value) ? number(value) : '')), size: 44 }],
      series: [{ label: t.hour, value: (u, hour) => (hour == null ? '—' : `${String(hour).padStart(2, '0')}:00`) },
        ...series.map((one) => ({ label: one.label, stroke: one.stroke, fill: one.fill, width: 2, points: { show: !bars, size: 7 }, dash: one.dash,
          value: (u, value) => (value == null ? '—' : number(value)), paths: bars ? uPlot.paths.bars({ size: [one.size, 64], align: one.align, radius: 0.15 }) : undefined }))] };
  }

  #plot() {
    if (!this.#reports || !this.isConnected) return;
    this.#charts.splice(0).forEach((chart) => chart.destroy());
    const { hours, row } = this.#hours();
    const add = (name, series, bars, values) => {
      const place = this.querySelector(`[data-chart=${name}]`);
      if (place) this.#charts.push(new uPlot(this.#options(place, series, bars), [hours, ...values], place));
    };
    add('attendance', [{ label: t.came, stroke: colour('--brand'), fill: colour('--calm'), size: 0.8, align: 0 },
      { label: t.served, stroke: colour('--good'), fill: colour('--good'), size: 0.4, align: 0 }], true,
    [hours.map((hour) => row(hour).tickets || null), hours.map((hour) => row(hour).served || null)]);
    const wait = (field) => hours.map((hour) => (row(hour).tickets ? minutesOf(row(hour)[field]) : null));
    add('waiting', [{ label: t.average, stroke: colour('--brand') }, { label: t.p95, stroke: colour('--warn'), dash: [8, 5] }], false,
      [wait('waitSeconds'), wait('waitP95Seconds')]);
  }

  // ---------------------------------------------------------------- drawing

  #save(event) {
    event.preventDefault();
    const form = event.target;
    if (stopsAtDay(form)) return;
    const { from, to, by } = Object.fromEntries(new FormData(form));
    const kind = event.submitter.value;
    if (from > to) return void state.say('bad', t.wrongPeriod);
    const name = ['hall', from, ...(to === from ? [] : [to]), by.toLowerCase().replace('_', '-')].join('-');
    saveFile(`/v1/queueReports:export?${new URLSearchParams({ fromDate: from, toDate: to, by, kind })}`, `${name}.${kind.toLowerCase()}`)
      .catch((problem) => state.say('bad', problem.message));
  }

  #report() {
    const day = (name, label) => html`<div class="govuk-form-group"><label class="govuk-label" for=${`report-${name}`}>${label}</label>
      <okno-day name=${name} .field=${`report-${name}`} .max=${today()} .required=${true} .given=${this.#date}></okno-day></div>`;
    return html`<div class="desk-card"><h3 class="desk-card__title">${t.report}</h3><p class="desk-muted">${t.reportHint}</p>
      <form class="super-report" novalidate @submit=${(event) => this.#save(event)}>${day('from', t.from)}${day('to', t.to)}
        <div class="govuk-form-group"><label class="govuk-label" for="report-by">${t.by}</label><select class="govuk-select" id="report-by" name="by">${Object.keys(BY).map((by) => html`
          <option value=${by}>${BY[by]}</option>`)}</select></div>
        <div class="desk-row"><span>${t.save}</span><button class="okno-choice" name="kind" value="XLSX">XLSX</button><button class="okno-choice" name="kind" value="CSV">CSV</button></div></form></div>`;
  }

  #table(caption, first, rows, more) {
    return table([{ title: first, cell: (row) => inRussian(row.name || row.key) }, { title: t.came, number: true, cell: (row) => number(row.tickets ?? 0) },
      { title: t.served, number: true, cell: (row) => number(row.served ?? 0) }, { title: t.wait, number: true, cell: (row) => number(minutesOf(row.waitSeconds)) },
      ...more, { title: t.serviceTime, number: true, cell: (row) => number(minutesOf(row.serviceSeconds)) }], rows, { caption });
  }

  #load(rows) {
    return html`<h4 class="desk-sub desk-sub--first">${t.load}</h4><ul class="super-loads">${rows.map((row) => html`<li><span>${inRussian(row.name || row.key)}</span>
      <meter min="0" max="100" value=${row.loadPercent ?? 0} aria-label=${`${t.load}: ${row.name || row.key}`}></meter><b>${number(row.loadPercent ?? 0)} %</b></li>`)}</ul>`;
  }

  #body() {
    const { hours, windows, employees, groups } = this.#reports;
    const total = hours.total ?? {};
    if (!total.tickets) return html`<p class="desk-muted">${t.none}</p>`;
    const norm = { title: t.norm, number: true, cell: (row) => number(row.withinNormPercent ?? 0) };
    const load = { title: t.percent, number: true, cell: (row) => (row.loadPercent === undefined ? '' : number(row.loadPercent)) };
    return html`
      <div class="super-charts">
        <figure><figcaption>${t.attendance}</figcaption><div data-chart="attendance" role="img" aria-label=${`${t.attendance}: ${t.shown(total.tickets, total.served ?? 0)}`}></div></figure>
        <figure><figcaption>${t.waiting}</figcaption><div data-chart="waiting" role="img" aria-label=${`${t.waiting}: ${t.average} ${number(minutesOf(total.waitSeconds))}`}></div></figure>
      </div>
      ${windows.rows?.length ? this.#load(windows.rows) : nothing}
      <details class="desk-more"><summary>${t.figures}</summary>
        ${this.#table(t.attendance, t.hour, hours.rows ?? [], [norm])}
        ${this.#table(t.queues, t.group, (groups.rows ?? []).map((row) => ({ ...row, name: nameOf(state.hall.group(row.key)) || row.name })), [norm])}
        ${this.#table(t.windows, t.window, windows.rows ?? [], [load])}
        ${this.#table(t.employees, t.employee, employees.rows ?? [], [load])}
      </details>`;
  }

  #choose(field) {
    if (field.fault) return;
    this.#date = field.value || today();
    this.load();
  }

  view() {
    return html`<div class="desk-card"><div class="desk-row desk-row--between"><h3 class="desk-card__title">${t.title}</h3>
        <div class="desk-row"><label for="hall-day">${t.date}</label><okno-day data-first .field=${'hall-day'} .max=${today()} .value=${this.#date}
            @change=${(event) => this.#choose(event.currentTarget)}></okno-day></div></div>
      ${this.#problem ? note('bad', this.#problem.message) : nothing}
      ${this.#reports ? this.#body() : nothing}</div>
      ${this.#report()}`;
  }
}
customElements.define('super-day', Day);
