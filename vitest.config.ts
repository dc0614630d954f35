import { configDefaults, defineConfig } from 'vitest/config';
import { readTestPart, timedTests } from './scripts/timed-tests.ts';

const part = readTestPart(process.env);

/** One configuration for every package: each runs it with its own folder as the root. */
export default defineConfig({
  test: {
    include: part === 'timed' ? [...timedTests] : ['{src,test}/**/*.test.ts', '*.test.ts'],
    exclude: part === 'untimed' ? [...configDefaults.exclude, ...timedTests] : configDefaults.exclude,
    reporters: ['default', ['json', { outputFile: '.reports/vitest.json' }]],
    passWithNoTests: false,
    // The test files of a package share a worker and its modules, which hold no state. Loading them once saves time.
    isolate: false,
    // Two packages are tested at a time.
    maxWorkers: '50%',
    // For what hangs alone: a busy machine is slow, and the first test of Redis may have to fetch a server.
    testTimeout: 60_000,
    hookTimeout: 180_000,
  },
});
