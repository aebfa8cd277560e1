import { defineConfig } from '@playwright/test';

const PORTAL_URL = 'http://localhost:3000';

/** The end-to-end test uses what `npm start` starts, from a clean state of its own. */
export default defineConfig({
  testDir: 'packages/app/e2e-tests',
  outputDir: 'test-results',
  timeout: 300_000,
  expect: { timeout: 30_000 },
  workers: 1,
  forbidOnly: Boolean(process.env.CI),
  reporter: process.env.PLAYWRIGHT_JSON_OUTPUT_FILE
    ? [['list'], ['json']]
    : [['list']],
  use: {
    baseURL: PORTAL_URL,
    locale: 'en-GB',
    timezoneId: 'UTC',
    viewport: { width: 1360, height: 1000 },
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: process.env.DBAAS_CHROMIUM ?? '/usr/bin/chromium',
      // Chromium's sandbox does not work for root, which is who runs CI.
      args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
    },
  },
  webServer: {
    command: 'node scripts/start.mjs --reset',
    url: PORTAL_URL,
    timeout: 400_000,
    // While working on the test, a portal that is running already will do.
    reuseExistingServer: !process.env.CI,
    stdout: 'pipe',
    gracefulShutdown: { signal: 'SIGTERM', timeout: 30_000 },
    env: { DBAAS_SANDBOX_STATE: '.sandbox-e2e' },
  },
});
