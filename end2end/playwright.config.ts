import { defineConfig, devices } from '@playwright/test';

const phone = { ...devices['Pixel 5'], viewport: { width: 390, height: 844 }, screen: { width: 390, height: 844 } };
const desk = { ...devices['Desktop Chrome'], viewport: { width: 1440, height: 900 } };

export default defineConfig({
  testDir: 'specs',
  fullyParallel: false,
  workers: 2,
  forbidOnly: !!process.env.CI,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [['list']],
  use: {
    locale: 'ja-JP',
    timezoneId: 'Asia/Tokyo',
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: [
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
        '--use-fake-device-for-media-stream',
      ],
    },
  },
  projects: [
    { name: 'ground', testMatch: ['mail-server.spec.ts'] },
    { name: 'phone', use: phone, testMatch: ['seeker/**/*.spec.ts', 'both/**/*.spec.ts'] },
    { name: 'phone without JavaScript', use: { ...phone, javaScriptEnabled: false }, testMatch: ['seeker/**/*.spec.ts'] },
    { name: 'desk', use: desk, testMatch: ['staff/**/*.spec.ts'] },
  ],
});
