import { isValueOf } from './stored-value.ts';

/** What was written where, so that everything that is read can be checked. */
export interface Ledger {
  /** The number of the next write of a key. */
  nextSequence(key: string): number;
  /** A stamped write was acknowledged. */
  acknowledge(key: string, sequence: number): void;
  /** The last acknowledged stamped write of a key; 0 before. */
  acknowledged(key: string): number;
  /**
   * What is wrong with a value that was read, if anything: it was never written under this key, or it is older than a
   * stamped write that was acknowledged before the read began, which can't be undone by one that landed late.
   */
  fault(key: string, value: unknown, acknowledgedBefore: number): string | undefined;
}

export function createLedger(): Ledger {
  const written = new Map<string, number>();
  const stamped = new Map<string, number>();
  const acknowledged = (key: string): number => stamped.get(key) ?? 0;
  return {
    nextSequence(key) {
      const sequence = (written.get(key) ?? 0) + 1;
      written.set(key, sequence);
      return sequence;
    },
    acknowledge: (key, sequence) => void stamped.set(key, Math.max(acknowledged(key), sequence)),
    acknowledged,
    fault(key, value, acknowledgedBefore) {
      if (value === undefined) {
        return acknowledgedBefore === 0 ? undefined : `${key} is gone after write ${acknowledgedBefore}`;
      }
      if (!isValueOf(key, written.get(key) ?? 0, value)) return `${key} holds what was never written there`;
      if (value.sequence >= acknowledgedBefore) return undefined;
      return `${key} holds write ${value.sequence} after write ${acknowledgedBefore}`;
    },
  };
}
