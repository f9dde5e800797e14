// The device check with the browser's fake camera and microphone: what is found is what is kept, each obstacle in its way.
import type { BrowserContext, Page } from '@playwright/test';
import { sqlite } from '../../fixtures/database.ts';
import { expect, test } from '../../fixtures/madoguchi.ts';
import { linkIn } from '../../fixtures/mail.ts';
import type { Server } from '../../fixtures/server.ts';
import { Seeker } from '../../fixtures/walk.ts';
import { say } from '../../fixtures/words.ts';

declare global {
  interface Window {
    tracks: MediaStreamTrack[];
  }
}

/** A phone whose system is in support; the profile's own is not. */
const supported =
  'Mozilla/5.0 (Linux; Android 16; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Mobile Safari/537.36';
const line = `${supported.replace('Pixel 9)', 'Pixel 9; wv)')} Line/15.16.0/IAB`;

test.use({ userAgent: supported });

const says = (key: string) => say('ja', `device.${key}`);
const state = (page: Page, words: string) => page.getByRole('status').filter({ hasText: words });
const press = (page: Page, key: string) => page.getByRole('button', { name: says(key), exact: true }).click();

async function toCheck(page: Page): Promise<Seeker> {
  const seeker = new Seeker(page, 'ja');
  await seeker.toTimes();
  await seeker.hold();
  await seeker.acceptTerms();
  await seeker.arrive('device.title');
  return seeker;
}

/** Remembers every track that a page is given. */
async function watchTracks(page: Page): Promise<void> {
  await page.addInitScript(() => {
    window.tracks = [];
    const devices = navigator.mediaDevices;
    const open = devices.getUserMedia.bind(devices);
    devices.getUserMedia = async (wanted) => {
      const stream = await open(wanted);
      window.tracks.push(...stream.getTracks());
      return stream;
    };
  });
}

async function refuseDevices(page: Page, name: string): Promise<void> {
  await page.addInitScript((name) => {
    navigator.mediaDevices.enumerateDevices = async () => [];
    navigator.mediaDevices.getUserMedia = async () => {
      throw new DOMException('as the test wants it', name);
    };
  }, name);
}

const allow = (context: BrowserContext) => context.grantPermissions(['camera', 'microphone']);

/** The cards after the camera and the microphone. */
async function hearAndMeasure(page: Page): Promise<void> {
  await press(page, 'speaker.ask');
  await press(page, 'speaker.yes');
  await press(page, 'line.ask');
  await expect(page.getByRole('button', { name: says('line.next') })).toBeVisible({ timeout: 30_000 });
  await press(page, 'line.next');
}

async function bothStopped(page: Page, obstacle: string): Promise<void> {
  for (const card of ['camera', 'microphone']) {
    await press(page, `${card}.ask`);
    await expect(state(page, says(`media.${obstacle}`))).toBeVisible();
    await press(page, `${card}.next`);
  }
}

async function bothWork(page: Page): Promise<void> {
  await press(page, 'camera.ask');
  await expect(state(page, says('camera.live'))).toBeVisible();
  await press(page, 'camera.next');
  await press(page, 'microphone.ask');
  await expect(state(page, says('microphone.live'))).toBeVisible();
  await press(page, 'microphone.next');
}

interface Report {
  result: string;
  same_device: boolean | null;
  findings: Record<string, string>;
}

/** Sends the outcome and reads what the office keeps of it. */
async function kept(seeker: Seeker, server: Server): Promise<Report> {
  const { page } = seeker;
  await page
    .getByRole('radiogroup', { name: seeker.says('device.same_legend') })
    .getByRole('radio', { name: seeker.says('device.same_yes'), exact: true })
    .check();
  await press(page, 'outcome.keep');
  await seeker.arrive('details.title');
  const draft = await sqlite.sql(server, 'SELECT draft FROM application ORDER BY changed_at DESC LIMIT 1');
  return (JSON.parse(draft) as { device: Report }).device;
}

