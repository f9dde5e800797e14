// The waiting list: a wish confirmed by a letter, a seat that is kept for it, and where a yes and a no lead.
import type { Page } from '@playwright/test';
import { to } from '../../fixtures/joining.ts';
import { expect, test } from '../../fixtures/madoguchi.ts';
import { linkIn } from '../../fixtures/mail.ts';
import { Seeker } from '../../fixtures/walk.ts';
import { like, say } from '../../fixtures/words.ts';

const link = /\/w\//;
const says = (key: string): string => say('ja', `waiting.${key}`);
const heading = (page: Page, key: string) => page.getByRole('heading', { level: 1, name: says(key) });
const press = (page: Page, key: string) => page.getByRole('button', { name: says(key), exact: true }).click();

test.use({ ownClock: true });

// Nothing is offered at night: it is ten in the morning in Japan, tomorrow.
test.beforeEach(async ({ ahead }) => {
  const tomorrow = new Date(Date.now() + 33 * 3_600_000).toISOString().slice(0, 10);
  await to(ahead, Date.parse(`${tomorrow}T10:00:00+09:00`));
});

test('a wish is confirmed by a letter; the seat is kept and goes on into the booking', async ({
  page,
  browser,
  mail,
  address,
  accessible,
  comes,
}) => {
  const seeker = new Seeker(page, 'ja', accessible);
  await seeker.toTimes();
  await page.getByRole('link', { name: says('link.times_open') }).click();
  await expect(heading(page, 'form.title')).toBeVisible();
  await accessible(page);
  await page.getByRole('checkbox', { name: '火', exact: true }).check();
  await page.getByRole('checkbox', { name: '木', exact: true }).check();
  await page.getByRole('radio', { name: says('part.afternoon') }).check();
  await seeker.field('mail').fill('nobody');
  await press(page, 'form.send');
  await expect(page.getByRole('region', { name: say('ja', 'words.ui.please_mend') })).toBeVisible();
  await expect(page.getByRole('checkbox', { name: '木', exact: true })).toBeChecked();
  await accessible(page);
  await seeker.field('mail').fill(address);
  await press(page, 'form.send');
  // Where the letter goes, and the way to mend it.
  await expect(heading(page, 'form.sent')).toBeVisible();
  await expect(page.getByRole('definition').filter({ hasText: address })).toBeVisible();
  await expect(page.getByText(says('part.afternoon'))).toBeVisible();
  expect(page.url()).not.toContain(address);
  await accessible(page);
  await page.getByRole('link', { name: new RegExp(`^${say('ja', 'words.ui.change')}`) }).click();
  await expect(seeker.field('mail')).toHaveValue(address);
  await expect(page.getByRole('checkbox', { name: '木', exact: true })).toBeChecked();

  const mine = linkIn(await mail.letterTo(address), link);
  await page.goto(mine);
  await expect(heading(page, 'page.asked')).toBeVisible();
  await page.reload();
  await expect(heading(page, 'page.asked')).toBeVisible();
  await accessible(page);
  await press(page, 'page.confirm');
  await expect(page.getByText(says('page.done_confirmed'))).toBeVisible();

  const offer = await mail.letterTo(address, 2);
  expect(linkIn(offer, link)).toBe(mine);
  await page.goto(mine);
  await expect(heading(page, 'page.offered')).toBeVisible();
  await expect(page.getByText(says('page.offered_next'))).toBeVisible();
  await accessible(page);
  await press(page, 'page.accept');
  await seeker.acceptTerms();
  await seeker.arrive('device.title');
  // Back by the letter: this browser goes on where it was, another one learns nothing of it.
  await page.goto(mine);
  await expect(heading(page, 'page.accepted')).toBeVisible();
  await accessible(page);
  const stranger = await browser.newPage();
  await stranger.goto(mine);
  await expect(stranger.getByText(says('page.onward_elsewhere'))).toBeVisible();
  await expect(stranger.getByRole('link', { name: says('page.onward') })).toHaveCount(0);
  await stranger.close();
  await page.getByRole('link', { name: says('page.onward') }).click();
  await seeker.checkLater();
  await expect(seeker.field('mail')).toHaveValue(address);
  await seeker.giveDetails(address);
  await seeker.review(address);
  const booked = await mail.letterTo(address, 3);
  await comes(seeker.state('confirmed'));
  await page.goto(linkIn(booked, /\/b\//));
  await expect(seeker.state('confirmed')).toBeVisible();
  await page.goto(mine);
  await expect(heading(page, 'page.fulfilled')).toBeVisible();
  await expect(page.getByText(says('page.fulfilled_help'))).toBeVisible();
  await accessible(page);
});

test('a seat that was accepted and let go is waited for again', async ({ page, mail, address, accessible }) => {
  const seeker = new Seeker(page, 'ja', accessible);
  await seeker.toTimes();
  await page.getByRole('link', { name: says('link.times_open') }).click();
  await seeker.field('mail').fill(address);
  await press(page, 'form.send');
  await expect(heading(page, 'form.sent')).toBeVisible();
  const mine = linkIn(await mail.letterTo(address), link);
  await page.goto(mine);
  await press(page, 'page.confirm');
  await expect(page.getByText(says('page.done_confirmed'))).toBeVisible();
  await mail.letterTo(address, 2);
  await page.goto(mine);
  const offered = page.url();
  await press(page, 'page.accept');
  await seeker.arrive('terms.title');
  await seeker.press('hold.release');
  await seeker.arrive('times.title');
  // An old page of the offer is answered by what happens now.
  await page.goto(offered + '?problem=hold_lapsed');
  await expect(page.getByText(says('page.lapsed'))).toBeVisible();
  await expect(heading(page, 'page.accepted')).toHaveCount(0);
  // The next seat is offered to it before long.
  await mail.letterTo(address, 3);
  await page.goto(mine);
  await expect(heading(page, 'page.offered')).toBeVisible();
  await page.getByRole('link', { name: says('page.take_back') }).click();
  await expect(page.getByText(says('stop.offered'))).toBeVisible();
  await accessible(page);
  await press(page, 'stop.confirm');
  await expect(heading(page, 'page.taken_back')).toBeVisible();
});

test('a booking waits for a better time: a no leaves it where it is, a yes moves it', async ({
  page,
  mail,
  address,
  accessible,
  comes,
}) => {
  const seeker = new Seeker(page, 'ja', accessible);
  const { time } = await seeker.book(address);
  const booking = linkIn(await mail.letterTo(address), /\/b\//);
  await comes(seeker.state('confirmed'));
  await seeker.openBooking(booking);
  await seeker.follow('booking.to_move');
  await seeker.arrive('moving.title');
  await page.getByRole('link', { name: says('link.booking') }).click();
  await expect(heading(page, 'form.title')).toBeVisible();
  await accessible(page);
  await press(page, 'form.send_move');
  await expect(page.getByText(says('page.done_confirmed'))).toBeVisible();

  const mine = linkIn(await mail.letterTo(address, 2), link);
  await page.goto(mine);
  await press(page, 'page.decline');
  await expect(page.getByText(says('page.done_declined'))).toBeVisible();
  await page.goto(booking);
  await expect(page.getByText(time).first()).toBeVisible();

  await mail.letterTo(address, 3);
  await page.goto(mine);
  await press(page, 'page.accept_move');
  await expect(page.getByText(like('ja', 'seeker.booking.moved'))).toBeVisible();
  await accessible(page);
  await page.goto(mine);
  await expect(heading(page, 'page.fulfilled_move')).toBeVisible();
  await expect(page.getByText(says('page.fulfilled_move_help'))).toBeVisible();
  await accessible(page);
});

test('a wish is changed and taken back by its link', async ({ page, mail, address, accessible }) => {
  const seeker = new Seeker(page, 'ja', accessible);
  await seeker.toTimes();
  await page.getByRole('link', { name: says('link.times_open') }).click();
  // A day of the weekend, on which nothing comes free.
  await page.getByRole('checkbox', { name: '日', exact: true }).check();
  await seeker.field('mail').fill(address);
  await press(page, 'form.send');
  await expect(heading(page, 'form.sent')).toBeVisible();
  await page.goto(linkIn(await mail.letterTo(address), link));
  await press(page, 'page.confirm');
  await expect(heading(page, 'page.waiting')).toBeVisible();
  await accessible(page);
  await page.getByRole('checkbox', { name: '土', exact: true }).check();
  await page.getByLabel(says('form.until')).fill('2020-01-01');
  await press(page, 'page.change_send');
  await expect(page.getByRole('region', { name: say('ja', 'words.ui.please_mend') })).toBeVisible();
  await expect(page.getByRole('checkbox', { name: '土', exact: true })).toBeChecked();
  // Wrong a second time: the page answers again.
  await page.getByLabel(says('form.until')).fill('');
  await press(page, 'page.change_send');
  await expect(page.getByText(says('form.wrong_date')).first()).toBeVisible();
  await accessible(page);
  await page.getByLabel(says('form.until')).fill(await page.getByLabel(says('form.from')).inputValue());
  await press(page, 'page.change_send');
  await expect(page.getByText(says('page.done_changed'))).toBeVisible();
  await page.getByRole('link', { name: says('page.take_back') }).click();
  await expect(heading(page, 'stop.title')).toBeVisible();
  await accessible(page);
  await page.getByRole('link', { name: says('stop.keep') }).click();
  await expect(heading(page, 'page.waiting')).toBeVisible();
  await page.getByRole('link', { name: says('page.take_back') }).click();
  await press(page, 'stop.confirm');
  await expect(heading(page, 'page.taken_back')).toBeVisible();
  await accessible(page);
});
