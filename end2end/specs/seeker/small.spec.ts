// Nothing is lost on the smallest phone, nor with letters twice as large.
import { expect, test } from '../../fixtures/madoguchi.ts';
import { linkIn } from '../../fixtures/mail.ts';
import { hasRoom, setLetters } from '../../fixtures/room.ts';
import { Seeker } from '../../fixtures/walk.ts';
import { languages } from '../../fixtures/words.ts';

test.use({ viewport: { width: 320, height: 640 }, screen: { width: 320, height: 640 } });

const pages = {
  'booking.to_move': 'moving.title',
  'booking.correct': 'correct.title',
  'booking.device': 'device.title',
  'booking.cancel': 'cancel.title',
};

for (const lang of languages) {
  for (const letters of [16, 32]) {
    test(`every page fits 320 px in ${lang} with letters of ${letters} px`, async ({ page, mail, address, comes }) => {
      await setLetters(page, letters);
      const seeker = new Seeker(page, lang, hasRoom);
      await seeker.book(address);
      const letter = await mail.letterTo(address);
      await comes(seeker.state('confirmed'));
      await hasRoom(page);
      for (const [link, heading] of Object.entries(pages)) {
        await seeker.openBooking(linkIn(letter, /\/b\//));
        await seeker.follow(link);
        await seeker.arrive(heading);
      }
      await expect(page.getByRole('main')).toHaveCSS('font-size', `${letters}px`);
    });
  }
}
