// What the hand does on the live calendar: times drawn and taken back, many slots at once, a booking carried elsewhere; and
// the same by keyboard and by form.
import { expect, test } from '../../fixtures/madoguchi.ts';
import { Desk } from '../../fixtures/desk.ts';
import { hanako, Seeker } from '../../fixtures/walk.ts';
import { languages, like, say } from '../../fixtures/words.ts';
import type { Locator, Page } from '@playwright/test';

const says = (key: string, values = {}) => say('ja', `calendar.${key}`, values);

/** Where a time of a lane is on the screen, a little below its line. */
async function point(page: Page, lane: number, time: string): Promise<{ x: number; y: number }> {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  const column = page.locator('.grid .lane ol').nth(lane);
  return column.evaluate(
    (column, { hour, minute }) => {
      const hours = [...document.querySelectorAll('.grid .hours li')];
      const top = (of: Element | undefined) => of?.getBoundingClientRect().top ?? 0;
      const high = (top(hours.at(-1)) - top(hours[0])) / (hours.length - 1);
      const first = parseInt(hours[0]?.textContent ?? '0');
      const box = column.getBoundingClientRect();
      return { x: box.left + box.width / 2, y: box.top + (hour - first + minute / 60) * high + 3 };
    },
    { hour, minute },
  );
}

/** Presses at one time of a lane and lets go at another. */
async function draw(page: Page, lane: number, from: string, until: string): Promise<void> {
  await page.locator('.grid .lane ol').nth(lane).scrollIntoViewIfNeeded();
  const [start, end] = [await point(page, lane, from), await point(page, lane, until)];
  await page.mouse.move(start.x, start.y);
  await page.mouse.down();
  await page.mouse.move(end.x, end.y, { steps: 5 });
}

/** Presses on a block and drags it to a place on the screen. */
async function carry(page: Page, what: Locator, onto: { x: number; y: number }): Promise<void> {
  const start = await middle(what);
  await page.mouse.move(start.x, start.y);
  await page.mouse.down();
  await page.mouse.move(onto.x, onto.y, { steps: 8 });
}

async function middle(of: Locator): Promise<{ x: number; y: number }> {
  const box = await of.boundingBox();
  if (!box) throw new Error('not on the screen');
  return { x: box.x + box.width / 2, y: box.y + Math.min(box.height / 2, 20) };
}

/** The block of a booking at a time, wherever it goes from there. */
async function blockOf(desk: Desk, time: string, name: string): Promise<Locator> {
  const block = desk.calendar().getByRole('link', { name: new RegExp(`^${time}.*${name}`) }).first();
  const id = (await block.getAttribute('href'))?.split('booking=')[1] ?? '';
  return desk.calendar().locator(`[href$="booking=${id}"]`);
}

/** A free time other than its own, as near to a booking as there is. */
async function nextFree(page: Page, booking: Locator, time: string): Promise<Locator> {
  const { y } = await middle(booking);
  const free = page.locator('.grid .slot[data-state="free"]');
  const nearest = await free.evaluateAll(
    (blocks, { y, time }) => {
      const away = (block: Element) => Math.abs(block.getBoundingClientRect().top - y);
      const others = blocks.filter((block) => !block.textContent?.startsWith(time));
      return blocks.indexOf(others.sort((one, other) => away(one) - away(other))[0] as HTMLElement);
    },
    { y, time },
  );
  return free.nth(nearest);
}

/** A day far enough ahead, as a phone sees it. */
async function aDay(otherPhone: Page): Promise<{ date: string; time: string }> {
  const seeker = new Seeker(otherPhone, 'ja');
  await seeker.toTimes();
  await otherPhone.locator('html[data-hydrated]').waitFor({ state: 'attached' });
  return seeker.lookAt();
}

