import { describe, expect, it } from 'vitest';
import type { Duration } from '../duration.ts';
import { checkLease, leaseDuration, takenDuration } from './lease-terms.ts';

const place = { provider: 'redis', key: 'key' };
const refused = (option: string): unknown => expect.objectContaining({ code: 'CACHE_OPTION', option, ...place });

describe('leaseDuration', () => {
  it('reads what has an end', () => {
    expect(leaseDuration('1.5s', place)).toBe(1_500);
  });

  it.each<Duration>([0, -1, NaN, Infinity])('refuses %d', (ttl) => {
    expect(() => leaseDuration(ttl, place)).toThrow(refused('ttl'));
  });
});

describe('checkLease', () => {
  it('takes what an acquire gave', () => {
    expect(() => checkLease({ key: 'a', token: 7 }, place)).not.toThrow();
  });

  it.each<unknown>([undefined, null, 'key', {}, { key: 'a' }, { key: 'a', token: '7' }, { key: 'a', token: 0.5 }])(
    'refuses %j',
    (lease) => {
      expect(() => checkLease(lease, place)).toThrow(refused('lease'));
    },
  );
});

it('a lease may be taken for its token alone, but not for less, nor for ever', () => {
  expect(takenDuration(0, place)).toBe(0);
  expect(takenDuration('1s', place)).toBe(1_000);
  for (const ttl of [-1, '0s', Infinity] as const) expect(() => takenDuration(ttl, place)).toThrow('ttl');
});
