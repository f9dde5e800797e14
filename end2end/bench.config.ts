// `make bench`: figures, not verdicts. One worker, so that nothing measured shares the machine with another test.
import { defineConfig } from '@playwright/test';
import suite from './playwright.config.ts';

export default defineConfig({
  ...suite,
  testDir: 'bench',
  workers: 1,
  timeout: 300_000,
  use: { ...suite.use, trace: 'off' },
  projects: [{ name: 'bench' }],
});
