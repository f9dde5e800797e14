// By the link in the letter: see, move, correct, cancel; and the letter that could not be delivered.
import { expect, test } from '../../fixtures/madoguchi.ts';
import { linkIn } from '../../fixtures/mail.ts';
import { hanako, Seeker } from '../../fixtures/walk.ts';
import { like, say } from '../../fixtures/words.ts';

const link = /\/b\//;

test('moves to another time by the link, which stays the same', async ({ page, mail, address, accessible, comes }) => {
  const seeker = new Seeker(page, 'ja', accessible);
  await seeker.book(address);
  const first = linkIn(await mail.letterTo(address), link);
  await comes(seeker.state('confirmed'));
  await seeker.openBooking(first);
  await seeker.follow('booking.to_move');
  await seeker.arrive('moving.title');
  const target = seeker.freeTimes().last();
  const { time } = await seeker.lookAt(target);
  await target.click();

  await expect(page.getByText(like('ja', 'seeker.booking.moved'))).toBeVisible();
  await expect(page.getByText(time).first()).toBeVisible();
  await accessible(page);
  const second = await mail.letterTo(address, 2);
  expect(second.text).toContain(time);
  expect(linkIn(second, link)).toBe(first);
});

test('cancels by the link, on a page of its own, and hears of it by mail', async ({ page, mail, address, accessible, comes }) => {
  const seeker = new Seeker(page, 'ja', accessible);
  await seeker.book(address);
  const first = linkIn(await mail.letterTo(address), link);
  await comes(seeker.state('confirmed'));
  await seeker.openBooking(first);
  await seeker.follow('booking.cancel');
  await seeker.arrive('cancel.title');
  await page.getByRole('textbox', { name: seeker.says('cancel.reason') }).fill('別の予定が入りました');
  await seeker.press('cancel.confirm');
  await expect(seeker.state('cancelled_by_seeker')).toBeVisible();
  await accessible(page);
  await mail.letterTo(address, 2);
});

test('a refused letter is told at once; the address is mended and the seat kept', async ({
  page,
  mail,
  address,
  accessible,
  comes,
}) => {
  const seeker = new Seeker(page, 'ja', accessible);
  mail.refuse(550, '5.1.1 no such person');
  const { time } = await seeker.book(`nobody-${address}`);
  await comes(seeker.state('mail_refused'));
  await accessible(page);

  mail.accept();
  await page.getByRole('textbox', { name: seeker.says('mend.label') }).fill(address);
  await seeker.press('mend.send');
  const letter = await mail.letterTo(address);
  expect(letter.text).toContain(time);
  await comes(seeker.state('confirmed'));
  await accessible(page);
});

test('a wrong phone comes back with what was typed and what to do, and a right one is kept', async ({
  page,
  mail,
  address,
  accessible,
  comes,
}) => {
  const seeker = new Seeker(page, 'ja', accessible);
  await seeker.book(address);
  const letter = await mail.letterTo(address);
  await comes(seeker.state('confirmed'));
  await seeker.openBooking(linkIn(letter, link));
  await seeker.follow('booking.correct');
  await seeker.arrive('correct.title');
  const phone = seeker.field('phone');
  const interpreter = page.getByRole('checkbox', { name: seeker.says('details.interpreter') });
  await expect(phone).toHaveValue(hanako.phone);
  await phone.fill('090-12');
  await interpreter.check();
  await seeker.press('correct.save');

  await expect(page.getByRole('region', { name: say('ja', 'words.ui.please_mend') })).toBeFocused();
  await expect(phone).toHaveValue('090-12');
  await expect(phone).toHaveAccessibleDescription(new RegExp(seeker.says('problem.phone.form')));
  await expect(interpreter).toBeChecked();
  await accessible(page);
  await phone.fill('０２５０－２２－０１２３');
  await seeker.press('correct.save');

  await expect(page.getByText(seeker.says('booking.corrected'), { exact: true })).toBeVisible();
  await expect(page.getByText('0250-22-0123').first()).toBeVisible();
  await expect(page.getByText(seeker.says('details.interpreter')).first()).toBeVisible();
});

test('the device is asked about anew: a press alone records nothing', async ({ page, mail, address, accessible, comes }) => {
  const seeker = new Seeker(page, 'ja');
  await seeker.book(address);
  const letter = await mail.letterTo(address);
  await comes(seeker.state('confirmed'));
  await seeker.openBooking(linkIn(letter, link));
  await seeker.follow('booking.device');
  await seeker.arrive('device.title');
  await seeker.press('device.keep');
  await expect(page.getByRole('region', { name: say('ja', 'words.ui.please_mend') })).toBeFocused();
  await expect(page.getByRole('link', { name: seeker.says('device.missing') })).toBeVisible();
  await accessible(page);

  await page.getByRole('radio', { name: seeker.says('device.later') }).check();
  await seeker.press('device.keep');
  await expect(page.getByText(seeker.says('booking.device_later'))).toBeVisible();
});

test('opening the link changes nothing, however often', async ({ page, mail, address, request, comes }) => {
  const seeker = new Seeker(page, 'ja');
  await seeker.book(address);
  const first = linkIn(await mail.letterTo(address), link);
  await comes(seeker.state('confirmed'));
  await seeker.openBooking(first);
  const before = await page.getByRole('main').innerText();
  for (let time = 0; time < 20; time++) {
    expect((await request.get(first)).status()).toBe(200);
    expect((await request.head(first)).status()).toBe(200);
  }
  await page.reload();
  expect(await page.getByRole('main').innerText()).toBe(before);
});
