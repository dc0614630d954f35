import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { CallOptions } from '@modular-agent/cache-contract';
import { describe, expect, it } from 'vitest';
import { runProviderConformance } from './run-provider-conformance.ts';
import { collectTests } from './test/collect-tests.ts';
import { handOutFrozen } from './test/hand-out-frozen.ts';
import { referenceTarget, type ReferenceTargetOptions } from './test/reference-target.ts';

const kinds: Readonly<Record<string, ReferenceTargetOptions>> = {
  'a provider with everything': {},
  'a provider without twins and setIfNewer': { capabilities: { sync: false, setIfNewer: false, sharedStore: false } },
  'a provider that hands out frozen plain data': {
    capabilities: { isolation: 'frozen' },
    rules: { copyOut: handOutFrozen },
  },
  'a provider whose entries go by themselves, on a clock of its own': {
    capabilities: { sync: false, clock: 'real', expiry: 'automatic', size: 'stored', latency: 'sampled' },
    override: (provider) => ({
      cleanupExpired: async (options?: CallOptions) => {
        await provider.cleanupExpired(options);
        return 0;
      },
    }),
  },
};

describe('run by vitest', () => {
  for (const [name, options] of Object.entries(kinds)) {
    runProviderConformance({ describe, it }, { ...referenceTarget(options), name });
  }
});

/** Runs the suite with node:test on a reference provider, right or broken. */
function runByNode(provider: 'right' | 'broken'): { readonly status: number | null; readonly output: string } {
  const file = fileURLToPath(new URL('./test/node-test-run.ts', import.meta.url));
  // Without the variable that tells node:test that it runs inside another run.
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const options = { encoding: 'utf8', env: { ...env, REFERENCE_PROVIDER: provider } } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--test-reporter=tap', file], options);
  return { status, output: stdout + stderr };
}

describe('run by node:test', () => {
  const expected = collectTests((runner) => runProviderConformance(runner, referenceTarget())).length;

  it('passes for a provider that keeps the contract', () => {
    const { status, output } = runByNode('right');
    expect(output).toContain(`# pass ${expected}\n# fail 0\n`);
    expect(status).toBe(0);
  });

  it('fails for one that does not, and tells test, case and seed', () => {
    const { status, output } = runByNode('broken');
    expect(status).toBe(1);
    expect(output).toMatch(/not ok \d+ - negative zeros come out as they went in/);
    expect(output).toMatch(/not ok \d+ - any nesting of any types comes out as it went in/);
    expect(output).toMatch(
      /Property failed after \d+ tests\s+\{ seed: 7, path: "[\d:]+", endOnFailure: true \}\s+Counterexample: /,
    );
  });
});
