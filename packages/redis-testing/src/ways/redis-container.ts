import { userInfo } from 'node:os';
import { GenericContainer } from 'testcontainers';

/** Where the server listens inside its container. */
export const containerPort = 6379;

/** What testcontainers' own container lacks: a port that is mapped at one address, and an id before it has started. */
export class RedisContainer extends GenericContainer {
  readonly #created = Promise.withResolvers<string>();
  #wasCreated = false;

  /** The container's id; never settles if it could not be created. */
  get created(): Promise<string> {
    return this.#created.promise;
  }

  get wasCreated(): boolean {
    return this.#wasCreated;
  }

  withPort(port: number, address: string): this {
    this.withExposedPorts({ container: containerPort, host: port });
    this.hostConfig.PortBindings = { [`${containerPort}/tcp`]: [{ HostIp: address, HostPort: String(port) }] };
    return this;
  }

  /** Puts it where a process would be: on the host's network, as this process's user, with this folder in its place. */
  onHost(folder: string | undefined): this {
    this.withNetworkMode('host');
    if (folder === undefined) return this;
    return this.withUser(userInfo().uid.toString()).withBindMounts([{ source: folder, target: folder }]);
  }

  protected override async containerCreated(id: string): Promise<void> {
    this.#wasCreated = true;
    this.#created.resolve(id);
  }
}
