// Every page of the desk, as an administrator sees it: it opens, comes to life without an error, and is accessible.
import { expect, test } from '../../fixtures/madoguchi.ts';
import { Desk } from '../../fixtures/desk.ts';
import { desk as deskScreen } from '../../fixtures/screens.ts';
import { languages } from '../../fixtures/words.ts';

const pages = [
  ...['', '?view=week', '/today', '/today/print', '/today/print?date=2026-12-01', '/intake', '/people', '/verify', '/tray', '/roster', '/standing', '/incidents'],
  ...['/plan', '/days', '/absence', '/seating', '/terms', '/figures', '/disclosures', '/records', '/settings', '/letters', '/audit', '/accounts'],
  '/account',
];

for (const lang of languages) {
  test(`every page of the desk in ${lang}`, async ({ page, accessible }) => {
    await new Desk(page, lang).signIn();
    for (const path of pages) {
      await test.step(path || 'calendar', async () => {
        await page.goto(`/${lang}/desk${path}`);
        await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
        await expect(page.getByRole('main')).not.toBeEmpty();
        await page.locator('html[data-hydrated]').waitFor({ state: 'attached' });
        await accessible(page);
      });
    }
  });
}

test('every page of the desk is there without JavaScript', async ({ browser, baseURL }) => {
  const context = await browser.newContext({ ...deskScreen, baseURL: baseURL ?? '', javaScriptEnabled: false });
  const page = await context.newPage();
  await new Desk(page).signIn();
  for (const path of pages) {
    const answer = await page.goto(`/ja/desk${path}`);
    expect(answer?.status(), path).toBe(200);
    await expect(page.getByRole('main')).not.toBeEmpty();
  }
  await context.close();
});
