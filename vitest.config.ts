import { defineConfig } from 'vitest/config';

/** One configuration for every package: each runs it with its own folder as the root. */
export default defineConfig({
  test: {
    include: ['{src,test}/**/*.test.ts', '*.test.ts'],
    reporters: ['default', ['json', { outputFile: '.reports/vitest.json' }]],
    passWithNoTests: false,
  },
});
