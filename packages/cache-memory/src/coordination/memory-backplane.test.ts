import type { BackplaneListener } from '@modular-agent/cache-contract';
import { describe, expect, it, vi } from 'vitest';
import { CallGate } from '../calls/call-gate.ts';
import { MemoryBackplane } from './memory-backplane.ts';

const create = (): MemoryBackplane => new MemoryBackplane(new CallGate('memory'));

const collector = (): BackplaneListener & { readonly messages: string[] } => {
  const messages: string[] = [];
  return {
    messages,
    onMessage: (message) => messages.push(message),
    onGap: () => messages.push('GAP'),
  };
};

describe('the backplane', () => {
  it('never calls a listener before the publisher goes on', async () => {
    const backplane = create();
    const listener = collector();
    await backplane.subscribe('news', listener);
    const published = backplane.publish('news', 'a');
    expect(listener.messages).toEqual([]);
    await published;
    expect(listener.messages).toEqual(['a']);
  });

  it('needs no microtask that fake timers can hold back', async () => {
    vi.useFakeTimers({ toFake: ['queueMicrotask'] });
    const backplane = create();
    const listener = collector();
    await backplane.subscribe('news', listener);
    await backplane.publish('news', 'a');
    vi.useRealTimers();
    expect(listener.messages).toEqual(['a']);
  });

  it.each([
    [
      'throws',
      () => {
        throw new Error('cannot read');
      },
    ],
    ['rejects', () => Promise.reject(new Error('cannot read'))],
  ])('tells the others when one listener %s, and warns of it', async (_, onMessage) => {
    const warn = vi.spyOn(process, 'emitWarning').mockReturnValue();
    const backplane = create();
    const listener = collector();
    await backplane.subscribe('news', { onMessage, onGap() {} });
    await backplane.subscribe('news', listener);
    await backplane.publish('news', 'a');
    expect(listener.messages).toEqual(['a']);
    await vi.waitFor(() => expect(warn).toHaveBeenCalled());
    expect(warn).toHaveBeenCalledExactlyOnceWith(
      expect.stringContaining('"news"'),
      expect.objectContaining({ type: 'CacheListenerWarning', detail: expect.stringContaining('cannot read') }),
    );
    warn.mockRestore();
  });

  it('tells no listener anything after the gate is shut', async () => {
    const gate = new CallGate('memory');
    const backplane = new MemoryBackplane(gate);
    const listener = collector();
    await backplane.subscribe('news', listener);
    const published = backplane.publish('news', 'a');
    gate.shut();
    await published;
    expect(listener.messages).toEqual([]);
  });
});
