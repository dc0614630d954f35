import { describe, expect, it, vi } from 'vitest';
import * as contract from '../index.ts';

const { CacheError, CacheTimeoutError, CacheUnavailableError, CacheBatchError } = contract;

/** Loads a second copy of the package, as a duplicate install would. */
const secondCopy = async (): Promise<typeof contract> => {
  vi.resetModules();
  return await import('../index.ts');
};

describe('the error family', () => {
  it('is recognised across two installed copies of the package, each class as itself', async () => {
    const other = await secondCopy();
    const error = new other.CacheTimeoutError('late', { provider: 'redis', key: 'a' });
    expect(error).not.toBeInstanceOf(CacheError);
    expect(CacheError.isInstance(error)).toBe(true);
    expect(CacheTimeoutError.isInstance(error)).toBe(true);
    expect(CacheUnavailableError.isInstance(error)).toBe(false);
  });

  it('does not take other errors for its own', () => {
    for (const value of [new Error('x'), { code: 'CACHE_TIMEOUT' }, null, undefined, 'CACHE_TIMEOUT']) {
      expect(CacheError.isInstance(value)).toBe(false);
      expect(CacheTimeoutError.isInstance(value)).toBe(false);
    }
  });

  it('carries provider, key, cause and what became of a write', () => {
    const cause = new Error('socket closed');
    const error = new CacheUnavailableError('gone', { provider: 'redis', key: 'a', cause, outcome: 'unknown' });
    expect(error).toMatchObject({ provider: 'redis', key: 'a', cause, outcome: 'unknown' });
    expect(error.name).toBe('CacheUnavailableError');
    expect(new CacheUnavailableError('gone').outcome).toBe('not-applied');
  });

  it('has one code for each class, and the name of the class', () => {
    const classes = Object.entries(contract).filter(
      ([name]) => name.endsWith('Error') && name !== 'CacheError',
    ) as unknown as readonly (readonly [string, new (message: string, options: object) => contract.CacheError])[];
    expect(classes.length).toBe(12);
    const details = { option: 'ttl', path: 'value', reply: 'OOM', failed: new Map() };
    const errors = classes.map(([name, each]) => ({ name, error: new each('x', details) }));
    expect(new Set(errors.map(({ error }) => error.code)).size).toBe(classes.length);
    for (const { name, error } of errors) expect(error.name).toBe(name);
  });

  it('tells what failed in a batch by key', () => {
    const failed = new Map([['a', new CacheTimeoutError('late', { key: 'a' })]]);
    expect(new CacheBatchError('1 of 2 failed', { failed }).failed.get('a')?.code).toBe('CACHE_TIMEOUT');
  });
});
