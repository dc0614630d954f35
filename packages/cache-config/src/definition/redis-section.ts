import type { Milliseconds } from '@modular-agent/cache-contract';
import { clusterSection, type ClusterSection } from './cluster-section.ts';
import { compressionSection, type CompressionSection } from './compression-section.ts';
import { interval, timeToLive, timeout } from './duration-field.ts';
import type { Section } from './field.ts';
import { choice, flag, integer, text } from './fields.ts';
import { sentinelSection, type SentinelSection } from './sentinel-section.ts';
import { tlsSection, type TlsSection } from './tls-section.ts';

/** Settings of the connection to Redis and of the cache in it. Times are milliseconds once read. */
export interface RedisSection {
  readonly enabled?: boolean;
  readonly url?: string;
  readonly host?: string;
  readonly port?: number;
  readonly path?: string;
  readonly db?: number;
  readonly username?: string;
  readonly password?: string;
  readonly ssl?: boolean;
  readonly tls?: TlsSection;
  readonly sentinel?: SentinelSection;
  readonly cluster?: ClusterSection;
  readonly read_from?: 'master' | 'replica';
  readonly serializer?: 'superjson' | 'msgpack';
  readonly also_reads?: readonly ('superjson' | 'msgpack')[];
  readonly compression?: CompressionSection;
  readonly decode_responses?: boolean;
  readonly max_connections?: number;
  readonly max_pending_calls?: number;
  readonly max_pending_bytes?: number;
  readonly connection_pool?: ConnectionPoolSection;
  readonly socket_timeout?: Milliseconds;
  readonly socket_connect_timeout?: Milliseconds;
  readonly retry_on_timeout?: boolean;
  readonly health_check_interval?: Milliseconds;
  readonly key_prefix?: string;
  readonly default_ttl?: Milliseconds;
}

interface ConnectionPoolSection {
  readonly max_connections?: number;
  readonly timeout?: Milliseconds;
}

const maxConnections = { description: 'The most connections that are ever open.', default: 20, min: 1, max: 1_000 };

function isReadable(url: string): boolean {
  return url === '' || (URL.canParse(url) && !/%(?![0-9A-Fa-f]{2})/.test(url));
}

/** One of the two places where Redis is configured; they differ in what `enabled` means. */
export function redisSection(
  description: string,
  enabled: { readonly description: string; readonly default: boolean },
): Section<RedisSection> {
  return {
    kind: 'section',
    description,
    fields: {
      enabled: flag(enabled),
      url: text({
        description:
          'Where the server is, as redis://user:password@host:6379/0, or rediss:// for TLS. Empty is none. A single setting goes before its part of the URL.',
        accepts: 'redis://[[username]:password@]host[:port][/db], or rediss:// for TLS, percent-encoded',
        check: isReadable,
        pattern: /^$|^rediss?:\/\/[^\s/?#]*(?:\/\d*)?$/,
        secret: true,
        aliases: ['uri', 'connection_string'],
      }),
      host: text({
        description: 'Name or address of the server.',
        default: 'localhost',
        accepts: 'a host name or an IP address, without scheme and port',
        pattern: /^(?:[^\s/@:?#[\]]+|(?=.*:.*:)[0-9A-Fa-f:.]+(?:%\w+)?)$/,
        aliases: ['hostname', 'server', 'address'],
      }),
      port: integer({ description: 'Port of the server.', default: 6_379, min: 1, max: 65_535 }),
      path: text({
        description: 'Unix socket of the server, in place of host, port and TLS. Empty is none.',
        accepts: 'the path of a Unix socket',
        aliases: ['socket', 'socket_path', 'unix_socket'],
      }),
      db: integer({
        description: 'Number of the logical database.',
        default: 0,
        min: 0,
        max: 2_147_483_647,
        aliases: ['database'],
      }),
      username: text({ description: 'ACL user; needs a password. Empty is none.', aliases: ['user'] }),
      password: text({ description: 'Password. Empty is none.', secret: true, aliases: ['pass', 'passwd'] }),
      ssl: flag({
        description: 'Is the connection encrypted by TLS? Also true where tls stands or url begins with rediss://.',
        default: false,
      }),
      tls: tlsSection,
      sentinel: sentinelSection,
      cluster: clusterSection,
      read_from: choice({
        description:
          'Which servers are read from, with Sentinels or in a Cluster. A replica may lag behind its master: what was just written may be missing there.',
        default: 'master',
        words: ['master', 'replica'],
        aliases: ['read_preference', 'scale_reads'],
      }),
      serializer: choice({
        description: 'How values are written: as superjson, or as MessagePack, which needs the package msgpackr.',
        default: 'superjson',
        words: ['superjson', 'msgpack'],
        aliases: ['serialization', 'format', 'encoding'],
      }),
      also_reads: {
        kind: 'list',
        description: 'What is read beside it: let every process read a format before the first one writes it.',
        item: choice({ description: 'A serializer.', words: ['superjson', 'msgpack'] }),
      },
      compression: compressionSection,
      decode_responses: flag({
        description: 'Are values encoded and decoded? With false they are bytes, in and out.',
        default: true,
      }),
      max_connections: integer({ ...maxConnections, aliases: ['pool_size'] }),
      max_pending_calls: integer({
        description: 'The most calls in flight; one more is refused.',
        default: 10_000,
        min: 1,
        max: 10_000_000,
      }),
      max_pending_bytes: integer({
        description:
          'The most bytes on their way to the server; a call that would add to more is refused, but for a single one.',
        default: 134_217_728,
        min: 1,
        max: 2 ** 40,
      }),
      connection_pool: {
        kind: 'section',
        description: 'The connections as a group. max_connections here goes before the one beside the group.',
        fields: {
          max_connections: integer({ ...maxConnections, aliases: ['max_size', 'size'] }),
          timeout: timeout({
            description: "The longest wait, within a call's own time, for a connection to send it on.",
          }),
        },
      },
      socket_timeout: timeout({
        description: 'How long one call may take, from the call to its answer.',
        default: 0.5,
        aliases: ['timeout', 'command_timeout'],
      }),
      socket_connect_timeout: timeout({
        description: 'How long one attempt to connect may take.',
        default: 5,
        aliases: ['connect_timeout'],
      }),
      retry_on_timeout: flag({
        description: 'Is a read sent once more, over another connection, when half of its time has passed?',
        default: true,
      }),
      health_check_interval: interval({
        description: 'How often a connection without traffic is checked.',
        default: 30,
        aliases: ['ping_interval'],
      }),
      key_prefix: text({
        description: 'What every key in Redis begins with.',
        default: 'agent:cache:',
        accepts: 'a text without |',
        pattern: /^[^|]*$/,
        aliases: ['prefix', 'namespace'],
      }),
      default_ttl: timeToLive({
        description: 'How long an entry lives that is stored without a ttl.',
        default: 3_600,
        aliases: ['ttl'],
      }),
    },
  };
}
