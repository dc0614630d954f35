import { afterEach, describe, expect, it, vi } from 'vitest';
import { useFakeTime } from './test/fake-time.ts';
import { History } from './test/model/history.ts';
import { mutants, type Mutant } from './test/model/mutants.ts';

const isDeep = process.env['TEST_DEPTH'] === 'deep';
/** As many as the model check makes by default. */
const interleavings = 2_000;
/** Those that few interleavings show get as many as the deep check makes. */
const rare: ReadonlySet<string> = new Set([
  'a read is joined after it was sent',
  'a version read is joined after it was sent',
  'a value that waits is served after a message',
]);
const firstSeed = Number(process.env['SEED'] ?? 1);
console.log(`mutants from SEED=${firstSeed}`);

useFakeTime();
afterEach(() => {
  vi.restoreAllMocks();
});

describe('the model check finds that', () => {
  it.each(isDeep ? mutants : mutants.slice(0, 4))('$name', { timeout: 600_000 }, async (mutant) => {
    mutant.apply();
    const found = await firstFound(mutant);
    expect(found, `SEED=${firstSeed}`).toBeLessThan(limitOf(mutant));
  });
});

async function firstFound(mutant: Mutant): Promise<number> {
  for (let index = 0; index < limitOf(mutant); index++) {
    const history = new History(firstSeed + index, { ...mutant, steps: 12, counts: new Map() });
    if ((await history.run()).length > 0) return index;
  }
  return limitOf(mutant);
}

function limitOf({ name }: Mutant): number {
  return rare.has(name) ? 10 * interleavings : interleavings;
}
