// A seat is kept for ten minutes, and what was typed for longer.
import { expect, test } from '../../fixtures/madoguchi.ts';
import { hanako, Seeker } from '../../fixtures/walk.ts';

test.use({ ownClock: true });

test('a hold that runs out keeps what was typed and offers the nearest times', async ({ ahead, page, mail, address, comes }) => {
  const seeker = new Seeker(page, 'ja');
  await seeker.toDetails();
  await ahead(601);
  await seeker.fill({ ...hanako, mail: address });
  await seeker.press('details.next');

  await expect(page.getByRole('alert').filter({ hasText: seeker.says('times.nearest') })).toBeVisible();
  await page.getByRole('alert').getByRole('button', { name: /^\d+:\d\d/ }).first().click();
  await seeker.review(address);
  await mail.letterTo(address);
  await comes(seeker.state('confirmed'));
});

test('five more minutes are had by a press', async ({ ahead, page, javaScriptEnabled }) => {
  const seeker = new Seeker(page, 'ja');
  await seeker.toTimes();
  await seeker.hold();
  await ahead(550);
  await page.reload();
  // Without the program the press leads through a page load, with it none.
  if (javaScriptEnabled) await page.locator('html[data-hydrated]').waitFor({ state: 'attached' });
  const answered = javaScriptEnabled ? page.waitForResponse(/extend_hold/) : page.waitForEvent('load');
  await Promise.all([answered, seeker.press('hold.extend')]);
  await ahead(650);
  await page.reload();
  await expect(page.getByRole('complementary', { name: seeker.says('hold.label') })).toBeVisible();
});
