// The page that takes a seeker into the consultation, where the line is down. Without the program a page that was loaded stays as
// it is.
import { book, heading, MINUTE, meetings, number, soon, to, words } from '../../fixtures/joining.ts';
import { expect, test } from '../../fixtures/madoguchi.ts';
import { linkIn } from '../../fixtures/mail.ts';
import { Seeker } from '../../fixtures/walk.ts';
import { like, say } from '../../fixtures/words.ts';

test.use({ ownClock: true });

// The browser itself writes each failed request into its console: on a phone whose console no fixture reads.
test('is offline: the page stays, with its time, ID, passcode and number', async ({
  otherPhone: page,
  clocked,
  ahead,
  mail,
  address,
  accessible,
}) => {
  await meetings(clocked);
  const seeker = new Seeker(page, 'ja');
  const starts = await book(seeker, address);
  const link = linkIn(await mail.letterTo(address), /\/b\//);
  await expect(seeker.state('confirmed')).toBeVisible();
  await to(ahead, starts - 10 * MINUTE - 20_000);
  await page.goto(`${link}/join`);
  await page.locator('html[data-hydrated]').waitFor({ state: 'attached' });
  await expect(heading(page, 'near')).toBeVisible();

  await page.context().setOffline(true);
  await expect(page.getByText(words('down.title'))).toBeVisible();
  for (const shown of [number, 'ab1']) await expect(page.getByText(shown, { exact: true })).toBeVisible();
  await expect(page.getByRole('complementary', { name: words('call') }).getByRole('link')).toBeVisible();
  await accessible(page);
  // By its own clock, which the server has set.
  await expect(heading(page, 'open')).toBeVisible(soon);
  await expect(page.getByRole('link', { name: words('enter'), exact: true })).toBeVisible();
  await page.getByRole('button', { name: words('trouble.late'), exact: true }).click();
  await expect(page.getByRole('alert').filter({ hasText: like('ja', 'join.trouble.unsent') })).toBeVisible();
  // What leads to another page would lose this one.
  await page.getByRole('link', { name: say('ja', 'seeker.booking.to_booking') }).click();
  await expect(page.getByRole('status').filter({ hasText: words('down.title') })).toBeFocused();
  await expect(page.getByText(number, { exact: true })).toBeVisible();

  await page.context().setOffline(false);
  await expect(page.getByText(words('down.title'))).toHaveCount(0);
  await page.getByRole('button', { name: words('trouble.late'), exact: true }).click();
  await expect(page.getByText(like('ja', 'join.trouble.heard_late'))).toBeVisible();
});
