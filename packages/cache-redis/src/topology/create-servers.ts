import type { Load } from '../calls/load.ts';
import { sessionBorrower } from '../connection/borrow-session.ts';
import type { ConnectionListener } from '../connection/connection-settings.ts';
import { clientOpener, likeClient, type ClientOpener } from '../connection/open-client.ts';
import { sessionOpener, type OpenSession } from '../connection/open-session.ts';
import type { Servers } from '../dispatch/servers.ts';
import type { LaneSettings } from '../lanes/lanes.ts';
import { keySpace } from '../keys/key-space.ts';
import type { ClusterTopology } from '../options/cluster-options.ts';
import { nodeName, type RedisNodeAddress } from '../options/node-addresses.ts';
import { serverLabel, type ResolvedOptions } from '../options/resolved-options.ts';
import type { SentinelTopology } from '../options/sentinel-options.ts';
import { SubscriptionLine } from '../subscriptions/subscription-line.ts';
import { ClusterServers } from './cluster-servers.ts';
import { inRole } from './in-role.ts';
import { Listeners } from './listeners.ts';
import { Sentinels } from './sentinels.ts';
import { SingleServer } from './single-server.ts';

/** How a provider reaches its servers. */
export interface Access {
  readonly servers: Servers;
  /** Opens connections that listen to messages. */
  readonly openSubscriber: ClientOpener;
  /** Whoever is told when messages are told by another server. */
  readonly onMoved: Listeners;
}

/** What servers are made of. */
interface Parts {
  readonly options: ResolvedOptions;
  /** How many connections calls may use to each server. */
  readonly lanes: number;
  readonly load: Load;
  readonly onState: ConnectionListener['onState'];
}

export function createServers(parts: Parts): Access {
  const { topology } = parts.options;
  if (topology.kind === 'cluster') return cluster(parts, topology);
  return topology.kind === 'sentinel' ? masterOfSentinels(parts, topology) : oneServer(parts);
}

function oneServer({ options, lanes, load, onState }: Parts): Access {
  const { client, address, socketConnectTimeout: timeout } = options;
  const open =
    client === undefined ? sessionOpener(clientOpener(address, 3, timeout)) : sessionBorrower(client, timeout);
  return {
    servers: new SingleServer({ ...laneSettings(options, lanes), open }, load, onState),
    onMoved: new Listeners(),
    openSubscriber: client === undefined ? clientOpener(address, 2, timeout) : likeClient(client, 2, timeout),
  };
}

function masterOfSentinels({ options, lanes, load, onState }: Parts, topology: SentinelTopology): Access {
  const { socketConnectTimeout: timeout } = options;
  const sentinels = new Sentinels(topology, timeout);
  const label = serverLabel(options);
  const watch = new SubscriptionLine({
    server: { ...label, target: `the Sentinels of ${label.target}` },
    open: sentinels.open,
    silenceTimeout: options.socketTimeout,
    healthCheckInterval: options.healthCheckInterval,
  });
  const onMoved = new Listeners();
  const listen = once(() =>
    watch.keep('+switch-master', {
      onMessage: (message) => {
        if (message.split(' ', 1)[0] !== topology.name) return;
        servers.move();
        onMoved.tell();
      },
      onGap: () => {},
    }),
  );
  const openMaster: OpenSession = async (attempt) => {
    listen();
    const address = await sentinels.findMaster(attempt.signal);
    return await inRole('master', await sessionAt(options, address)(attempt), timeout);
  };
  const openReplica: OpenSession = async (attempt) =>
    await sessionAt(options, await sentinels.findReplica(attempt.signal))(attempt);
  const servers = new SingleServer(
    {
      ...laneSettings(options, lanes),
      open: openMaster,
      openReplica: options.readFrom === 'replica' ? openReplica : undefined,
      onClose: () => watch.close(),
    },
    load,
    onState,
  );
  return {
    servers,
    onMoved,
    openSubscriber: async (signal, onLost) => {
      const place = await sentinels.findMaster(signal);
      return await clientOpener({ ...options.address, ...place }, 2, timeout)(signal, onLost);
    },
  };
}

function cluster({ options, lanes, load, onState }: Parts, { seeds, mapAddress }: ClusterTopology): Access {
  const { readFrom, socketConnectTimeout: timeout } = options;
  const onMoved = new Listeners();
  const servers = new ClusterServers(
    {
      ...laneSettings(options, lanes),
      seeds,
      mapAddress,
      readFrom,
      home: keySpace(options).channelName(''),
      onHomeMoved: () => onMoved.tell(),
      openAt: (address, isReplica) => async (attempt) => {
        const session = await sessionAt(options, address)(attempt);
        return isReplica ? await inRole('replica', session, timeout) : session;
      },
      labelAt: (address) => serverLabel(options, address === undefined ? undefined : nodeName(address)),
    },
    load,
    onState,
  );
  return {
    servers,
    onMoved,
    openSubscriber: async (signal, onLost) =>
      await servers.openHome(signal, (address, either) =>
        clientOpener({ ...options.address, ...address }, 2, timeout)(either, onLost),
      ),
  };
}

function laneSettings(options: ResolvedOptions, lanes: number): Omit<LaneSettings, 'open'> {
  return {
    server: serverLabel(options),
    acquireTimeout: options.acquireTimeout,
    silenceTimeout: options.socketTimeout,
    healthCheckInterval: options.healthCheckInterval,
    lanes,
  };
}

function sessionAt({ address, socketConnectTimeout }: ResolvedOptions, place: RedisNodeAddress): OpenSession {
  return sessionOpener(clientOpener({ ...address, ...place }, 3, socketConnectTimeout));
}

function once(act: () => void): () => void {
  let isDone = false;
  return () => {
    if (isDone) return;
    isDone = true;
    act();
  };
}
