// The line is down for a minute, in a lift or in a train.
import { expect, test } from '../../fixtures/madoguchi.ts';
import { hanako, Seeker } from '../../fixtures/walk.ts';
import { say } from '../../fixtures/words.ts';

// The browser itself writes each failed request into its console: on a phone whose console no fixture reads.
test('details sent while the line is down stay on the page, and go when it is back', async ({
  otherPhone: page,
  mail,
  address,
}) => {
  const seeker = new Seeker(page, 'ja');
  await seeker.toDetails();
  await page.locator('html[data-hydrated]').waitFor({ state: 'attached' });

  await page.context().setOffline(true);
  await seeker.giveDetails(address);
  const unsent = page.getByRole('alert').filter({ hasText: say('ja', 'words.unsent.title') });
  await expect(unsent).toContainText(say('ja', 'words.unsent.help'));
  const { name, kana, number, phone, topic } = hanako;
  for (const [asked, typed] of Object.entries({ name, kana, number, phone, mail: address, topic })) {
    await expect(seeker.field(asked)).toHaveValue(typed);
  }

  await page.context().setOffline(false);
  await seeker.press('details.next');
  await seeker.review(address);
  await mail.letterTo(address);
  await expect(seeker.state('confirmed')).toBeVisible();
});
