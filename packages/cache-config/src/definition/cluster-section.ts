import type { Section } from './field.ts';
import { nodeAddress } from './node-address-field.ts';

/** A Redis Cluster, as it is written. */
export interface ClusterSection {
  readonly nodes?: readonly string[];
  readonly address_map?: Readonly<Record<string, string>>;
}

export const clusterSection: Section<ClusterSection> = {
  kind: 'section',
  description:
    'A Redis Cluster, in place of url, host, port and path. With empty nodes it is as if the section were not there.',
  hint: 'the addresses of some nodes go into nodes',
  fields: {
    nodes: {
      kind: 'list',
      description: 'Some nodes of the Cluster; they tell of the others. Empty is no Cluster at all.',
      aliases: ['hosts', 'servers', 'addresses', 'startup_nodes', 'seeds'],
      item: nodeAddress('Where a node is.'),
    },
    address_map: {
      kind: 'map',
      description:
        'Where nodes are reached from here that know each other by other addresses, behind a NAT for example.',
      aliases: ['nat_map', 'address_remap', 'host_port_remap'],
      key: nodeAddress('What the node is called in the Cluster.'),
      value: nodeAddress('Where it is reached from here.'),
    },
  },
};
