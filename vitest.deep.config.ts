import { defineConfig } from 'vitest/config';
import base from './vitest.config.ts';

/** The same at deep size: more seeds, longer outages, more servers. */
export default defineConfig({ test: { ...base.test, env: { TEST_DEPTH: 'deep' } } });
