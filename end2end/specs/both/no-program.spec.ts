// A browser with JavaScript that does not run the program: old, locked down, or short of memory.
import { expect, test } from '../../fixtures/madoguchi.ts';
import { linkIn } from '../../fixtures/mail.ts';
import { Seeker } from '../../fixtures/walk.ts';

// The browser writes into its console that the program did not start: on a phone whose console no fixture reads.
test('without WebAssembly the booking goes on as plain forms', async ({ otherPhone: page, mail, address }) => {
  await page.addInitScript(() => Reflect.deleteProperty(window, 'WebAssembly'));
  const seeker = new Seeker(page, 'ja');
  const { time } = await seeker.book(address);
  expect(await page.evaluate(() => 'WebAssembly' in window)).toBe(false);
  const letter = await mail.letterTo(address);
  await expect(page).toHaveURL(/\/done$/);
  await expect(async () => {
    await page.reload();
    await expect(seeker.state('confirmed')).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 10_000 });
  await expect(page.locator('html[data-hydrated]')).toHaveCount(0);

  await seeker.openBooking(linkIn(letter, /\/b\//));
  await expect(page.getByText(time).first()).toBeVisible();
});
