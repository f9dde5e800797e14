// The page that takes a seeker into the consultation: in time, and late.
import { Desk } from '../../fixtures/desk.ts';
import { book, door, heading, MINUTE, meetings, number, soon, to, words } from '../../fixtures/joining.ts';
import { expect, test } from '../../fixtures/madoguchi.ts';
import { linkIn } from '../../fixtures/mail.ts';
import { hasRoom } from '../../fixtures/room.ts';
import { hanako, Seeker } from '../../fixtures/walk.ts';
import { like, say } from '../../fixtures/words.ts';

test.use({ ownClock: true });

test('joins in time: prepares, answers, enters, and is seen', async ({
  page,
  clocked,
  ahead,
  deskPage,
  mail,
  address,
  accessible,
  comes,
}) => {
  const look = async () => {
    await accessible(page);
    await hasRoom(page);
  };
  await meetings(clocked);
  const seeker = new Seeker(page, 'ja');
  const starts = await book(seeker, address);
  const link = linkIn(await mail.letterTo(address), /\/b\//);
  await comes(seeker.state('confirmed'));
  await seeker.openBooking(link);
  await page.getByRole('link', { name: words('open'), exact: true }).click();

  await test.step('ahead of the day there is what to prepare', async () => {
    await expect(heading(page, 'ahead')).toBeVisible();
    await expect(page.getByText(number)).toBeVisible();
    await expect(page.getByRole('link', { name: words('enter') })).toHaveCount(0);
    await page.getByRole('link', { name: seeker.says('booking.device') }).click();
    await seeker.arrive('device.title');
    await page.getByRole('radio', { name: seeker.says('device.unknown') }).check();
    await seeker.press('device.keep');
    await expect(page.getByText(seeker.says('booking.device_kept'))).toBeVisible();
    await expect(page.getByText(seeker.says('device_result.unknown'))).toBeVisible();
    await expect(heading(page, 'ahead'), 'it leads back here').toBeVisible();
    await look();
  });

  await test.step('the letter of the hour before leads here and tells ID and passcode', async () => {
    await to(ahead, starts - 50 * MINUTE);
    const told = () => mail.lettersTo(address).find((letter) => letter.text?.includes(number));
    await expect.poll(() => told() !== undefined, soon).toBe(true);
    const letter = told();
    if (!letter) throw new Error('there is no such letter');
    expect(letter.text).toContain('ab1');
    await page.goto(linkIn(letter, /\/join$/));
    await expect(heading(page, 'near')).toBeVisible();
    await expect(page.getByRole('timer')).toBeVisible();
    await look();
  });

  await test.step('what may have changed is asked again', async () => {
    await page.getByRole('link', { name: words('ready.link') }).click();
    await expect(page.getByRole('heading', { level: 1, name: words('ready.title') })).toBeVisible();
    await expect(page.getByRole('radiogroup')).toHaveCount(4);
    await look();
    await page.getByRole('button', { name: words('ready.send') }).click();
    await expect(page.getByText(words('ready.done'))).toBeVisible();
    await expect(page.getByText(words('ready.is_done'))).toBeVisible();
  });

  await test.step('from ten minutes before one enters', async () => {
    await to(ahead, starts - 5 * MINUTE);
    await page.reload();
    await expect(heading(page, 'open')).toBeVisible();
    const enter = page.getByRole('link', { name: words('enter'), exact: true });
    await expect(enter).toHaveAttribute('href', door);
    await expect(enter).toHaveAttribute('target', '_blank');
    await look();
  });

  await test.step('the office is followed: ready, in session, over', async () => {
    await to(ahead, starts + MINUTE);
    await page.reload();
    await expect(heading(page, 'not_ready')).toBeVisible();
    await expect(page.getByText(words('help.no_hurry'))).toBeVisible();
    await new Desk(deskPage).signIn();
    await deskPage.goto('/ja/desk/today');
    const row = deskPage.locator('.today > li').filter({ hasText: hanako.name });
    const press = (key: string) => row.getByRole('button', { name: say('ja', `day.${key}`), exact: true }).click();
    await expect(row.getByRole('button', { name: new RegExp(say('ja', 'staff.card.start_meeting')) })).toBeVisible();
    await press('ready.to_ready');
    await comes(heading(page, 'ready'));
    await expect(page.getByText(like('ja', 'join.help.silent'))).toBeVisible();
    await look();
    await press('step.arrived');
    await comes(heading(page, 'here'));
    await press('step.begin');
    await comes(heading(page, 'in_session'));
    await press('step.done');
    await comes(heading(page, 'over'));
    await expect(page.getByRole('link', { name: seeker.says('state.again') })).toBeVisible();
    await look();
  });
});

test('is late: staff see it at once, and the ten minutes cancel nothing', async ({
  page,
  clocked,
  ahead,
  deskPage,
  mail,
  address,
  accessible,
  comes,
}) => {
  await meetings(clocked);
  const seeker = new Seeker(page, 'ja');
  const starts = await book(seeker, address);
  const link = linkIn(await mail.letterTo(address), /\/b\//);
  await comes(seeker.state('confirmed'));
  await to(ahead, starts - 12 * MINUTE);
  await new Desk(deskPage).signIn();
  await deskPage.goto('/ja/desk/today');
  const row = deskPage.locator('.today > li').filter({ hasText: hanako.name });
  await expect(row).toBeVisible();

  await page.goto(`${link}/join`);
  await page.getByRole('button', { name: words('trouble.late'), exact: true }).click();
  // The first thing that is seen and heard, though the button was a screen further down.
  await expect(page.getByRole('status').filter({ hasText: words('trouble.told_late') })).toBeFocused();
  await expect(page.getByText(like('ja', 'join.trouble.heard_late'))).toBeVisible();
  await comes(row.getByText(like('ja', 'day.told.late_at')));
  await page.getByRole('button', { name: words('trouble.cannot_connect'), exact: true }).click();
  await expect(page.getByText(like('ja', 'join.trouble.heard_cannot_connect'))).toBeVisible();
  await expect(page.getByText(like('ja', 'join.trouble.heard_late')), 'what was said last').toHaveCount(0);
  await comes(row.getByText(like('ja', 'day.told.cannot_connect_at')));
  await accessible(page);

  await row.getByRole('button', { name: say('ja', 'day.ready.to_ready'), exact: true }).click();
  await to(ahead, starts + 12 * MINUTE);
  await page.reload();
  await expect(heading(page, 'ready')).toBeVisible();
  await expect(page.getByText(words('help.ready'))).toBeVisible();
  await expect(page.getByRole('heading', { name: words('before.title') }), 'it is too late to prepare').toBeHidden();
  await accessible(page);
});
