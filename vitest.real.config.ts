import { defineConfig } from 'vitest/config';

/** Tests against real programs (PostgreSQL, Synapse, HAProxy …): one at a time, because they share ports and memory. */
export default defineConfig({
  test: {
    include: ['test/real/**/*.test.ts'],
    pool: 'forks',
    fileParallelism: false,
    maxWorkers: 1,
    testTimeout: 120_000,
  },
});
