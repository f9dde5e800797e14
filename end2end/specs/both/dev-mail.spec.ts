// With the mail drop, letters wait on this machine to be read in the browser.
import { expect, test as base } from '../../fixtures/madoguchi.ts';
import { Server } from '../../fixtures/server.ts';
import { Seeker } from '../../fixtures/walk.ts';

const test = base.extend({
  baseURL: async ({}, use) => {
    const server = await Server.start('drop');
    await use(server.url);
    await server.stop();
  },
});

// A letter stands in a frame that runs no script, and Chromium writes into the console that it kept the suite's own out: on
// a phone whose console no fixture reads.
test('the letter of a booking is read at /dev/mail, and its links open the booking', async ({ page, otherPhone, address }) => {
  const seeker = new Seeker(page, 'ja');
  const { time } = await seeker.book(address);
  await expect(seeker.state('confirmed')).toBeVisible();

  const reader = new Seeker(otherPhone, 'ja');
  await otherPhone.goto('/dev/mail');
  await otherPhone.getByRole('row').filter({ hasText: address }).getByRole('link').click();
  await expect(otherPhone.getByRole('cell', { name: address })).toBeVisible();
  await expect(otherPhone.getByRole('link', { name: /booking\.ics/ })).toBeVisible();
  const letter = otherPhone.url();
  await otherPhone.getByRole('main').getByRole('link', { name: /\/b\// }).click();
  await expect(reader.state('confirmed')).toBeVisible();
  await expect(otherPhone.getByText(time).first()).toBeVisible();
  const booking = otherPhone.url();

  await otherPhone.goto(letter);
  await otherPhone.frameLocator('iframe').locator(`a[href="${booking}"]`).first().click();
  await expect(reader.state('confirmed')).toBeVisible();
  expect(otherPhone.url()).toBe(booking);
});
