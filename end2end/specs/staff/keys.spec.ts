// The desk by keyboard, and as it is read aloud.
import { expect, test } from '../../fixtures/madoguchi.ts';
import { Desk } from '../../fixtures/desk.ts';
import { hanako, Seeker } from '../../fixtures/walk.ts';
import { languages, say } from '../../fixtures/words.ts';

test('arrows move, Enter opens, Escape closes, n and p turn the day', async ({ page, otherPhone }) => {
  const seeker = new Seeker(otherPhone, 'ja');
  await seeker.toTimes();
  const { date, time } = await seeker.lookAt();
  const desk = new Desk(page);
  await desk.signIn();
  await desk.open(date);

  const [left, right] = [desk.blocks(time, /./).nth(0), desk.blocks(time, /./).nth(1)];
  const focused = desk.calendar().locator(':focus');
  await left.focus();
  await page.keyboard.press('ArrowRight');
  await expect(right).toBeFocused();
  await page.keyboard.press('ArrowLeft');
  await expect(left).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await expect(left).not.toBeFocused();
  await expect(focused).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await expect(left).toBeFocused();

  const card = page.getByRole('complementary', { name: say('ja', 'staff.slot.title') });
  await page.keyboard.press('Enter');
  await expect(card).toContainText(time);
  await page.keyboard.press('Escape');
  await expect(card).toBeHidden();
  await expect(left).toBeFocused();

  const day = page.getByRole('heading', { level: 1 });
  const here = await day.innerText();
  await page.keyboard.press('n');
  await expect(day).not.toHaveText(here);
  await page.keyboard.press('p');
  await expect(day).toHaveText(here);
  // The day was drawn anew: the focus is back in it.
  await expect(focused).toBeVisible();

  await left.focus();
  await page.keyboard.press('Shift+?');
  const list = page.getByRole('dialog', { name: say('ja', 'staff.keys.title') });
  await expect(list).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(list).toBeHidden();
  await expect(left).toBeFocused();
  const opener = page.getByRole('button', { name: say('ja', 'staff.keys.title') });
  await opener.click();
  await list.getByRole('button', { name: say('ja', 'staff.keys.close') }).click();
  await expect(opener).toBeFocused();
});

test('the week opens on the day asked for, a closed day being one narrow lane', async ({ page }) => {
  const desk = new Desk(page);
  await desk.signIn();
  // A Friday, whose lanes are the last; the Monday before is a holiday.
  await desk.open('2027-01-15');
  await page.keyboard.press('w');
  await expect(page).toHaveURL(/view=week/);
  const friday = page.locator('[data-day="2027-01-15"]');
  await expect(friday).toBeInViewport();
  const hours = await page.locator('.hours').boundingBox();
  await expect.poll(async () => (await friday.boundingBox())?.x).toBeGreaterThanOrEqual((hours?.x ?? 0) + (hours?.width ?? 0) - 1);
  const closed = page.locator('.lane[data-closed]');
  await expect(closed).toHaveCount(1);
  const widths = await Promise.all([closed, friday].map(async (lane) => (await lane.boundingBox())?.width ?? 0));
  expect(widths[0]).toBeLessThan(widths[1] ?? 0);
});

for (const lang of languages) {
  test(`day, week and cards have nothing that axe minds in ${lang}`, async ({ page, otherPhone, mail, address, accessible }) => {
    const seeker = new Seeker(otherPhone, lang);
    const { date, time } = await seeker.book(address);
    await mail.letterTo(address);
    const desk = new Desk(page, lang);
    await desk.signIn();
    await desk.open(date);
    await accessible(page);

    await desk.blocks(time, desk.state('free')).first().click();
    await expect(page.getByRole('complementary', { name: say(lang, 'staff.slot.title') })).toBeVisible();
    await accessible(page);
    await desk.blocks(time, desk.state('confirmed')).first().click();
    await expect(page.getByRole('complementary', { name: hanako.name })).toBeVisible();
    await accessible(page);
    await page.getByRole('link', { name: say(lang, 'staff.new_slot.title') }).click();
    await expect(page.getByRole('complementary', { name: say(lang, 'staff.new_slot.title') })).toBeVisible();
    await accessible(page);

    // The panel's field has the focus, and takes letters for itself.
    await page.getByRole('heading', { level: 1 }).click();
    await page.keyboard.press('w');
    await expect(page).toHaveURL(/view=week/);
    await expect(page.getByRole('link', { name: say(lang, 'staff.turn.week_after') })).toBeVisible();
    await accessible(page);
  });
}
