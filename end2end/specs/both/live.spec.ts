// The calendar in the seeker's hand changes as others act, and nothing on it moves.
import { expect, test } from '../../fixtures/madoguchi.ts';
import { Seeker } from '../../fixtures/walk.ts';

test('a seat taken and let go elsewhere changes the count within a second, without a reload', async ({ page, otherPhone }) => {
  const [watching, acting] = [new Seeker(page, 'ja'), new Seeker(otherPhone, 'ja')];
  await watching.toTimes();
  await page.locator('html[data-hydrated]').waitFor({ state: 'attached' });
  await acting.toTimes();
  const { value, free } = await watching.lookAt();
  const watched = page.locator(`button[value="${value}"]`);
  await page.evaluate(() => Object.assign(window, { sameDocument: true }));
  await watched.focus();
  const place = () => watched.boundingBox();
  const before = await place();

  await acting.hold(otherPhone.locator(`button[value="${value}"]`));
  await expect(watched).toContainText(String(free - 1), { timeout: 1000 });
  await acting.release();
  await expect(watched).toContainText(String(free), { timeout: 1000 });

  expect(await place()).toEqual(before);
  await expect(watched).toBeFocused();
  expect(await page.evaluate(() => 'sameDocument' in window)).toBe(true);
});
