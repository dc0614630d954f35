import type { Backplane, BackplaneListener } from '@modular-agent/cache-contract';
import type { CoordinationWorld } from '../reference-coordination.ts';
import type { BrokenCoordination } from './broken-coordination.ts';

/** Does something wrong with messages. */
function does(
  fault: string,
  caughtBy: string,
  replace: (backplane: Backplane, world: CoordinationWorld) => Partial<Backplane>,
): BrokenCoordination {
  return {
    fault,
    override: ({ backplane }, world) => ({ backplane: replace(backplane, world) }),
    caughtBy: [`backplane › ${caughtBy}`],
  };
}

const leaving = 'a subscription that was ended is told nothing more, and others go on';

/** Coordination that tells messages wrongly. */
export const brokenBackplanes: readonly BrokenCoordination[] = [
  does(
    'tells long after short',
    'every listener on the channel is told every message, in order, also its own',
    (backplane) => ({
      publish: async (channel, message, options) => {
        if (message.endsWith('7')) await new Promise((resolve) => setImmediate(resolve));
        await backplane.publish(channel, message, options);
      },
    }),
  ),
  does(
    'tells a gap where there is none',
    'every listener on the channel is told every message, in order, also its own',
    (backplane) => ({
      subscribe: async (channel, listener, options) => {
        const leave = await backplane.subscribe(channel, listener, options);
        listener.onGap(true);
        return leave;
      },
    }),
  ),
  does('trims messages', 'a message arrives as it was, whatever text it is', (backplane) => ({
    publish: async (channel, message, options) => backplane.publish(channel, message.trim(), options),
  })),
  does('folds the case of channels', 'nobody is told what was said on another channel', (backplane) => ({
    publish: async (channel, ...rest) => backplane.publish(channel.toLowerCase(), ...rest),
    subscribe: async (channel, ...rest) => backplane.subscribe(channel.toLowerCase(), ...rest),
  })),
  does('goes on after a subscription was ended', leaving, (backplane) => ({
    subscribe: async (...subscribe) => {
      await backplane.subscribe(...subscribe);
      return async () => {};
    },
  })),
  does('ends every subscription of the channel', leaving, (backplane, { channels }) => ({
    subscribe: async (channel, ...rest) => {
      await backplane.subscribe(channel, ...rest);
      return async () => channels.get(channel)?.clear();
    },
  })),
  does('can end a subscription once only', leaving, (backplane) => ({
    subscribe: async (...subscribe) => {
      const leave = await backplane.subscribe(...subscribe);
      let hasLeft = false;
      return async () => {
        if (hasLeft) throw new Error('it has left');
        hasLeft = true;
        await leave();
      };
    },
  })),
  does(
    'tells what is on its way to who has left',
    'a subscription that is being ended is told nothing once that was said',
    (_, { channels }) => ({
      publish: async (channel, message) => {
        const subscriptions = [...(channels.get(channel) ?? [])];
        queueMicrotask(() => {
          for (const { listener } of subscriptions) listener.onMessage(message);
        });
      },
    }),
  ),
  does('knows a listener once', 'a listener that listens twice is told twice, until one of them ends', (backplane) => {
    const known = new Set<BackplaneListener>();
    return {
      subscribe: async (channel, listener, options) => {
        if (known.has(listener)) return async () => {};
        known.add(listener);
        return backplane.subscribe(channel, listener, options);
      },
    };
  }),
  does(
    'does not listen again to a channel that was left',
    'a channel can be listened to again after the last one has left it',
    (backplane, { channels }) => ({
      subscribe: async (channel, ...rest) => {
        await backplane.subscribe(channel, ...rest);
        // Also when it is called again, and others listen.
        return async () => void channels.delete(channel);
      },
    }),
  ),
  does(
    'stops at a listener that throws',
    'a listener that throws or rejects harms neither the others nor itself',
    (_, { channels }) => ({
      publish: async (channel, message) => {
        for (const { listener } of channels.get(channel) ?? []) {
          await Promise.resolve(listener.onMessage(message));
        }
      },
    }),
  ),
  does(
    'drops a listener that throws',
    'a listener that throws or rejects harms neither the others nor itself',
    (backplane) => ({
      subscribe: async (channel, listener, options) => {
        let isBad = false;
        const onMessage = async (message: string): Promise<void> => {
          if (isBad) return;
          isBad = true;
          await Promise.resolve(listener.onMessage(message));
          isBad = false;
        };
        return backplane.subscribe(channel, { onMessage, onGap: () => listener.onGap(true) }, options);
      },
    }),
  ),
];
