// Who may come to the desk, and what a stranger learns there.
import { expect, test } from '../../fixtures/madoguchi.ts';
import { Desk } from '../../fixtures/desk.ts';
import { languages, say } from '../../fixtures/words.ts';

test('without signing in the desk is closed', async ({ page }) => {
  await page.goto('/ja/desk');
  await expect(page).toHaveURL(/\/ja\/desk\/sign-in$/);
  await expect(page.getByRole('heading', { level: 1, name: say('ja', 'staff.sign_in.title') })).toBeVisible();
});

for (const lang of languages) {
  test(`an unknown user and a wrong password are told the same in ${lang}`, async ({ page, accessible }) => {
    const desk = new Desk(page, lang);
    const answers: { words: string; address: string }[] = [];
    for (const [login, password] of [['demo', 'not-the-password'], ['nobody', 'madoguchi-demo']] as const) {
      await desk.tryToSignIn(login, password);
      const alert = page.getByRole('alert');
      await expect(alert).toHaveText(say(lang, 'words.error.wrong_credentials'));
      await accessible(page);
      answers.push({ words: await page.getByRole('main').innerText(), address: page.url() });
    }
    expect(answers[1]).toEqual(answers[0]);
    await desk.signIn();
  });
}

test('signed out, the way back is closed', async ({ page }) => {
  await new Desk(page).signIn();
  await page.locator('html[data-hydrated]').waitFor({ state: 'attached' });
  await page.getByRole('button', { name: say('ja', 'staff.sign_out') }).click();
  await expect(page).toHaveURL(/sign-in/);
  await page.goto('/ja/desk');
  await expect(page).toHaveURL(/sign-in/);
});
