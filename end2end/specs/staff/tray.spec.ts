// The tray: a mail is read as plain text, counted as the reply by whoever knows its sender, one that names no booking is tied
// to the one it answers, and another one dealt with.
import { expect, test } from '../../fixtures/madoguchi.ts';
import { sqlite } from '../../fixtures/database.ts';
import { Desk } from '../../fixtures/desk.ts';
import { desk as deskScreen } from '../../fixtures/screens.ts';
import { languages, say } from '../../fixtures/words.ts';

const markup = '<img src=x onerror="document.title=1"> <b>よろしく</b>\n二行目 https://evil.example/';

for (const lang of languages) {
  for (const javaScriptEnabled of [true, false]) {
    test(`the tray in ${lang}${javaScriptEnabled ? '' : ' without JavaScript'}`, async ({ browser, baseURL, server, address, mail, accessible }, info) => {
      const context = await browser.newContext({ ...deskScreen, baseURL: baseURL ?? '', javaScriptEnabled });
      const page = await context.newPage();
      const words = (key: string) => say(lang, `tray.${key}`);
      const live = async () => {
        if (javaScriptEnabled) await page.locator('html[data-hydrated]').waitFor({ state: 'attached' });
      };
      await new Desk(page, lang).signIn('demo-counter');
      const telephones = async (number: string, name: string, to: string) => {
        await page.getByRole('link', { name: say(lang, 'phone.nav.intake') }).click();
        await live();
        const item = (key: string) => page.getByRole('textbox', { name: say(lang, `phone.intake.${key}`), exact: true });
        await item('number').fill(number);
        await item('name').fill(name);
        await item('birth_date').fill('S60.4.3');
        await item('phone').fill('090-1234-5678');
        await item('mail').fill(to);
        await page.getByRole('radio', { name: /^\d+:\d\d/ }).first().check();
        await page.getByRole('button', { name: say(lang, 'phone.intake.submit') }).click();
        await expect(page.getByRole('complementary')).toContainText(name);
        await mail.letterTo(to);
      };
      const second = `second-${address}`;
      await telephones('15020-87654321', '髙橋 𠮷弥', address);
      await telephones('15020-76543210', '新津 花子', second);

      // As the mailbox's reader leaves them: one from another address, one that names no letter.
      const arrives = (subject: string, verdict: string, booking: string) =>
        sqlite.sql(
          server,
          `INSERT INTO mail_in (id, office_id, booking_id, mailbox, validity, uid, digest, message_id, sender, sender_name, subject, body,
             cut, size, arrived_at, read_at, verdict, note)
           VALUES (randomblob(16), (SELECT id FROM office WHERE slug = 'niitsu'), ${booking}, 'a@b/INBOX', 1, abs(random() % 1000000000),
             hex(randomblob(16)), 'x@y', 'work@example.jp', '吉弥', '${subject}', '${markup}', 0, 300,
             CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER), 0, '${verdict}', '')`,
        );
      const [reply, other] = [`返信 ${info.testId}`, `質問 ${info.testId}`];
      const unnamed = `別便 ${info.testId}`;
      await arrives(reply, 'other_sender', `(SELECT id FROM booking WHERE mail = '${address}')`);
      await arrives(unnamed, 'unmatched', 'NULL');
      await arrives(other, 'unmatched', 'NULL');

      await page.goto(`/${lang}/desk/tray`);
      await live();
      await expect(page.getByRole('heading', { level: 1, name: words('nav') })).toBeVisible();
      await expect(page.getByRole('navigation').getByRole('link', { name: words('nav') })).toContainText(/\d/);
      if (javaScriptEnabled) await accessible(page);
      const article = (name: string) => page.getByRole('article', { name, exact: true });
      await expect(article(reply)).toContainText(words('why.other_sender'));
      await expect(article(reply)).toContainText('<b>よろしく</b>');
      await expect(article(reply).locator('img, b a, p.as-written a')).toHaveCount(0);
      await expect(article(reply).getByRole('link')).toHaveCount(2);
      await expect(article(other).getByRole('button', { name: words('count.submit') })).toHaveCount(0);

      await article(reply).getByText(words('count.open'), { exact: true }).click();
      await article(reply).getByRole('button', { name: words('count.submit') }).click();
      await expect(page.getByRole('status').filter({ hasText: words('outcome.counted') })).toBeVisible();
      await live();
      await article(other).getByRole('textbox', { name: words('done.note') }).fill('電話した');
      await article(other).getByRole('button', { name: words('done.submit') }).click();
      await expect(page.getByRole('status').filter({ hasText: words('outcome.settled') })).toBeVisible();
      await expect(article(other).getByRole('textbox')).toHaveCount(0);
      await expect(article(other)).toContainText('電話した');

      await article(unnamed).getByRole('link', { name: words('reply.link') }).click();
      await expect(page.getByRole('heading', { level: 1, name: words('reply.nav') })).toBeVisible();
      await live();
      await page.getByRole('textbox', { name: say(lang, 'phone.people.words') }).fill(second);
      await page.getByRole('button', { name: say(lang, 'phone.people.submit') }).click();
      const choices = page.getByRole('radiogroup', { name: words('reply.legend') }).getByRole('radio');
      await expect(choices).toHaveCount(1);
      await live();
      if (javaScriptEnabled) await accessible(page);
      await page.getByRole('button', { name: words('count.submit') }).click();
      await expect(page.getByText(words('reply.none')).first()).toBeVisible();
      await live();
      await page.getByRole('radio', { name: /新津 花子/ }).check();
      await page.getByRole('button', { name: words('count.submit') }).click();
      await expect(page.getByRole('status').filter({ hasText: words('outcome.counted') })).toBeVisible();
      for (const booking of [address, second]) {
        expect(await sqlite.sql(server, `SELECT state FROM booking WHERE mail = '${booking}'`)).toBe('confirmed');
      }
      expect(await page.title()).not.toBe('1');
      await context.close();
    });
  }
}
