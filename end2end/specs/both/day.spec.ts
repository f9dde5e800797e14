// A day of the office: slots are planned and published, booked by telephone and on phones, and worked. Two screens of staff
// and a seeker's phone stay open, and agree at every step.
import type { Locator, Page } from '@playwright/test';
import { Desk } from '../../fixtures/desk.ts';
import { expect, test } from '../../fixtures/madoguchi.ts';
import { linkIn } from '../../fixtures/mail.ts';
import { desk as deskScreen } from '../../fixtures/screens.ts';
import { hanako, Seeker } from '../../fixtures/walk.ts';
import { say } from '../../fixtures/words.ts';

test.use({ ownClock: true, settings: { MADOGUCHI_DEMO_DAYS: '1' } });
test.setTimeout(300_000);

const MINUTE = 60_000;
/** The clockwork looks at a clock that was moved within half a minute. */
const soon = { timeout: 45_000 };
const late = { ...hanako, name: '新津 花子' };
const silent = { ...hanako, name: '小須戸 次郎', number: '15020-7654321' };
const caller = '阿賀 さくら';

const words = (key: string, values = {}) => say('ja', key, values);
const button = (page: Page | Locator, key: string) => page.getByRole('button', { name: words(key), exact: true });
const live = (page: Page) => page.locator('html[data-hydrated]').waitFor({ state: 'attached' });
/** The row of the counter where somebody is expected. */
const row = (page: Page, name: string) => page.locator('.today > li').filter({ hasText: name });

