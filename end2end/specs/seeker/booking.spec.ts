// The main job: a seeker books on a phone. Runs with the program and again with JavaScript off.
import { expect, test } from '../../fixtures/madoguchi.ts';
import { linkIn } from '../../fixtures/mail.ts';
import { Seeker } from '../../fixtures/walk.ts';
import { languages } from '../../fixtures/words.ts';

for (const lang of languages) {
  test(`books in ${lang}, and the letter confirms the booking`, async ({ page, mail, address, accessible, comes }) => {
    const seeker = new Seeker(page, lang, accessible);
    mail.holdBack();
    const { time } = await seeker.book(address);
    await expect(seeker.state('awaiting_mail')).toBeVisible();
    await accessible(page);

    mail.release();
    const letter = await mail.letterTo(address);
    await comes(seeker.state('confirmed'));
    await accessible(page);

    expect(letter.text).toContain(time);
    expect(letter.text).not.toContain('事務の仕事');
    expect(letter.html).toContain(`lang="${lang}"`);
    expect(letter.attachments.map((file) => file.contentType)).toContain('text/calendar');
    await seeker.openBooking(linkIn(letter, /\/b\//));
    await expect(seeker.state('confirmed')).toBeVisible();
    await expect(page.getByText(time).first()).toBeVisible();
  });
}
