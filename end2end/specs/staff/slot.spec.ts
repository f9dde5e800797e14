// What staff open and close, the seekers see at once.
import { expect, test } from '../../fixtures/madoguchi.ts';
import { Desk } from '../../fixtures/desk.ts';
import { Seeker } from '../../fixtures/walk.ts';
import { say } from '../../fixtures/words.ts';

const says = (key: string) => say('ja', `staff.${key}`);

test('a slot that is closed and opened again goes and comes on the phone', async ({ page, otherPhone }) => {
  const seeker = new Seeker(otherPhone, 'ja');
  await seeker.toTimes();
  await otherPhone.locator('html[data-hydrated]').waitFor({ state: 'attached' });
  const { date, time, value, free } = await seeker.lookAt();
  const watched = otherPhone.locator(`button[value="${value}"]`);
  await otherPhone.evaluate(() => Object.assign(window, { sameDocument: true }));

  const desk = new Desk(page);
  await desk.signIn();
  await desk.open(date);
  const closed = desk.blocks(time, desk.state('closed'));
  const before = await closed.count();
  await desk.blocks(time, desk.state('free')).first().click();
  const place = await desk.calendar().boundingBox();
  await page.getByRole('button', { name: says('slot.close') }).click();
  await expect(closed).toHaveCount(before + 1);
  await expect(page.getByText(says('done.closed'))).toBeVisible();
  expect((await desk.calendar().boundingBox())?.y).toBe(place?.y);
  await expect(desk.calendar().locator(':focus')).toContainText(desk.state('closed'));
  await expect(watched).toContainText(String(free - 1), { timeout: 1000 });

  await page.getByRole('button', { name: says('slot.open') }).click();
  await expect(closed).toHaveCount(before);
  await expect(watched).toContainText(String(free), { timeout: 1000 });
  expect(await otherPhone.evaluate(() => 'sameDocument' in window)).toBe(true);
});

test('a slot opened where there was none appears on the phone', async ({ page, otherPhone }) => {
  const seeker = new Seeker(otherPhone, 'ja');
  await seeker.toTimes();
  await otherPhone.locator('html[data-hydrated]').waitFor({ state: 'attached' });
  const { date } = await seeker.lookAt();
  const early = otherPhone.locator(`section[id="d-${date}"]`).getByRole('button', { name: /^7:30/ });
  await expect(early).toHaveCount(0);

  const desk = new Desk(page);
  await desk.signIn();
  await desk.open(date);
  await page.getByRole('link', { name: says('new_slot.title') }).click();
  const card = page.getByRole('complementary', { name: says('new_slot.title') });
  await expect(card.getByLabel(says('new_slot.date'))).toHaveValue(date);
  await card.getByLabel(says('new_slot.time')).fill('07:30');
  await card.getByRole('button', { name: says('slot.open') }).click();
  await expect(page.getByText(says('done.opened'))).toBeVisible();
  await expect(desk.blocks('7:30', desk.state('free'))).toHaveCount(1);
  await expect(early).toBeVisible();
});
