import { describe, expect, it } from 'vitest';
import type { Duration } from '../duration.ts';
import { callTimeout, checkSignal } from './call-deadline.ts';

describe('checkSignal', () => {
  it('throws what the signal was aborted with as the cause', () => {
    const reason = new Error('the user left');
    expect(() => checkSignal(AbortSignal.abort(reason), { provider: 'redis', key: 'a' })).toThrow(
      expect.objectContaining({ code: 'CACHE_ABORTED', cause: reason, provider: 'redis', key: 'a' }),
    );
  });

  it.each<unknown>([new AbortController(), 5, null, {}])('refuses what is no signal (%#)', (signal) => {
    expect(() => checkSignal(signal as AbortSignal)).toThrow(expect.objectContaining({ option: 'signal' }));
  });

  it('lets a live or absent signal pass', () => {
    expect(() => checkSignal(new AbortController().signal)).not.toThrow();
    expect(() => checkSignal(undefined)).not.toThrow();
  });
});

describe('callTimeout', () => {
  it("is the call's own before the default", () => {
    expect(callTimeout({ timeout: '2s' }, 500)).toBe(2_000);
    expect(callTimeout({}, 500)).toBe(500);
    expect(callTimeout(undefined, 500)).toBe(500);
  });

  it.each<Duration>([0, -1, NaN, Infinity, '30d'])('refuses %s: every call has a deadline', (timeout) => {
    expect(() => callTimeout({ timeout }, 500)).toThrow(expect.objectContaining({ code: 'CACHE_OPTION' }));
  });
});
