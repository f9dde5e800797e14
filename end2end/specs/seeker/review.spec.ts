// The last look before booking: what is said back is what is booked, and each line leads to where it is changed.
import { expect, test } from '../../fixtures/madoguchi.ts';
import { Seeker, type Seat } from '../../fixtures/walk.ts';

test('a line that is to be changed leads to its field', async ({ page, address }) => {
  const seeker = new Seeker(page, 'ja');
  await seeker.toDetails();
  await seeker.giveDetails(address);
  await seeker.arrive('review.title');
  await page.getByRole('link', { name: seeker.says('details.phone') }).click();
  await seeker.arrive('details.title');
  await expect(seeker.field('phone')).toBeFocused();
});

test('a time taken in another tab is told in the first, and never booked unseen', async ({ page, address }) => {
  const seeker = new Seeker(page, 'ja');
  const first = await seeker.toDetails();
  const other = new Seeker(await page.context().newPage(), 'ja');
  const takeAnother = async (next: string): Promise<Seat> => {
    await other.toTimes();
    const seat = await other.lookAt();
    await other.freeTimes().last().click();
    await other.arrive(next);
    return seat;
  };
  const told = page.getByRole('alert').filter({ hasText: seeker.says('apply.another_time', { now: '' }).slice(0, 10) });

  const second = await takeAnother('details.title');
  await seeker.giveDetails(address);
  await seeker.arrive('review.title');
  await expect(told).toContainText(second.time);
  await expect(told).toContainText(first.time);
  await page.reload();

  const third = await takeAnother('review.title');
  await seeker.press('review.book');
  await expect(told).toContainText(third.time);
  await seeker.arrive('review.title');
  await seeker.press('review.book');
  await expect(seeker.state('awaiting_mail').or(seeker.state('confirmed'))).toBeVisible();
  await expect(page.getByText(third.time).first()).toBeVisible();
});
