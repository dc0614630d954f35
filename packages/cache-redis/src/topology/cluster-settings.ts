import type { OpenSession } from '../connection/open-session.ts';
import type { LaneSettings } from '../lanes/lanes.ts';
import type { RedisServerLabel } from '../options/redis-server-label.ts';
import type { RedisNodeAddress } from '../options/node-addresses.ts';

export interface ClusterSettings extends Omit<LaneSettings, 'open' | 'server' | 'forward'> {
  /** Nodes to begin with, at least one. */
  readonly seeds: readonly RedisNodeAddress[];
  /** Where a node is reached from here that the Cluster knows by this address. */
  readonly mapAddress: (address: RedisNodeAddress) => RedisNodeAddress;
  /** @param isReplica May it be read from though it is no master? */
  readonly openAt: (address: RedisNodeAddress, isReplica: boolean) => OpenSession;
  /** @param address Absent: the Cluster as a whole. */
  readonly labelAt: (address: RedisNodeAddress | undefined) => RedisServerLabel;
  readonly readFrom: 'master' | 'replica';
  /** The name by whose slot the node is found that takes messages. */
  readonly home: string;
  /** Told when that is another node than before. */
  readonly onHomeMoved: () => void;
}
