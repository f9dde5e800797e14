// Two phones and one seat.
import { expect, test } from '../../fixtures/madoguchi.ts';
import { Desk } from '../../fixtures/desk.ts';
import { Seeker } from '../../fixtures/walk.ts';
import { say } from '../../fixtures/words.ts';

test('two phones press the last seat at once: one holds it, the other is told and offered others', async ({
  page,
  otherPhone,
  deskPage,
}) => {
  const [one, other] = [new Seeker(page, 'ja'), new Seeker(otherPhone, 'en')];
  // Neither phone has heard of the other yet when its person presses.
  for (const phone of [page, otherPhone]) await phone.route('**/live/**', () => {});
  await one.toTimes();
  const { date, time } = await one.lookAt();
  const desk = new Desk(deskPage);
  await desk.signIn();
  await desk.open(date);
  await desk.closeAllButOne(time);
  await page.reload();

  const left = (count: number, lang: 'ja' | 'en') => new RegExp(`^${time} ${say(lang, 'seeker.times.left', { count })}`);
  const seat = page.getByRole('button', { name: left(1, 'ja') }).first();
  await expect(seat).toBeVisible();
  await other.toTimes();
  const sameSeat = otherPhone.getByRole('button', { name: left(1, 'en') }).first();

  await Promise.all([seat.click(), sameSeat.click()]);
  const held = (seeker: Seeker) => seeker.page.getByRole('heading', { level: 1, name: say(seeker.lang, 'seeker.terms.title') });
  const refused = (seeker: Seeker) => seeker.page.getByText(say(seeker.lang, 'words.error.seat_taken'));
  const outcome = async (seeker: Seeker) => {
    await expect(held(seeker).or(refused(seeker))).toBeVisible();
    return (await held(seeker).isVisible()) ? 'held' : 'refused';
  };
  expect((await Promise.all([outcome(one), outcome(other)])).sort()).toEqual(['held', 'refused']);
});
