import { CacheUnavailableError, type Milliseconds } from '@modular-agent/cache-contract';
import { callPlace } from '../calls/call.ts';
import { bounded } from '../calls/bounded.ts';
import type { Attempt } from '../connection/open-session.ts';
import type { Session } from '../connection/session.ts';
import type { ClusterSettings } from './cluster-settings.ts';
import { firstToSucceed } from './first-to-succeed.ts';
import { nodeName, type RedisNodeAddress } from '../options/node-addresses.ts';
import { readSlotRanges, type SlotRange } from './slot-map.ts';

/** How long one node may keep the next from being tried. */
export const patience: Milliseconds = 250;

/**
 * Opens a connection to whichever node answers first with a map of the Cluster.
 *
 * @param known Nodes that are tried beside those to begin with.
 * @throws Error of the first node, if none does.
 */
export async function openAnyNode(
  settings: ClusterSettings,
  known: readonly RedisNodeAddress[],
  attempt: Attempt,
  onMap: (ranges: readonly SlotRange[]) => void,
): Promise<Session> {
  const addresses = new Map([...settings.seeds, ...known].map((address) => [nodeName(address), address]));
  const attempts = Array.from(addresses.values(), (address) => async (signal: AbortSignal) => {
    const session = await settings.openAt(address, false)({ ...attempt, signal });
    try {
      return { session, ranges: await readSlots(session, address, settings.silenceTimeout) };
    } catch (error) {
      discard(session);
      throw error;
    }
  });
  const { session, ranges } = await firstToSucceed(attempts, patience, attempt.signal, (late) => discard(late.session));
  onMap(ranges);
  return session;
}

/** One CLUSTER SLOTS. @throws Error if the node gives no map in time. */
export async function readSlots(
  session: Session,
  address: RedisNodeAddress,
  timeout: Milliseconds,
): Promise<readonly SlotRange[]> {
  const reply = await bounded(session.ask(['CLUSTER', 'SLOTS']), {
    milliseconds: timeout,
    unref: true,
    onTimeout: () => new Error('no answer to CLUSTER SLOTS'),
  });
  const ranges = readSlotRanges(reply, address);
  if (ranges.length === 0) throw new Error('no slot of the Cluster is served by any node (see CLUSTER INFO)');
  return ranges;
}

function discard(session: Session): void {
  session.end((call) => new CacheUnavailableError('the connection was not used', callPlace(call, false)));
}
