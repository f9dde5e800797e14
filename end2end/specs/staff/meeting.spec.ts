// An office without an account at Zoom: a counter's fixed meeting is kept in the settings, and what cannot be one comes back.
import { Desk } from '../../fixtures/desk.ts';
import { expect, test } from '../../fixtures/madoguchi.ts';
import { say } from '../../fixtures/words.ts';

const words = (key: string) => say('ja', `plan.${key}`);

test.use({ javaScriptEnabled: false });

test('a counter has a fixed meeting', async ({ page, accessible }) => {
  await new Desk(page).signIn();
  await page.goto('/ja/desk/settings');
  const change = page.locator('details').filter({ has: page.getByRole('group', { name: words('settings.fixed'), includeHidden: true }) }).first();
  const field = (key: string) => change.getByRole('textbox', { name: words(`settings.${key}`) });
  await change.locator('summary').first().click();
  await field('meeting_number').fill('１２３ 4567 8901');
  await field('passcode').fill('ab1');
  await field('meeting_url').fill('https://example.jp/j/12345678901');
  await change.getByRole('button', { name: words('settings.counter_submit') }).click();
  await expect(change).toContainText(words('wrong.meeting_url'));
  await expect(field('meeting_number')).toHaveValue('１２３ 4567 8901');
  await accessible(page);
  await field('meeting_url').fill('https://zoom.us/j/12345678901');
  await change.getByRole('button', { name: words('settings.counter_submit') }).click();
  await change.locator('summary').first().click();
  await expect(field('meeting_number')).toHaveValue('123 4567 8901');
  await expect(field('meeting_url')).toHaveValue('https://zoom.us/j/12345678901');
});
