// A process that competes for a lease: `node lease-process.ts OPTIONS-AS-JSON FILE`. It notes what it does in the file,
// line by line, each written before it goes on: a SIGKILL loses none.
import { openSync, writeSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import type { Lease } from '@modular-agent/cache-contract';
import { RedisCacheProvider, type RedisCacheProviderOptions } from '../../index.ts';
import { moment, type LeaseEvent, type Moment } from './lease-event.ts';

const [options = '{}', file = ''] = process.argv.slice(2);
const provider = new RedisCacheProvider(JSON.parse(options) as RedisCacheProviderOptions);
const { leases } = provider.coordination;
const log = openSync(file, 'a');

function note(event: LeaseEvent): void {
  writeSync(log, `${JSON.stringify(event)}\n`);
}

function random(least: number, most: number): number {
  return least + Math.random() * (most - least);
}

async function write({ token }: Lease): Promise<void> {
  const from = moment();
  const isStored = await provider.setIfNewer('entry', token, { stamp: token, ttl: Infinity });
  note({ kind: 'wrote', token, isStored, from, to: moment() });
}

async function look(): Promise<void> {
  const from = moment();
  const entry = await provider.getEntry('entry');
  note({ kind: 'saw', token: entry?.stamp ?? 0, from, to: moment() });
}

/** Holds a lease for some writes, and now and then past its end. */
async function hold(lease: Lease, firstUntil: Moment): Promise<void> {
  let until = firstUntil;
  while (moment() < until) {
    await write(lease);
    await look();
    if (Math.random() < 0.2) {
      const ttl = Math.ceil(random(5, 25));
      const asked = moment();
      // Until this is answered the old end may stand, and the new one may be earlier.
      note({ kind: 'renewed', token: lease.token, until: Math.min(until, asked + ttl) });
      if (!(await leases.renew(lease, ttl))) break;
      until = asked + ttl;
      note({ kind: 'renewed', token: lease.token, until });
    }
    if (Math.random() < 0.05) {
      note({ kind: 'released', token: lease.token, at: moment() });
      await leases.release(lease);
      break;
    }
    await wait(random(0, 2));
  }
  // One that believes too long that it is the holder.
  if (Math.random() < 0.5) {
    await wait(random(0, 40));
    await write(lease);
    await leases.renew(lease, 1_000);
    await leases.release(lease);
  }
}

// Until it is killed, or left alone.
const parent = process.ppid;
while (process.ppid === parent) {
  const ttl = Math.ceil(random(5, 25));
  const asked = moment();
  const lease = await leases.acquire('lease', ttl);
  if (lease === undefined) {
    await look();
  } else {
    note({ kind: 'held', token: lease.token, at: moment(), until: asked + ttl });
    await hold(lease, asked + ttl);
  }
}