test('times drawn over empty time are open on every phone, and gone when taken back', async ({ page, otherPhone }) => {
  const { date } = await aDay(otherPhone);
  const noon = otherPhone.locator(`section[id="d-${date}"]`).getByRole('button', { name: /^12:/ });
  await expect(noon).toHaveCount(0);
  const desk = new Desk(page);
  await desk.signIn();
  await desk.open(date);
  await page.getByLabel(says('tools.length')).selectOption('20');

  // Escape lets go of it.
  await draw(page, 0, '12:00', '12:55');
  await expect(page.locator('.drawn')).toHaveCount(3);
  await page.keyboard.press('Escape');
  await expect(page.locator('.drawn')).toHaveCount(0);
  await page.mouse.up();
  await expect(desk.blocks('12:00', /./)).toHaveCount(0);

  await draw(page, 0, '12:00', '12:55');
  await expect(page.locator('.drawn').first()).toHaveText(says('times.drawn', { time: '12:00〜13:00', minutes: 20, count: 3 }));
  await page.mouse.up();
  await expect(desk.blocks('12:20', desk.state('free'))).toHaveCount(1);
  await expect(page.getByText(says('deed.opened', { count: 3 }))).toBeVisible();
  await expect(noon).toHaveCount(3);

  await page.getByRole('button', { name: says('deed.undo'), exact: true }).click();
  await expect(desk.blocks('12:', /./)).toHaveCount(0);
  await expect(noon).toHaveCount(0);
  await expect(page.getByText(says('deed.undone', { count: 3 }))).toBeVisible();
});

test('a click on an empty quarter opens one slot, Ctrl+Z takes it back', async ({ page, otherPhone }) => {
  const { date } = await aDay(otherPhone);
  const desk = new Desk(page);
  await desk.signIn();
  await desk.open(date);
  const { x, y } = await point(page, 1, '12:20');
  await page.mouse.click(x, y);
  await expect(desk.blocks('12:15', desk.state('free'))).toHaveCount(1);
  await expect(page.getByRole('button', { name: says('deed.undo'), exact: true })).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(desk.blocks('12:15', /./)).toHaveCount(0);
  await expect(desk.calendar().locator(':focus'), 'the focus is not lost').toBeVisible();
});

test('many slots are chosen by keyboard, closed with a reason and opened again', async ({ page, otherPhone, accessible }) => {
  const { date } = await aDay(otherPhone);
  const desk = new Desk(page);
  await desk.signIn();
  await desk.open(date);
  const free = page.locator('.grid .lane').nth(0).locator('.slot[data-state="free"]');
  const before = await free.count();
  await free.first().focus();
  await page.keyboard.press('Space');
  const bar = page.getByRole('region', { name: says('bar.label') });
  await expect(bar).toContainText(says('bar.chosen', { count: 1, free: 1, closed: 0 }));
  await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('Shift+ArrowDown');
  await expect(bar).toContainText(says('bar.chosen', { count: 3, free: 3, closed: 0 }));
  await accessible(page);
  await bar.getByLabel(says('bar.reason')).fill('研修のため');
  await bar.getByRole('button', { name: says('bar.close') }).click();
  await expect(free).toHaveCount(before - 3);
  await expect(bar).toBeHidden();
  await expect(desk.calendar().locator(':focus')).toBeVisible();

  // The mouse: one by Ctrl, the rest by Shift.
  const closed = page.locator('.grid .lane').nth(0).locator('.slot[data-state="closed"]');
  await closed.first().click({ modifiers: ['Control'] });
  await closed.nth(2).click({ modifiers: ['Shift'] });
  await bar.getByRole('button', { name: says('bar.open') }).click();
  await expect(free).toHaveCount(before);

  // The mode: swept over with the pointer.
  await page.getByRole('button', { name: says('tools.choose') }).click();
  await carry(page, free.nth(0), await middle(free.nth(1)));
  await page.mouse.up();
  await expect(bar).toContainText(says('bar.chosen', { count: 2, free: 2, closed: 0 }));
  await page.keyboard.press('Escape');
  await expect(bar).toBeHidden();
});

