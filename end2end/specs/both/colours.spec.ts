// In the colours of the night and in those that a person has forced on all pages, everything is still to be read.
import { expect, test } from '../../fixtures/madoguchi.ts';
import { Seeker } from '../../fixtures/walk.ts';

const schemes = {
  'dark colours': { colorScheme: 'dark' },
  'forced colours': { forcedColors: 'active' },
  'dark forced colours': { colorScheme: 'dark', forcedColors: 'active' },
} as const;

for (const [name, media] of Object.entries(schemes)) {
  test(`from door to done in ${name}`, async ({ page, mail, address, accessible }) => {
    await page.emulateMedia(media);
    const seeker = new Seeker(page, 'ja', accessible);
    await seeker.book(address);
    await mail.letterTo(address);
    await expect(seeker.state('confirmed')).toBeVisible();
    await accessible(page);
  });
}

test('the night is dark', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.goto('/ja');
  const light = await page.locator('html').evaluate((html) => {
    const [red = 255] = getComputedStyle(html).backgroundColor.match(/[\d.]+/g)?.map(Number) ?? [];
    return red;
  });
  expect(light).toBeLessThan(80);
});
