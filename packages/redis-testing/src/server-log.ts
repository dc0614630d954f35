import type { Readable } from 'node:stream';

import type { RedisFlavour } from './launcher.ts';

const keptLines = 30;

/** The line of a log that says that the server listens and has loaded its data, or that the Sentinel does. */
export const readyLine: RegExp = /Ready to accept connections|Sentinel ID is/;

/** The end of a server's log, and what it says about the server. */
export class ServerLog {
  #lines: string[] = [];
  #rest = '';
  readonly #ready = Promise.withResolvers<void>();
  #version: { flavour: RedisFlavour; version: string } | undefined;

  /** Resolves when the log says that the server listens and has loaded its data. */
  get ready(): Promise<void> {
    return this.#ready.promise;
  }

  /** As the server names itself; undefined until it has. */
  get version(): { flavour: RedisFlavour; version: string } | undefined {
    return this.#version;
  }

  get tail(): string {
    return [...this.#lines, this.#rest].join('\n').trim();
  }

  get saysPortTaken(): boolean {
    return /address already in use/i.test(this.tail);
  }

  follow(stream: Readable): void {
    stream.setEncoding('utf8').on('data', (chunk: string) => this.#take(chunk));
  }

  #take(chunk: string): void {
    const lines = (this.#rest + chunk).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#read(line);
    this.#lines = [...this.#lines, ...lines].slice(-keptLines);
  }

  #read(line: string): void {
    const [, name, version] = /\b(Redis|Valkey) version=([\d.]+)/.exec(line) ?? [];
    if (name && version) this.#version = { flavour: name === 'Redis' ? 'redis' : 'valkey', version };
    if (readyLine.test(line)) this.#ready.resolve();
  }
}