test('a booking is carried to a free time, asked for, told by mail, and taken back', async ({ page, otherPhone, mail, address, accessible }) => {
  const seeker = new Seeker(otherPhone, 'ja');
  const { date, time } = await seeker.book(address);
  await mail.letterTo(address);
  const desk = new Desk(page);
  await desk.signIn();
  await desk.open(date);
  const booking = await blockOf(desk, time, hanako.name);
  const before = await booking.innerText();
  await booking.scrollIntoViewIfNeeded();
  const free = await nextFree(page, booking, time);

  // Elsewhere it springs back.
  const hours = await page.locator('.grid .hours').boundingBox();
  await carry(page, booking, { x: (hours?.x ?? 0) + 10, y: (await middle(booking)).y });
  await expect(page.locator('.slot[data-target]').first()).toBeVisible();
  await page.mouse.up();
  await expect(page.locator('.slot[data-target]')).toHaveCount(0);
  await expect(page.getByText(like('ja', 'calendar.moving.not_here'))).toBeVisible();
  expect(await booking.innerText()).toBe(before);

  await carry(page, booking, await middle(free));
  await page.mouse.up();
  const card = page.getByRole('complementary', { name: hanako.name });
  await expect(card.getByText(says('moving.by_mail'))).toBeVisible();
  await accessible(page);
  await card.getByRole('link', { name: says('moving.stay') }).click();
  await expect(card.getByText(says('moving.by_mail'))).toBeHidden();

  await carry(page, booking, await middle(free));
  await page.mouse.up();
  await card.getByRole('button', { name: says('moving.submit') }).click();
  await expect(booking).not.toHaveAccessibleName(new RegExp(`^${time}`));
  await expect(page.getByText(like('ja', 'calendar.deed.moved'))).toBeVisible();
  await page.getByRole('button', { name: says('deed.undo_move') }).click();
  await expect(booking).toHaveAccessibleName(new RegExp(`^${time}`));
});

test('a booking is moved by keyboard', async ({ page, otherPhone, mail, address }) => {
  const seeker = new Seeker(otherPhone, 'ja');
  const { date, time } = await seeker.book(address);
  await mail.letterTo(address);
  const desk = new Desk(page);
  await desk.signIn();
  await desk.open(date);
  const booking = await blockOf(desk, time, hanako.name);
  await booking.focus();
  await page.keyboard.press('Enter');
  const card = page.getByRole('complementary', { name: hanako.name });
  await expect(card.getByRole('button', { name: says('moving.start') })).toBeVisible();
  await page.keyboard.press('m');
  const focused = desk.calendar().locator(':focus');
  await expect(focused).toHaveAttribute('data-target', '');
  await expect(focused).toHaveAccessibleDescription(says('moving.target'));
  await page.keyboard.press('Escape');
  await expect(booking).toBeFocused();
  await page.keyboard.press('m');
  await expect(focused).toHaveAttribute('data-target', '');
  await page.keyboard.press('ArrowUp');
  await expect(focused).toHaveAttribute('data-target', '');
  await page.keyboard.press('Enter');
  await expect(card.getByRole('button', { name: says('moving.submit') })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByText(like('ja', 'calendar.deed.moved'))).toBeVisible();
  await expect(desk.calendar().locator(':focus')).toBeVisible();
});

for (const lang of languages) {
  test(`times are opened and taken back by form in ${lang} without JavaScript`, async ({ browser, baseURL, otherPhone }) => {
    const { date } = await aDay(otherPhone);
    const context = await browser.newContext({ baseURL: baseURL ?? '', javaScriptEnabled: false });
    const page = await context.newPage();
    const desk = new Desk(page, lang);
    await desk.signIn();
    await page.goto(`/${lang}/desk?date=${date}&new=slot`);
    const card = page.getByRole('complementary');
    await card.getByLabel(say(lang, 'staff.new_slot.time')).fill('12:00');
    await card.getByLabel(say(lang, 'calendar.times.until')).fill('12:05');
    await card.getByRole('button', { name: say(lang, 'staff.slot.open') }).click();
    await expect(card.getByText(say(lang, 'calendar.wrong.short'))).toBeVisible();
    await expect(card.getByLabel(say(lang, 'staff.new_slot.time')), 'nothing typed is lost').toHaveValue('12:00');
    await card.getByLabel(say(lang, 'calendar.times.until')).fill('12:40');
    await card.getByLabel(say(lang, 'staff.new_slot.length')).selectOption('20');
    await card.getByRole('button', { name: say(lang, 'staff.slot.open') }).click();
    await expect(desk.blocks('12:20', desk.state('free'))).toHaveCount(1);
    await expect(page.getByText(say(lang, 'calendar.deed.opened', { count: 2 }))).toBeVisible();
    await page.getByRole('button', { name: say(lang, 'calendar.deed.undo'), exact: true }).click();
    await expect(desk.blocks('12:', /./)).toHaveCount(0);
    await context.close();
  });
}
