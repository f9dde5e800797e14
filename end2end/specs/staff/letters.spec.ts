// What the office writes, looked at before it is sent: every letter in every language, as text and as HTML.
import { expect, test } from '../../fixtures/madoguchi.ts';
import { Desk } from '../../fixtures/desk.ts';
import { desk, phone } from '../../fixtures/screens.ts';
import { keys, languages, say } from '../../fixtures/words.ts';

const screens = { desktop: desk, phone };

// A letter stands in a frame that runs no script, and Chromium writes into the console that it kept the suite's own out: on
// a page whose console no fixture reads.
for (const [name, screen] of Object.entries(screens)) {
  for (const lang of languages) {
    test(`every letter is there, on a ${name} in ${lang}`, async ({ browser, baseURL, accessible }) => {
      const context = await browser.newContext({ ...screen, baseURL: baseURL ?? '' });
      const page = await context.newPage();
      const office = lang === 'ja' ? /新津/ : /Niitsu/;
      await new Desk(page, lang).signIn();
      await page.goto(`/${lang}/desk/settings`);
      await page.getByRole('link', { name: say(lang, 'letters.settings') }).click();
      await expect(page.getByRole('heading', { level: 1, name: say(lang, 'letters.nav.letters') })).toBeVisible();
      await page.locator('html[data-hydrated]').waitFor({ state: 'attached' });
      await accessible(page);
      const main = page.getByRole('main');
      const called = keys(lang, 'letters.called').map((key) => say(lang, `letters.called.${key}`));
      await expect(main.getByRole('link')).toHaveCount(called.length);

      await main.getByRole('link', { name: say(lang, 'letters.called.reminder_hour'), exact: true }).click();
      await expect(main.getByRole('heading', { level: 2, name: say(lang, 'letters.called.reminder_hour') })).toBeVisible();
      await expect(main.locator('pre')).toHaveCount(languages.length);
      for (const of of languages) {
        const heading = say(of, 'mail.heading.reminder_hour');
        await expect(main.locator(`pre[lang=${of}]`)).toContainText(heading);
        const frame = page.frameLocator(`iframe[src$="/reminder_hour/${of}.html"]`);
        const shown = frame.getByRole('heading', { level: 1, name: heading });
        await expect(shown).toBeVisible();
        // The letter's own sheet is let through by the frame's policy.
        await expect(shown).toHaveCSS('font-size', '24px');
      }
      await expect(main.locator(`pre[lang=${lang}]`)).toContainText(office);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth);
      expect(wide, 'nothing is wider than the screen').toBe(true);
      await accessible(page);
      await context.close();
    });
  }
}

test('every letter opens, with its name, from the list', async ({ browser, baseURL }) => {
  const context = await browser.newContext({ ...desk, baseURL: baseURL ?? '', javaScriptEnabled: false });
  const page = await context.newPage();
  await new Desk(page).signIn();
  for (const key of keys('ja', 'letters.called')) {
    await page.goto('/ja/desk/letters');
    const section = key.startsWith('attendee_') ? 'letters.to_employer' : 'letters.to_seeker';
    const list = page.getByRole('main').locator('section').filter({ hasText: say('ja', section) });
    await list.getByRole('link', { name: say('ja', `letters.called.${key}`), exact: true }).click();
    await expect(page.getByRole('main').getByRole('heading', { level: 2 })).toHaveText(say('ja', `letters.called.${key}`));
    await expect(page.locator('iframe')).toHaveCount(languages.length);
  }
  await context.close();
});
