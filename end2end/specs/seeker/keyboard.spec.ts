// The main job without a mouse and without a finger.
import { expect, test } from '../../fixtures/madoguchi.ts';
import { Keyboard } from '../../fixtures/keyboard.ts';
import { hanako, office, Seeker } from '../../fixtures/walk.ts';
import { keys, say } from '../../fixtures/words.ts';

test('books by keyboard alone, and is led to what is to be mended', async ({
  page,
  mail,
  address,
  comes,
  javaScriptEnabled,
}) => {
  const seeker = new Seeker(page, 'ja');
  const keyboard = new Keyboard(page);
  const button = (key: string) => page.getByRole('button', { name: seeker.says(key), exact: true });
  const arrived = (key: string) => expect(page.getByRole('heading', { level: 1, name: seeker.says(key) })).toBeVisible();

  await page.goto('/ja');
  await keyboard.press(page.getByRole('link', { name: office.ja }).first());
  await expect(page.getByRole('heading', { level: 1, name: office.ja })).toBeVisible();
  const kind = new RegExp(`^${say('ja', 'words.kind.consultation')}`);
  await keyboard.press(page.getByRole('main').getByRole('link', { name: kind }));
  await arrived('times.title');
  await keyboard.reach(seeker.freeTimes().last());
  await keyboard.reach(seeker.freeTimes().nth(-2), 'Shift+Tab');
  await keyboard.press(seeker.freeTimes().last(), 'Space');

  await arrived('terms.title');
  for (const question of keys('ja', 'seeker.declaration')) {
    const answers = page.getByRole('radiogroup', { name: seeker.says(`declaration.${question}.ask`) }).getByRole('radio');
    await keyboard.tick(answers.first());
  }
  for (const tick of ['no_recording', 'zoom', 'agree']) {
    await keyboard.tick(page.getByRole('checkbox', { name: seeker.says(`terms.${tick}`) }));
  }
  await keyboard.press(button('terms.next'));

  await arrived('device.title');
  // The offer to check at once comes with the program and moves what is below it.
  const offer = page.getByRole('button', { name: say('ja', 'device.start.begin') });
  if (javaScriptEnabled !== false) await expect(offer).toBeVisible();
  const later = page.getByRole('radio', { name: seeker.says('device.later') });
  await keyboard.tick(page.getByRole('radio', { name: seeker.says('device.unknown') }));
  await page.keyboard.press('ArrowDown');
  await expect(later).toBeChecked();
  await keyboard.tick(page.getByRole('radiogroup', { name: seeker.says('device.same_legend') }).getByRole('radio').first());
  await keyboard.press(button('device.next'));

  await arrived('details.title');
  await keyboard.press(button('details.next'));
  const summary = page.getByRole('region', { name: say('ja', 'words.ui.please_mend') });
  await expect(summary).toBeFocused();
  await keyboard.press(summary.getByRole('link', { name: seeker.says('problem.name.empty') }));
  await expect(seeker.field('name')).toBeFocused();
  const { name, kana, number, phone, topic } = hanako;
  for (const [asked, words] of Object.entries({ name, kana, number, phone, mail: address, topic })) {
    await keyboard.type(seeker.field(asked), words);
  }
  await keyboard.press(button('details.next'));

  await arrived('review.title');
  await keyboard.press(button('review.book'));
  await mail.letterTo(address);
  await comes(seeker.state('confirmed'));
});
