import { describe, expect, it, vi } from 'vitest';
import { settle, useFakeTime } from '../test/fake-time.ts';
import { Outbox, type OutboxSettings } from './outbox.ts';
import { TierFailure } from './tier-failure.ts';

useFakeTime();

const away = new TierFailure('redis', 'unavailable', new Error('away'));

function outboxOf(settings: Partial<OutboxSettings>): Outbox {
  return new Outbox({
    maxPending: 2,
    rootTag: 'root',
    deleteKeys: async () => undefined,
    invalidate: async () => undefined,
    isBeingWritten: () => false,
    onChange: () => {},
    onReset: () => {},
    ...settings,
  });
}

describe('an outbox', () => {
  it('invalidates everything again for a write that is missed while it does', async () => {
    const replies: PromiseWithResolvers<undefined>[] = [];
    const invalidated: string[][] = [];
    const outbox = outboxOf({
      invalidate: (tags) => {
        invalidated.push([...tags]);
        const reply = Promise.withResolvers<undefined>();
        replies.push(reply);
        return reply.promise;
      },
    });
    for (const key of ['a', 'b', 'c']) outbox.recordKey(away, key);
    const drained = outbox.drain();
    await settle();
    outbox.recordKey(away, 'late');
    replies[0]?.resolve(undefined);
    await settle();
    replies[1]?.resolve(undefined);
    await drained;
    expect(invalidated).toEqual([['root'], ['root']]);
    expect(outbox.size).toBe(0);
  });

  it('sends nothing after it was closed', async () => {
    const deleteKeys = vi.fn<OutboxSettings['deleteKeys']>(async () => undefined);
    const outbox = outboxOf({ deleteKeys });
    outbox.recordKey(away, 'a');
    outbox.close();
    outbox.recordKey(away, 'late');
    outbox.recordTags(['late']);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(deleteKeys).not.toHaveBeenCalled();
    expect(vi.getTimerCount()).toBe(0);
  });
});
