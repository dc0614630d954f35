import type { Section } from './field.ts';
import { flag, text } from './fields.ts';
import { nodeAddress } from './node-address-field.ts';
import { tlsSection, type TlsSection } from './tls-section.ts';

/** Redis Sentinels, as they are written. */
export interface SentinelSection {
  readonly name?: string;
  readonly nodes?: readonly string[];
  readonly username?: string;
  readonly password?: string;
  readonly ssl?: boolean;
  readonly tls?: TlsSection;
}

export const sentinelSection: Section<SentinelSection> = {
  kind: 'section',
  description:
    'Sentinels that say which server is the master, in place of url, host, port and path. With empty nodes it is as if the section were not there.',
  hint: 'the addresses of the Sentinels go into nodes',
  fields: {
    name: text({
      description: 'What the Sentinels call the master.',
      aliases: ['master', 'master_name', 'master_set', 'service_name'],
    }),
    nodes: {
      kind: 'list',
      description: 'Some of the Sentinels; whichever answers first is believed. Empty is no Sentinels at all.',
      aliases: ['hosts', 'servers', 'addresses', 'sentinels'],
      item: nodeAddress('Where a Sentinel is.'),
    },
    username: text({
      description: 'ACL user for the Sentinels themselves; needs a password. Empty is none.',
      aliases: ['user'],
    }),
    password: text({
      description: 'Password for the Sentinels themselves. Empty is none.',
      secret: true,
      aliases: ['pass', 'passwd'],
    }),
    ssl: flag({
      description: 'Are connections to the Sentinels encrypted by TLS? Also true where tls stands beside it.',
      default: false,
    }),
    tls: tlsSection,
  },
};
