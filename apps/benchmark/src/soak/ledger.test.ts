import { describe, expect, it } from 'vitest';
import { createLedger } from './ledger.ts';
import { storedValue } from './stored-value.ts';

function ledgerWith(key: string, writes: number) {
  const ledger = createLedger();
  for (let write = 0; write < writes; write++) ledger.nextSequence(key);
  return ledger;
}

describe('the ledger of the soak test', () => {
  it('finds no fault with any value that was written under the key, nor with none', () => {
    const ledger = ledgerWith('a', 2);
    expect(ledger.fault('a', storedValue('a', 1), 0)).toBeUndefined();
    expect(ledger.fault('a', storedValue('a', 2), 0)).toBeUndefined();
    expect(ledger.fault('a', undefined, 0)).toBeUndefined();
  });

  it('finds a value of another key, one that was not yet written, and a damaged one', () => {
    const ledger = ledgerWith('a', 2);
    expect(ledger.fault('a', storedValue('b', 1), 0)).toContain('never written');
    expect(ledger.fault('a', storedValue('a', 3), 0)).toContain('never written');
    expect(ledger.fault('a', { ...storedValue('a', 1), text: 'x' }, 0)).toContain('never written');
  });

  it('finds a stamped write undone', () => {
    const ledger = ledgerWith('a', 3);
    ledger.acknowledge('a', 2);
    ledger.acknowledge('a', 1);
    expect(ledger.acknowledged('a')).toBe(2);
    expect(ledger.fault('a', storedValue('a', 1), 2)).toBe('a holds write 1 after write 2');
    expect(ledger.fault('a', undefined, 2)).toContain('gone');
    expect(ledger.fault('a', storedValue('a', 3), 2)).toBeUndefined();
  });
});
