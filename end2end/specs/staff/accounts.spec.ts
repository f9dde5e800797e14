// An administrator manages the accounts of the office, and reads who did what.
import { expect, test } from '../../fixtures/madoguchi.ts';
import { Desk } from '../../fixtures/desk.ts';
import { languages, say } from '../../fixtures/words.ts';

for (const lang of languages) {
  test(`an account is added, changed and stopped, and the log tells it, in ${lang}`, async ({ page, accessible }) => {
    const words = (key: string) => say(lang, `accounts.${key}`);
    const login = `new-${lang}`;
    const desk = new Desk(page, lang);
    await desk.signIn();
    await desk.openDrawers();
    await page.getByRole('link', { name: words('nav.accounts') }).click();
    await expect(page.getByRole('heading', { level: 1, name: words('nav.accounts') })).toBeVisible();
    await page.locator('html[data-hydrated]').waitFor({ state: 'attached' });
    await accessible(page);

    const add = page.getByRole('button', { name: words('list.add_submit') });
    await page.getByRole('textbox', { name: words('list.name'), exact: true }).fill('田中 葵');
    await page.getByRole('textbox', { name: words('list.login') }).fill(login);
    await page.locator('#account-password').fill('short');
    await add.click();
    await expect(page.getByRole('status')).toHaveText(say(lang, 'words.error.weak_password'));
    await expect(page.getByRole('textbox', { name: words('list.login') }), 'nothing typed is lost').toHaveValue(login);
    await page.locator('#account-password').fill('a first password to hand over');
    await add.click();
    const line = page.getByRole('row').filter({ hasText: login });
    await expect(line).toContainText(words('list.open'));

    await line.getByText(words('list.change'), { exact: false }).first().click();
    await line.getByRole('combobox').selectOption('manager');
    await line.getByRole('button', { name: words('list.role_submit') }).click();
    await expect(line).toContainText(words('role.manager'));
    await accessible(page);
    const close = line.getByRole('button', { name: words('list.close') });
    if (!(await close.isVisible())) await line.getByText(words('list.change'), { exact: false }).first().click();
    await close.click();
    await expect(line).toContainText(words('list.closed'));

    await page.getByRole('link', { name: words('nav.audit') }).click();
    await expect(page.getByRole('row').filter({ hasText: login }).filter({ hasText: words('audit.act.account_added') })).toHaveCount(1);
    await accessible(page);
    await page.getByLabel(words('audit.about')).fill(login);
    await page.getByRole('combobox', { name: words('audit.act_label') }).selectOption('account_changed');
    await page.getByRole('button', { name: words('audit.submit') }).click();
    await expect(page.getByRole('row')).toHaveCount(3);
  });
}

test('counter staff see neither accounts nor log, and are told that they are not there', async ({ page }) => {
  const desk = new Desk(page);
  await desk.signIn('demo-counter');
  await desk.openDrawers();
  for (const [section, key] of [['accounts', 'nav.accounts'], ['audit', 'nav.audit'], ['offices', 'nav.offices']] as const) {
    await expect(page.getByRole('link', { name: say('ja', `accounts.${key}`) })).toHaveCount(0);
    if (section === 'offices') continue;
    const answer = await page.request.get(`/ja/desk/${section}`);
    expect(answer.status()).toBe(404);
  }
});
