import { afterEach, describe, expect, it, vi } from 'vitest';
import { useFakeTime } from './test/fake-time.ts';
import { History } from './test/model/history.ts';
import { mutants, type Mutant } from './test/model/mutants.ts';

const isDeep = process.env['TEST_DEPTH'] === 'deep';
/** As many as the model check makes by default. */
const interleavings = 2_000;
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
    expect(found, `SEED=${firstSeed}`).toBeLessThan(interleavings);
  });
});

async function firstFound(mutant: Mutant): Promise<number> {
  for (let index = 0; index < interleavings; index++) {
    const history = new History(firstSeed + index, { ...mutant, steps: 12, counts: new Map() });
    if ((await history.run()).length > 0) return index;
  }
  return interleavings;
}
