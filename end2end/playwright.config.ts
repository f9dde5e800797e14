import { defineConfig } from '@playwright/test';
import { desk, phone } from './fixtures/screens.ts';

export default defineConfig({
  testDir: 'specs',
  fullyParallel: false,
  workers: 2,
  forbidOnly: !!process.env.CI,
  // Other work runs on CI's machines. What needed its second try is named `flaky` at the end, and is a fault to be found.
  retries: process.env.CI ? 1 : 0,
  timeout: 300_000,
  expect: { timeout: 10_000 },
  reporter: [['list']],
  use: {
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
    { name: 'ground', testMatch: ['ground/**/*.spec.ts'] },
    { name: 'phone', use: phone, testMatch: ['seeker/**/*.spec.ts', 'both/**/*.spec.ts'] },
    { name: 'phone without JavaScript', use: { ...phone, javaScriptEnabled: false }, testMatch: ['seeker/**/*.spec.ts'] },
    { name: 'desk', use: desk, testMatch: ['staff/**/*.spec.ts'] },
  ],
});
