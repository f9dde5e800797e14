// Two hundred people press one seat in the same moment, through HTTP, against the release build: one gets it.
import { expect, test } from '@playwright/test';
import { Crowd, won } from '../../fixtures/crowd.ts';
import { postgres, sqlite, type Database } from '../../fixtures/database.ts';
import { Server } from '../../fixtures/server.ts';

const CROWD = 200;
const ROUNDS = process.env.MADOGUCHI_SOAK ? 500 : 50;

const settings = { MADOGUCHI_TRUSTED_PROXIES: '127.0.0.1', MADOGUCHI_DEMO_DAYS: '90' };

/** Makes each row of the key a row of its own, as if there were no key. */
const spoil = {
  SQLite: `CREATE TRIGGER control AFTER INSERT ON seat_tick BEGIN
    UPDATE seat_tick SET tick = abs(random()) / 2 + 1000000000 WHERE resource_id = NEW.resource_id AND tick = NEW.tick; END`,
  PostgreSQL: `CREATE FUNCTION control() RETURNS trigger LANGUAGE plpgsql AS
    'BEGIN NEW.tick := 1000000000 + floor(random() * 1e15); RETURN NEW; END';
    CREATE TRIGGER control BEFORE INSERT ON seat_tick FOR EACH ROW EXECUTE FUNCTION control()`,
};

async function race(database: Database, processes: number, rounds: number, prepare = async (_: Server) => {}) {
  const server = await Server.start('drop', { ...settings, ...database.environment });
  const nodes = [server];
  while (nodes.length < processes) nodes.push(await server.sibling());
  const crowd = new Crowd(nodes.map((node) => node.url), CROWD);
  try {
    const times = await crowd.times(rounds);
    await prepare(server);
    await crowd.gather(CROWD);
    const winners: number[] = [];
    const statuses = new Set<number>();
    for (const { start, free } of times.slice(0, rounds)) {
      const early = (await crowd.press(free - 1, start)).filter(won).length;
      const answers = await crowd.press(CROWD, start);
      for (const { status } of answers) statuses.add(status);
      winners.push(early - (free - 1) + answers.filter(won).length);
    }
    return { winners, statuses: [...statuses] };
  } finally {
    crowd.disperse();
    await Promise.all(nodes.slice(1).map((node) => node.halt()));
    await server.stop();
  }
}

const fair = { winners: Array(ROUNDS).fill(1), statuses: [303] };

test(`one winner in each of ${ROUNDS} rounds on SQLite`, async () => {
  expect(await race(sqlite, 1, ROUNDS)).toEqual(fair);
});

test(`one winner in each of ${ROUNDS} rounds on PostgreSQL, two processes`, async () => {
  expect(await race(await postgres(), 2, ROUNDS)).toEqual(fair);
});

test('control: without the key the seat is sold more than once', async () => {
  for (const database of [sqlite, await postgres()]) {
    const spoiled = (server: Server) => database.sql(server, spoil[database.name as keyof typeof spoil]).then(() => {});
    const { winners } = await race(database, 1, 3, spoiled);
    expect(Math.max(...winners), database.name).toBeGreaterThan(1);
  }
});
