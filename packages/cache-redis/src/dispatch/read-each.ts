import { halfTime, type Call } from '../calls/call.ts';
import type { Waiter } from '../calls/waiter.ts';
import type { Reply } from '../wire/reply.ts';
import type { Dispatcher } from './dispatcher.ts';
import { NamesToRead } from './names-to-read.ts';

/**
 * Reads names that may be in different slots of a Cluster: one command for the names of a slot.
 *
 * @param read Receives each reply, with the index of its name.
 * @throws As `Dispatcher.write`.
 */
export async function readEach(
  dispatcher: Dispatcher,
  call: Call,
  names: readonly string[],
  read: (reply: Reply, index: number) => void,
): Promise<void> {
  const waiters: Waiter<void>[] = [];
  const promises: Promise<void>[] = [];
  const readLater = new NamesToRead((waiting, of) => dispatcher.readNames(waiting, of));
  try {
    for (const [index, name] of names.entries()) {
      const take = (reply: Reply): void => read(reply, index);
      if (dispatcher.mustWait(call, name.length)) {
        promises.push(dispatcher.readNameLater(call, name, take, undefined, (waiter) => readLater.add(waiter, name)));
        continue;
      }
      const waiter = dispatcher.admit(call, name.length, halfTime(call, performance.now()), take);
      waiters.push(waiter);
      promises.push(waiter.promise);
    }
  } finally {
    // What was admitted has to be answered, also where the next was refused.
    for (const promise of promises) promise.catch(() => {});
    dispatcher.readNames(waiters, names.slice(0, waiters.length));
  }
  await Promise.all(promises);
}
