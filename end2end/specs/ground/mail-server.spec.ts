// The mail server of the tests itself: what the other tests believe of it holds.
import { test, expect } from '@playwright/test';
import { createTransport } from 'nodemailer';
import { MailServer } from '../../fixtures/mail.ts';

test('accepts, stalls until released, and refuses with a code', async () => {
  const mail = await MailServer.start();
  const transport = createTransport(mail.url);
  const send = (subject: string) =>
    transport.sendMail({ from: 'office@example.jp', to: 'seeker@example.jp', subject, text: '窓口' });

  await send('first');
  expect((await mail.letterTo('seeker@example.jp')).text?.trim()).toBe('窓口');

  mail.holdBack();
  let answered = false;
  const held = send('second').then(() => (answered = true));
  expect(answered).toBe(false);
  expect(mail.lettersTo('seeker@example.jp')).toHaveLength(1);
  mail.release();
  await held;
  expect((await mail.letterTo('seeker@example.jp', 2)).subject).toBe('second');

  mail.refuse(550, 'no such person');
  await expect(send('third')).rejects.toMatchObject({ responseCode: 550 });
  mail.refuse(451, 'later');
  await expect(send('fourth')).rejects.toMatchObject({ responseCode: 451 });
  mail.accept();
  await send('fifth');
  expect(mail.lettersTo('seeker@example.jp')).toHaveLength(3);
  await mail.stop();
});