test('camera, microphone, sound and line work: ready', async ({ page, context, server, accessible }) => {
  await allow(context);
  await watchTracks(page);
  const seeker = await toCheck(page);
  await press(page, 'start.begin');
  await accessible(page);
  await press(page, 'camera.ask');
  await expect(state(page, says('camera.live'))).toBeVisible();
  await expect.poll(() => page.locator('video').evaluate((video: HTMLVideoElement) => video.videoWidth)).toBeGreaterThan(0);
  await accessible(page);
  await press(page, 'camera.next');
  await expect.poll(() => page.evaluate(() => window.tracks.map((track) => track.readyState))).toEqual(['ended']);

  await press(page, 'microphone.ask');
  await expect(state(page, says('microphone.live'))).toBeVisible();
  await accessible(page);
  await press(page, 'microphone.next');
  await hearAndMeasure(page);
  await expect(page.getByRole('heading', { name: says('outcome.ready') })).toBeFocused();
  await accessible(page);

  const { result, same_device, findings } = await kept(seeker, server);
  expect({ result, same_device }).toEqual({ result: 'ready', same_device: true });
  expect(findings).toMatchObject({
    camera: 'ok',
    microphone: 'ok',
    speaker: 'heard',
    webrtc: 'ok',
    network: 'good',
    os: 'android 16.0',
    os_support: 'supported',
  });
  expect(Number(findings.delay_ms)).toBeLessThan(300);
});

test('a permission not given is told with what to do, and kept', async ({ page, context, server, accessible }) => {
  await context.grantPermissions([]);
  const seeker = await toCheck(page);
  await press(page, 'start.begin');
  await press(page, 'camera.ask');
  await expect(page.getByText(say('ja', 'device.advice.denied_android', { what: says('name.camera') }))).toBeVisible();
  await accessible(page);
  await press(page, 'camera.next');
  await press(page, 'microphone.ask');
  await expect(state(page, says('media.denied'))).toBeVisible();
  await press(page, 'microphone.next');
  await hearAndMeasure(page);
  const { result, findings } = await kept(seeker, server);
  expect(result).toBe('unknown');
  expect(findings).toMatchObject({ camera: 'denied', microphone: 'denied', speaker: 'heard', webrtc: 'ok' });
});

test('a device without camera cannot be used; the booking goes on', async ({ page, server, accessible }) => {
  await refuseDevices(page, 'NotFoundError');
  const seeker = await toCheck(page);
  await press(page, 'start.begin');
  await bothStopped(page, 'missing');
  await hearAndMeasure(page);
  await expect(page.getByRole('heading', { name: says('outcome.unsupported') })).toBeVisible();
  await accessible(page);
  const { result, findings } = await kept(seeker, server);
  expect(result).toBe('unsupported');
  expect(findings).toMatchObject({ camera: 'missing', microphone: 'missing' });
});

test('a camera that another program has is asked to be freed', async ({ page, server }) => {
  await refuseDevices(page, 'NotReadableError');
  const seeker = await toCheck(page);
  await press(page, 'start.begin');
  await bothStopped(page, 'busy');
  await hearAndMeasure(page);
  await expect(page.getByText(say('ja', 'device.advice.busy', { what: says('name.camera') }))).toBeVisible();
  const { result, findings } = await kept(seeker, server);
  expect(result).toBe('unknown');
  expect(findings).toMatchObject({ camera: 'busy', microphone: 'busy' });
});

test('a line too narrow for a call is measured as one', async ({ page, context, server }) => {
  await allow(context);
  const seeker = await toCheck(page);
  await press(page, 'start.begin');
  await bothWork(page);
  await press(page, 'speaker.ask');
  await press(page, 'speaker.yes');
  const browser = await context.newCDPSession(page);
  const narrow = 40_000;
  await browser.send('Network.enable');
  await browser.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 200,
    downloadThroughput: narrow,
    uploadThroughput: narrow,
  });
  await press(page, 'line.ask');
  await expect(page.getByText(says('advice.bad'))).toBeVisible({ timeout: 30_000 });
  await press(page, 'line.next');
  const { result, findings } = await kept(seeker, server);
  expect(result).toBe('unknown');
  expect(findings).toMatchObject({ camera: 'ok', microphone: 'ok', network: 'bad' });
  expect(Number(findings.mbit)).toBeLessThan(0.6);
  expect(Number(findings.delay_ms)).toBeGreaterThan(150);
});

