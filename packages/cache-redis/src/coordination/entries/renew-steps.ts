import type { EntryLease, Milliseconds } from '@modular-agent/cache-contract';
import type { Call } from '../../calls/call.ts';
import { chunks } from '../../operations/chunks.ts';
import type { Store } from '../../operations/store.ts';
import type { Reply } from '../../wire/reply.ts';
import { readWhole } from '../read-whole.ts';
import { renewScript } from './entry-scripts.ts';
import { runStep } from './entry-steps.ts';

/** How many leases one script extends: it holds the server for well under a millisecond. */
const leasesPerScript = 500;

/** A lease with its name in Redis. */
interface NamedLease extends EntryLease {
  readonly name: string;
}

/** Extends leases, all in one round trip. @returns The keys of those that are lost. @throws The first error, once all have ended. */
export async function renewSteps(
  store: Store,
  call: Call,
  leases: readonly NamedLease[],
  ttl: Milliseconds,
): Promise<ReadonlySet<string>> {
  const { dispatcher } = store;
  const lost = new Set<string>();
  const parts = chunks(leases, dispatcher.servers.isSharded ? 1 : leasesPerScript);
  const ends = await Promise.allSettled(
    parts.map(async (part) => {
      const names = part.map(({ name }) => name);
      const values = [String(ttl), ...part.map(({ token }) => token)];
      const read = (reply: Reply): readonly boolean[] => readAnswers(reply, part.length);
      const isHeld = await runStep(dispatcher, call, { script: renewScript, names, values, read });
      for (const [index, { key }] of part.entries()) if (isHeld[index] !== true) lost.add(key);
    }),
  );
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
  return lost;
}

function readAnswers(reply: Reply, length: number): readonly boolean[] {
  if (!Array.isArray(reply) || reply.length !== length) throw new TypeError(`the reply is no list of ${length}`);
  return (reply as readonly Reply[]).map((item) => readWhole(item) === 1);
}
