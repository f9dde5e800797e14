// An administrator comes in for the first time: a password of their own, the second factor, then every time a code.
import { Secret, TOTP } from 'otpauth';
import { desk as deskScreen } from '../../fixtures/screens.ts';
import { expect, test } from '../../fixtures/madoguchi.ts';
import { Desk } from '../../fixtures/desk.ts';
import { languages, like, say } from '../../fixtures/words.ts';

const first = 'the first password of all';
const own = 'a long sentence that only I know';

for (const lang of languages) {
  for (const javaScriptEnabled of [true, false]) {
    test(`the first sign-in in ${lang}${javaScriptEnabled ? '' : ' without JavaScript'}`, async ({ browser, baseURL, server, accessible }) => {
      const login = `boss-${lang}-${javaScriptEnabled}`;
      await server.commandReading(`${first}\n`, 'staff', 'add', '--office', 'niitsu', '--login', login, '--name', 'Boss', '--role', 'administrator');
      const context = await browser.newContext({ ...deskScreen, baseURL: baseURL ?? '', javaScriptEnabled });
      const page = await context.newPage();
      const desk = new Desk(page, lang);
      const words = (key: string) => say(lang, `accounts.${key}`);
      const heading = (key: string) => page.getByRole('heading', { level: 1, name: words(key) });

      await desk.tryToSignIn(login, first);
      await expect(heading('step.password.title')).toBeVisible();
      if (javaScriptEnabled) await accessible(page);
      await page.getByLabel(words('step.password.label')).fill('too short');
      await page.getByRole('button', { name: words('step.password.submit') }).click();
      await expect(page.getByRole('alert')).toHaveText(say(lang, 'words.error.weak_password'));
      await page.getByLabel(words('step.password.label')).fill(own);
      await page.getByRole('button', { name: words('step.password.submit') }).click();

      await expect(heading('step.enrol.title')).toBeVisible();
      if (javaScriptEnabled) await accessible(page);
      await expect(page.getByRole('img', { name: words('step.enrol.picture') })).toBeVisible();
      const secret = Secret.fromBase32((await page.locator('code.secret').innerText()).replaceAll(' ', ''));
      const [recovery = ''] = await page.locator('.recovery code').allInnerTexts();
      await page.goto(`/${lang}/desk`);
      await expect(heading('step.enrol.title'), 'the desk stays closed').toBeVisible();
      await page.getByRole('textbox', { name: words('step.code.label') }).fill(new TOTP({ secret }).generate());
      await page.getByRole('button', { name: words('step.enrol.submit') }).click();
      await expect(desk.calendar()).toBeVisible();

      await page.goto(`/${lang}/desk/account`);
      await expect(page.getByText(like(lang, 'accounts.own.factor.on'))).toBeVisible();
      if (javaScriptEnabled) await accessible(page);
      await page.getByRole('button', { name: words('own.sessions.submit') }).click();
      await expect(page).toHaveURL(/sign-in/);

      await desk.tryToSignIn(login, own);
      await expect(heading('step.code.title')).toBeVisible();
      if (javaScriptEnabled) await accessible(page);
      await page.getByRole('textbox', { name: words('step.code.label') }).fill('000000');
      await page.getByRole('button', { name: words('step.code.submit') }).click();
      await expect(page.getByRole('alert')).toHaveText(say(lang, 'words.error.wrong_code'));
      await page.getByRole('textbox', { name: words('step.code.label') }).fill(recovery.toUpperCase());
      await page.getByRole('button', { name: words('step.code.submit') }).click();
      await expect(desk.calendar()).toBeVisible();
      await context.close();
    });
  }
}
