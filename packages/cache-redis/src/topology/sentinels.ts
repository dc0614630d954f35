import type { Milliseconds } from '@modular-agent/cache-contract';
import { bounded } from '../calls/bounded.ts';
import { SentinelError } from '../connection/connect-failure.ts';
import { clientOpener, type ClientOpener } from '../connection/open-client.ts';
import type { RedisAddress } from '../options/redis-address.ts';
import { nodeName, type RedisNodeAddress } from '../options/node-addresses.ts';
import type { SentinelTopology } from '../options/sentinel-options.ts';
import { firstToSucceed } from './first-to-succeed.ts';

/** How long one Sentinel may keep the next from being asked. */
const patience: Milliseconds = 250;

/** What a replica must not be said to be, to be read from. */
const unfit = /s_down|o_down|disconnected/;

/** Asks Sentinels where servers are; whichever answers first is believed. */
export class Sentinels {
  readonly #topology: SentinelTopology;
  readonly #timeout: Milliseconds;

  /** @param timeout How long one of them may take to connect and answer. */
  constructor(topology: SentinelTopology, timeout: Milliseconds) {
    this.#topology = topology;
    this.#timeout = timeout;
  }

  /** @throws Error of the first Sentinel, if none knows. */
  findMaster(signal: AbortSignal): Promise<RedisNodeAddress> {
    const { name } = this.#topology;
    return this.#ask(signal, ['SENTINEL', 'GET-MASTER-ADDR-BY-NAME', name], (reply) => {
      const [host, port] = (reply ?? []) as readonly unknown[];
      if (typeof host === 'string') return { host, port: Number(port) };
      throw new SentinelError(`the Sentinel knows no master '${name}'`);
    });
  }

  /** Any replica that is well. @throws Error if there is none, or no Sentinel knows. */
  findReplica(signal: AbortSignal): Promise<RedisNodeAddress> {
    const { name } = this.#topology;
    return this.#ask(signal, ['SENTINEL', 'REPLICAS', name], (reply) => {
      const replicas = (reply as readonly unknown[]).map(fieldsOf);
      const fit = replicas.filter(
        (fields) => !unfit.test(fields.get('flags') ?? '') && fields.get('master-link-status') === 'ok',
      );
      const chosen = fit[Math.floor(Math.random() * fit.length)];
      if (chosen === undefined) throw new SentinelError(`the Sentinel knows no replica of '${name}' that is well`);
      return { host: chosen.get('ip') ?? '', port: Number(chosen.get('port')) };
    });
  }

  /** Opens a connection to whichever Sentinel takes one first. */
  get open(): ClientOpener {
    return (signal, onLost) =>
      firstToSucceed(
        this.#openers().map((open) => (either: AbortSignal) => open(either, onLost)),
        patience,
        signal,
        ({ end }) => end(),
      );
  }

  #ask<T>(signal: AbortSignal, question: readonly string[], read: (reply: unknown) => T): Promise<T> {
    const attempts = this.#openers().map((open) => async (either: AbortSignal) => {
      const { client, end } = await open(either, () => {});
      try {
        const reply = await bounded(client.sendCommand(question, { timeout: 0 }), {
          milliseconds: this.#timeout,
          signal: either,
          unref: true,
          onAbort: () => new Error('the attempt was given up'),
          onTimeout: () => new Error('no answer of the Sentinel'),
        });
        return read(reply);
      } finally {
        end();
      }
    });
    return firstToSucceed(attempts, patience, signal, () => {});
  }

  #openers(): readonly ClientOpener[] {
    const { sentinels, credentials, tls } = this.#topology;
    return sentinels.map(({ host, port }) => {
      const address: RedisAddress = { host, port, path: undefined, db: 0, credentials, tls };
      const open = clientOpener(address, 2, this.#timeout);
      return async (signal, onLost) => {
        try {
          return await open(signal, onLost);
        } catch (error) {
          const text = credentials.hide(messageOf(error));
          throw new SentinelError(`the Sentinel at ${nodeName({ host, port })}: ${text}`);
        }
      };
    });
  }
}

/** Names and values, one after the other. */
function fieldsOf(reply: unknown): ReadonlyMap<string, string> {
  const list = reply as readonly string[];
  return new Map(
    Array.from({ length: Math.floor(list.length / 2) }, (_, at) => [list[2 * at] ?? '', list[2 * at + 1] ?? '']),
  );
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
