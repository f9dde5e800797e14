// The office sees each step of a booking as it happens, on a page that nobody reloads.
import { expect, test } from '../../fixtures/madoguchi.ts';
import { Desk } from '../../fixtures/desk.ts';
import { hanako, Seeker } from '../../fixtures/walk.ts';

// Other tests have booked for Hanako on the same server.
const taro = { ...hanako, name: '阿賀 太郎' };

test('the desk follows a booking from hold to confirmation', async ({ page, deskPage, mail, address, accessible }) => {
  const seeker = new Seeker(page, 'ja');
  const desk = new Desk(deskPage);
  await desk.signIn();
  await accessible(deskPage);
  mail.holdBack();

  await seeker.toTimes();
  const { date, time } = await seeker.lookAt();
  await desk.open(date);
  await accessible(deskPage);
  const held = desk.blocks(time, desk.state('held'));
  const before = await held.count();
  await seeker.hold();
  await expect(held).toHaveCount(before + 1);

  await seeker.acceptTerms();
  await seeker.checkLater();
  await seeker.giveDetails(address, taro);
  await seeker.review(address);
  const booked = desk.blocks(time, taro.name).last();
  await expect(booked).toContainText(desk.state('awaiting_mail'));

  mail.release();
  await expect(booked).toContainText(desk.state('confirmed'));
  await expect(seeker.state('confirmed')).toBeVisible();

  await booked.click();
  const card = deskPage.getByRole('complementary', { name: taro.name });
  await expect(card).toContainText(address);
  await expect(card).toContainText(taro.topic);
  await accessible(deskPage);
  if (process.env.PICTURES) {
    await page.screenshot({ path: 'pictures/phone.png' });
    await deskPage.screenshot({ path: 'pictures/desk.png' });
  }
});
