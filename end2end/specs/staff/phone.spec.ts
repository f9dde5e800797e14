// A booking by telephone: the five items, one press, the letter that asks for a reply, and the seeker found again.
import { expect, test } from '../../fixtures/madoguchi.ts';
import { Desk } from '../../fixtures/desk.ts';
import { desk as deskScreen } from '../../fixtures/screens.ts';
import { languages, say } from '../../fixtures/words.ts';

for (const lang of languages) {
  for (const javaScriptEnabled of [true, false]) {
    test(`a booking by telephone in ${lang}${javaScriptEnabled ? '' : ' without JavaScript'}`, async ({ browser, baseURL, address, mail }) => {
      const context = await browser.newContext({ ...deskScreen, baseURL: baseURL ?? '', javaScriptEnabled });
      const page = await context.newPage();
      const words = (key: string) => say(lang, `phone.${key}`);
      const item = (key: string) => page.getByRole('textbox', { name: words(`intake.${key}`), exact: true });
      const submit = page.getByRole('button', { name: words('intake.submit') });
      // Counter staff are offered the times whose deadline is open, and no other.
      await new Desk(page, lang).signIn('demo-counter');
      await page.getByRole('link', { name: words('nav.intake') }).click();
      await expect(page.getByRole('heading', { level: 1, name: words('nav.intake') })).toBeVisible();
      if (javaScriptEnabled) await page.locator('html[data-hydrated]').waitFor({ state: 'attached' });

      await item('number').fill('１５０２０87654321');
      await item('name').fill('髙橋 𠮷弥');
      await item('birth_date').fill('S60.4.3');
      await item('phone').fill('090-1234-5678');
      await submit.click();
      await expect(page.getByRole('link', { name: words('problem.time') })).toBeVisible();
      await expect(item('name'), 'nothing typed is lost').toHaveValue('髙橋 𠮷弥');
      await item('mail').fill(address);
      const times = page.getByRole('radio', { name: /^\d+:\d\d/ });
      const kinds = page.getByRole('radiogroup', { name: words('intake.kind') }).getByRole('radio');
      const chosen = await times.first().getAttribute('value');
      await times.first().check();
      await kinds.nth(1).check();
      await expect(times.first(), 'times of the other kind alone').not.toHaveAttribute('value', chosen ?? '');
      await submit.click();
      await expect(page.getByRole('link', { name: words('problem.time') }), 'what is out of sight is no choice').toBeVisible();
      await expect(kinds.nth(1)).toBeChecked();
      await kinds.first().check();
      await times.first().check();
      await submit.click();
      const card = page.getByRole('complementary');
      await expect(card).toContainText('髙橋 𠮷弥');
      await expect(card).toContainText(say(lang, 'staff.state.awaiting_reply'));
      await mail.letterTo(address);

      await page.getByRole('link', { name: words('nav.people') }).click();
      if (javaScriptEnabled) await page.locator('html[data-hydrated]').waitFor({ state: 'attached' });
      await page.getByRole('textbox', { name: words('people.words') }).fill('15020-87654321');
      await page.getByRole('button', { name: words('people.submit') }).click();
      await expect(page.getByRole('main')).toContainText('髙橋 𠮷弥');
      await context.close();
    });
  }
}
