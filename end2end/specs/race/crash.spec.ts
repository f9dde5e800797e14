// The server is killed while people book, at random and at named points; nothing that was answered is lost.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from '@playwright/test';
import { Crowd } from '../../fixtures/crowd.ts';
import { sqlite } from '../../fixtures/database.ts';
import { MailServer } from '../../fixtures/mail.ts';
import { ClockedServer, type Server } from '../../fixtures/server.ts';
import { termsVersion, Visitor } from '../../fixtures/visitor.ts';

const KILLS = process.env.MADOGUCHI_SOAK ? 200 : 20;

type Point = (server: Server, mail: MailServer, press: () => Promise<unknown>) => Promise<void>;

/** Dies on entering the first of these calls: nothing is on the disk yet, or everything is and nobody was told. */
const enteringCall = (calls: string): Point => async (server, _, press) => {
  const rule = `inject=${calls}:signal=SIGKILL:when=1`;
  const strace = spawn('strace', ['-f', '-p', String(server.pid), '-e', `trace=${calls}`, '-e', rule, '-o', '/dev/null']);
  await once(strace.stderr, 'data'); // It says so once it is attached.
  await press();
  await server.gone();
};

const points: [string, Point][] = [
  ['before the commit', enteringCall('fsync,fdatasync')],
  ['after the commit, before the answer', enteringCall('sendto,sendmsg,writev')],
  [
    'before the 250',
    async (server, mail, press) => {
      mail.holdBack();
      const read = mail.next('read');
      await press();
      await read;
      await server.halt('SIGKILL');
      mail.release();
    },
  ],
  [
    'after the 250',
    async (server, mail, press) => {
      const accepted = mail.next('accepted');
      await press();
      await accepted;
      await server.halt('SIGKILL');
    },
  ],
  [
    'at random',
    async (server, _, press) => {
      const pressed = press();
      const many = Math.floor(Math.random() * 40);
      for (let one = 0; one < many; one++) await fetch(`${server.url}/healthz`);
      await server.halt('SIGKILL');
      await pressed;
    },
  ],
];

test(`killed ${KILLS} times: every answered booking and its letter survive`, async () => {
  const mail = await MailServer.start();
  const clocked = await ClockedServer.start(mail.url, {
    MADOGUCHI_TRUSTED_PROXIES: '127.0.0.1',
    MADOGUCHI_DEMO_DAYS: '90',
  });
  const { server } = clocked;
  const terms = await termsVersion(server.url);
  const crowd = new Crowd([server.url], 4);
  const times = await crowd.times(KILLS);
  crowd.disperse();
  const answered: string[] = [];
  const readyAfter: number[] = [];

  for (let kill = 0; kill < KILLS; kill++) {
    const [name, point] = points[kill % points.length] ?? ['', async () => {}];
    const start = times[kill % times.length]?.start ?? '';
    const bystanders = Array.from({ length: 3 }, (_, one) => visitor(server, `by-${kill}-${one}@example.jp`, kill * 4 + one));
    const pressing = visitor(server, `press-${kill}@example.jp`, kill * 4 + 3);
    const everyone = [pressing, ...bystanders];
    for (const one of everyone) expect(await one.prepare(start, terms), `${name}: ${one.address}`).toBe(true);

    const told = new Set<string>();
    const press = async (one: Visitor) => {
      const done = await one.submit().catch(() => false); // No answer: the server is gone.
      if (done) told.add(one.address);
    };
    await point(server, mail, async () => {
      const pressed = Promise.all((name === 'at random' ? everyone : [pressing]).map(press));
      if (name === 'at random') await pressed;
      else await Promise.race([pressed, server.gone()]);
    });

    const began = performance.now();
    await server.serve();
    readyAfter.push(performance.now() - began);
    // The same press again, by everyone: told or not, each has one booking.
    for (const one of everyone) expect(await one.submit(), `${name}: ${one.address}`).toBe(true);
    answered.push(...everyone.map((one) => one.address));
  }

  await clocked.ahead(120); // A dead node's letters are taken over after a minute.
  for (const address of answered) {
    await mail.letterTo(address);
    const copies = new Set(mail.lettersTo(address).map((letter) => letter.messageId));
    expect(copies.size, `letters of one name to ${address}`).toBe(1);
  }
  const count = async (query: string) => Number(await sqlite.sql(server, `SELECT count(*) FROM ${query}`));
  await expect.poll(() => count(`booking WHERE state <> 'confirmed'`), { timeout: 30_000 }).toBe(0);
  expect(await count('booking')).toBe(answered.length);
  expect(await count('seat_tick WHERE booking_id NOT IN (SELECT id FROM booking)')).toBe(0);
  expect(await count('booking WHERE id NOT IN (SELECT booking_id FROM seat_tick)')).toBe(0);
  expect(await sqlite.sql(server, 'PRAGMA integrity_check')).toBe('ok');
  expect(Math.max(...readyAfter)).toBeLessThan(2000);
  await clocked.stop();
  await mail.stop();
});

function visitor(server: Server, address: string, number: number): Visitor {
  return new Visitor(server.url, address, `10.9.${number >> 8}.${number & 255}`);
}
