import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    environment: 'node',
    include: ['test/**/*.test.ts', 'test/**/*.test.tsx', 'test/**/*.e2e.ts'],
    exclude: ['**/node_modules/**', 'dist/**'],
    env: { TZ: 'UTC' },
    // Real servers, browsers and child processes on a busy two-core machine: a limit for hangs, not a measure of speed.
    testTimeout: 180_000,
    hookTimeout: 240_000,
    expect: { poll: { timeout: 60_000 } },
    // Most of a file is waiting for a browser or a process: three at a time keep two cores busy.
    maxWorkers: 3,
  },
});
