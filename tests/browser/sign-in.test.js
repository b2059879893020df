// SPDX-License-Identifier: AGPL-3.0-or-later
// Signing in: the form by keyboard, without a script, in both languages, and the way out again.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { axe, close, go, keyboard, known, narrow, open, shot, signIn, stop, themes } from './support/browser.js';

after(stop);

const SESSION = '__Host-okno-session';
const session = (page) => page.evaluate(async () => (await fetch('/auth/session')).json());

test('by keyboard alone, and a wrong password costs only the password', async () => {
  const { login, password } = known('operator');
  const page = await open();
  await go(page, '/auth/sign-in?next=/openapi.json');
  await shot(page, 'sign-in');
  await page.focus('#login');
  await page.keyboard.type(login);
  await page.keyboard.press('Tab');
  await page.keyboard.type('not the password');
  await page.keyboard.press('Enter');
  await page.waitForSelector('#fault');
  assert.match(await page.textContent('#fault'), /Неверное имя для входа или пароль/);
  assert.equal(await page.inputValue('#login'), login);
  assert.equal(await page.inputValue('#password'), '');
  await shot(page, 'sign-in-fault');
  await themes(page, 'sign-in');
  await page.fill('#password', password);
  await page.keyboard.press('Enter');
  await page.waitForURL('**/openapi.json');
  await close(page);
});

test('the page stands what every page must', async () => {
  const page = await open();
  await go(page, '/sign-in');
  await page.waitForSelector('okno-header header');
  await axe(page, 'sign-in');
  await narrow(page, 'sign-in');
  await keyboard(page, 'sign-in');
  await close(page);
});

test('another language loses nothing that was typed', async () => {
  const page = await open();
  await go(page, '/sign-in');
  await page.fill('#login', 'somebody');
  await page.click('okno-header >> text=English');
  assert.equal(await page.textContent('h1'), 'Sign in');
  assert.equal(await page.getAttribute('html', 'lang'), 'en');
  assert.equal(await page.title(), 'Sign in');
  assert.equal(await page.inputValue('#login'), 'somebody');
  await page.reload();
  assert.equal(await page.textContent('label[for=password]'), 'Password');
  await close(page);
});

test('without a script it works the same', async () => {
  const { login, password } = known('operator');
  const page = await open({ javaScriptEnabled: false });
  await page.goto(`${process.env.OKNO_URL}/sign-in?next=/openapi.json`);
  await page.fill('#login', login);
  await page.fill('#password', password);
  await page.click('form button');
  await page.waitForURL('**/openapi.json');
  await page.context().close();
});

test('the cookie is out of reach of scripts, writes need the token, signing out ends it', async () => {
  const page = await open();
  await signIn(page, known('operator'));
  const [cookie] = (await page.context().cookies()).filter(({ name }) => name === SESSION);
  assert.deepEqual([cookie.httpOnly, cookie.secure, cookie.sameSite, cookie.path], [true, true, 'Lax', '/']);
  assert.equal(await page.evaluate(() => document.cookie), '');
  const { signedIn, subject, csrfToken } = await session(page);
  assert.deepEqual([signedIn, subject], [true, 'operator']);
  const write = (headers) => page.evaluate(async (more) => (await fetch('/v1/applications:check', { method: 'POST',
    headers: { 'Content-Type': 'application/json', ...more }, body: '{}' })).status, headers);
  assert.equal(await write({}), 403);
  assert.equal(await write({ 'X-CSRF-Token': csrfToken }), 400);
  await page.evaluate((token) => fetch('/auth/sign-out', { method: 'POST', headers: { 'X-CSRF-Token': token } }), csrfToken);
  assert.deepEqual(await session(page), { signedIn: false });
  await close(page);
});

test('a form on another site neither signs in nor writes', async () => {
  const { login, password } = known('operator');
  const page = await open();
  await signIn(page, { login, password });
  const { port } = new URL(process.env.OKNO_URL);
  const foreign = `http://localhost:${port}`; // another site than 127.0.0.1
  await page.goto(`${foreign}/sign-in`);
  const answer = page.waitForResponse((response) => response.url().endsWith('/auth/local'));
  await page.evaluate(([target, who]) => {
    const form = document.forms[0];
    form.action = `${target}/auth/local`;
    form.login.value = who.login;
    form.password.value = who.password;
    form.submit();
  }, [process.env.OKNO_URL, { login, password }]).catch(() => {});
  const outcome = await Promise.race([answer, page.waitForTimeout(3000)]);
  assert.ok(!outcome || outcome.status() === 403, 'the policy of the page or the gateway stops it');
  await page.context().close();
});
