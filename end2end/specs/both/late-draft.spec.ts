// What is typed is also kept on the way, in passing. Such a note may be slow; what was sent with the button stands.
import type { Request } from '@playwright/test';
import { expect, test } from '../../fixtures/madoguchi.ts';
import { hanako, Seeker } from '../../fixtures/walk.ts';

test('a draft that arrives after the form was sent takes nothing back', async ({ page, address }) => {
  const seeker = new Seeker(page, 'ja');
  await seeker.toDetails();
  await page.locator('html[data-hydrated]').waitFor({ state: 'attached' });

  const underWay: Request[] = [];
  await page.route('**/draft_details*', (route) => {
    underWay.push(route.request());
    return route.fulfill();
  });
  await seeker.fill({ ...hanako, mail: address });
  await expect.poll(() => underWay.length).toBeGreaterThan(3);
  await seeker.press('details.next');
  await seeker.arrive('review.title');
  const [first] = underWay;
  if (!first) throw new Error('nothing was kept in passing');
  await page.request.post(first.url(), { headers: await first.allHeaders(), data: first.postData() ?? '' });
  await page.reload();
  await expect(page.getByText(address)).toBeVisible();
  await seeker.press('review.book');
  await expect(seeker.state('awaiting_mail').or(seeker.state('confirmed'))).toBeVisible();
});