test('a day from its plan to its figures', async ({ ahead, page, otherPhone, deskPage, browser, baseURL, mail, address }) => {
  const jump = (moment: number) => ahead(Math.ceil((moment - Date.now()) / 1000));
  const context = await browser.newContext({ ...deskScreen, baseURL: baseURL ?? '' });
  const counterPage = await context.newPage();
  const [manager, counter] = [new Desk(deskPage), new Desk(counterPage)];
  const [seeker, quiet] = [new Seeker(page, 'ja'), new Seeker(otherPhone, 'ja')];
  const [mine, theirs, called] = [address, `quiet-${address}`, `called-${address}`];

  await test.step('nothing is offered until the plan is published', async () => {
    await manager.signIn();
    await counter.signIn('demo-counter');
    await seeker.toTimes();
    await live(page);
    await expect(seeker.freeTimes()).toHaveCount(0);
    const until = new Date(Date.now() + 20 * 24 * 60 * MINUTE).toISOString().slice(0, 10);
    await deskPage.goto('/ja/desk/plan');
    await deskPage.getByLabel(words('plan.publish.until')).first().fill(until);
    await button(deskPage, 'plan.publish.preview').click();
    await deskPage.getByRole('button', { name: words('plan.publish.submit', { until: '' }) }).click();
    await expect(deskPage.getByRole('status').filter({ hasText: words('plan.done.published') })).toBeVisible();
    // One counter after another is published.
    await expect(seeker.freeTimes().last(), 'on the open phone, without a reload').toContainText('5');
  });

  const seat = await seeker.lookAt();
  const starts = Date.parse(seat.value.split('/')[0] ?? '');

  await test.step('booked by telephone, and the mail is answered by its button', async () => {
    await counterPage.goto(`/ja/desk/intake?from=${seat.date}`);
    await live(counterPage);
    const items = { number: '15020-1112223', name: caller, birth_date: 'S60.4.3', phone: '090-1111-2222', mail: called };
    for (const [item, typed] of Object.entries(items)) {
      await counterPage.getByRole('textbox', { name: words(`phone.intake.${item}`), exact: true }).fill(typed);
    }
    await counterPage.locator(`input[value="consultation ${seat.value}"]`).check();
    await button(counterPage, 'phone.intake.submit').click();
    await expect(counterPage.getByRole('complementary')).toContainText(manager.state('awaiting_reply'));
    await expect(page.locator(`button[value="${seat.value}"]`)).toContainText(String(seat.free - 1));
    const link = linkIn(await mail.letterTo(called), /\/b\//);
    const behind = new Seeker(await context.newPage(), 'ja');
    await behind.openBooking(link);
    await behind.press('booking.received');
    await expect(behind.state('confirmed')).toBeVisible();
    await expect(counterPage.getByRole('complementary')).toContainText(manager.state('confirmed'));
    await behind.page.close();
  });

  await test.step('booked on two phones', async () => {
    await seeker.book(mine, page.locator(`button[value="${seat.value}"]`), late);
    await expect(seeker.state('confirmed')).toBeVisible();
    await quiet.book(theirs, otherPhone.locator(`button[value="${seat.value}"]`), silent);
    await expect(quiet.state('confirmed')).toBeVisible();
    await seeker.openBooking(linkIn(await mail.letterTo(mine), /\/b\//));
    await quiet.openBooking(linkIn(await mail.letterTo(theirs), /\/b\//));
  });

  await test.step('both screens see the three, each at a counter of its own', async () => {
    await jump(starts - 5 * MINUTE);
    for (const [desk, login] of [[manager, 'demo'], [counter, 'demo-counter']] as const) {
      await desk.signIn(login);
      await desk.page.goto('/ja/desk/today');
      await live(desk.page);
      for (const name of [caller, late.name, silent.name]) await expect(row(desk.page, name)).toHaveCount(1);
    }
    for (const name of [caller, late.name, silent.name]) {
      await row(deskPage, name).getByRole('button', { name: words('day.ready.to_ready') }).click();
      await expect(row(counterPage, name).getByRole('button', { name: words('day.ready.to_away') })).toBeVisible();
    }
  });

  await test.step('one attends, one is late and says so', async () => {
    await jump(starts + MINUTE);
    // A clock goes on by itself in a page, but no page expects it to be moved.
    for (const screen of [deskPage, counterPage]) {
      await screen.reload();
      await live(screen);
    }
    const work = async (name: string, step: string) => {
      await row(counterPage, name).getByRole('button', { name: words(`day.step.${step}`), exact: true }).click();
    };
    await expect(row(deskPage, silent.name).getByRole('img'), 'the ten minutes run').toBeVisible();
    await work(caller, 'arrived');
    await work(caller, 'begin');
    await expect(row(deskPage, caller)).toContainText(words('day.stage.in_session', { time: '' }).split('（')[0] ?? '');
    await work(late.name, 'contact');
    await expect(row(deskPage, late.name)).toContainText(words('day.stage.contact', { time: '' }).split('（')[0] ?? '');
  });

  await test.step('one is silent for ten minutes: all three see it, and a letter says it', async () => {
    await jump(starts + 10 * MINUTE - 2_000);
    await expect(quiet.state('no_show')).toBeVisible(soon);
    for (const screen of [deskPage, counterPage]) {
      await expect(screen.getByRole('row').filter({ hasText: silent.name })).toContainText(manager.state('no_show'));
    }
    await mail.letterTo(theirs, 2);
    await expect(seeker.state('confirmed'), 'who said that they are late keeps the booking').toBeVisible();
  });

  await test.step('the next consultation is booked from the one in session', async () => {
    await row(counterPage, caller).getByRole('link', { name: caller }).click();
    await counterPage.getByRole('link', { name: words('phone.card.to_next') }).click();
    await counterPage.getByRole('radio').last().check();
    await button(counterPage, 'phone.times.next_submit').click();
    await expect(counterPage.getByRole('complementary')).toContainText(manager.state('confirmed'));
    await mail.letterTo(called, 2);
  });

  await test.step('the day ends with an outcome for everybody', async () => {
    await counterPage.goto('/ja/desk/today');
    await live(counterPage);
    await button(counterPage, 'day.step.done').first().click();
    await expect(button(row(deskPage, caller), 'day.step.outcome'), 'what came of it is asked').toBeVisible();
    await row(counterPage, late.name).getByRole('button', { name: words('day.step.arrived'), exact: true }).click();
    await row(counterPage, late.name).getByRole('button', { name: words('day.step.begin'), exact: true }).click();
    await row(counterPage, late.name).getByRole('button', { name: words('day.step.done'), exact: true }).click();
    await expect(seeker.state('attended')).toBeVisible();
    const ended = row(counterPage, late.name);
    await ended.getByRole('textbox', { name: words('day.step.note') }).first().fill('求人を２件紹介');
    await ended.getByRole('button', { name: words('day.step.outcome'), exact: true }).click();
    await expect(deskPage.getByRole('row').filter({ hasText: late.name })).toContainText('求人を２件紹介');
    await expect(deskPage.getByText(words('day.earlier.none_open'))).toBeVisible();
  });

  await test.step('and the figures count it', async () => {
    await deskPage.goto(`/ja/desk/figures?from=${seat.date}&until=${seat.date}`);
    const counted = (outcome: string) => {
      const head = deskPage.locator('th[scope=row]').filter({ hasText: words(`figures.outcome.${outcome}`) });
      return deskPage.locator('tr').filter({ has: head });
    };
    await expect(counted('attended').first()).toContainText('2');
    await expect(counted('no_show').first()).toContainText('1');
  });

  await context.close();
});