test('a server that does not answer is no verdict on the line', async ({ page, server }) => {
  await refuseDevices(page, 'NotAllowedError');
  await page.addInitScript(() => {
    const send = window.fetch;
    window.fetch = (what, how) =>
      String(what).startsWith('/check/') ? Promise.reject(new TypeError('no line')) : send(what, how);
  });
  const seeker = await toCheck(page);
  await press(page, 'start.begin');
  await bothStopped(page, 'denied');
  await hearAndMeasure(page);
  const { findings } = await kept(seeker, server);
  expect(findings).toMatchObject({ network: 'failed' });
  expect(findings).not.toHaveProperty('mbit');
});

test('nothing is declared by a press alone, and what has begun can be left for later', async ({ page }) => {
  const seeker = await toCheck(page);
  await seeker.press('device.next');
  await expect(page.getByRole('region', { name: say('ja', 'words.ui.please_mend') })).toBeFocused();
  await expect(page.getByRole('link', { name: seeker.says('device.missing') })).toBeVisible();
  await press(page, 'start.begin');
  await seeker.press('device.later_instead');
  await seeker.arrive('details.title');
});

test('run again by the link in the letter, it is kept with the booking', async ({ page, context, mail, address, accessible }) => {
  await allow(context);
  const seeker = new Seeker(page, 'ja', accessible);
  await seeker.book(address);
  await expect(seeker.state('confirmed')).toBeVisible();
  await seeker.openBooking(linkIn(await mail.letterTo(address), /\/b\//));
  await expect(page.getByText(seeker.says('device_result.later'), { exact: true })).toBeVisible();
  await seeker.follow('booking.device');
  await seeker.arrive('device.title');
  await press(page, 'start.begin');
  await bothWork(page);
  await hearAndMeasure(page);
  await expect(page.getByRole('heading', { name: says('outcome.ready') })).toBeVisible();
  await press(page, 'outcome.keep');

  await expect(page.getByText(seeker.says('booking.device_kept'))).toBeVisible();
  const result = page.getByText(seeker.says('device_result.ready'), { exact: true });
  await expect(result).toBeVisible();
  await page.reload();
  await expect(result).toBeVisible();
});

test('leaving the page stops the camera', async ({ page, context }) => {
  await allow(context);
  await watchTracks(page);
  const seeker = await toCheck(page);
  await press(page, 'start.begin');
  await press(page, 'camera.ask');
  await expect(state(page, says('camera.live'))).toBeVisible();
  expect(await page.evaluate(() => window.tracks.map((track) => track.readyState))).toEqual(['live']);
  // A page takes its tracks along when it is left; what it saw last is kept for the next one.
  await page.evaluate(() => {
    window.addEventListener('pagehide', () => {
      sessionStorage.setItem('left', window.tracks.map((track) => track.readyState).join());
    });
  });
  await page.getByRole('link', { name: seeker.says('back') }).click();
  await seeker.arrive('terms.title');
  expect(await page.evaluate(() => sessionStorage.getItem('left'))).toBe('ended');
});

test.describe('inside an app', () => {
  test.use({ userAgent: line });

  test('a one-time link leads out, and brings the hold along', async ({ page, otherPhone, accessible }) => {
    const seeker = await toCheck(page);
    await press(page, 'way_out.make');
    const link = page.getByRole('textbox', { name: says('way_out.link') });
    await expect(link).toHaveValue(/\/ja\/carry\/.+/);
    await expect(page.getByRole('link', { name: says('way_out.browser') })).toHaveAttribute('href', /openExternalBrowser=1/);
    await accessible(page);

    const other = new Seeker(otherPhone, 'ja');
    await otherPhone.goto(await link.inputValue());
    await other.press('carry.take');
    await other.arrive('device.title');
    await expect(otherPhone.getByRole('complementary', { name: seeker.says('hold.label') })).toBeVisible();
  });
});
