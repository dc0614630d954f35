import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { expect, test } from 'vitest';

import { readSettings } from './settings.ts';

test('without variables no way is forced', () => {
  expect(readSettings({})).toMatchObject({ forcedWay: undefined, image: 'redis:8-alpine' });
});

test.for(['docker', 'path', 'debian'])('REDIS_TESTING=%s forces that way', (way) => {
  expect(readSettings({ REDIS_TESTING: way }).forcedWay).toBe(way);
});

test('an unknown way is an error that names it and those there are', () => {
  expect(() => readSettings({ REDIS_TESTING: 'podman' })).toThrow(
    "REDIS_TESTING is 'podman', but must be one of docker, path, debian",
  );
});

test('a named binary forces the path way', () => {
  expect(readSettings({ REDIS_TESTING_SERVER: '/opt/redis-server' }).forcedWay).toBe('path');
});

test('a named binary beside another forced way is an error', () => {
  const environment = { REDIS_TESTING_SERVER: '/opt/redis-server', REDIS_TESTING: 'docker' };
  expect(() => readSettings(environment)).toThrow('unset one of them');
});

test('a named release forces the debian way', () => {
  expect(readSettings({ REDIS_TESTING_RELEASE: 'valkey-8.1' })).toMatchObject({
    forcedWay: 'debian',
    release: 'valkey-8.1',
  });
});

test('a named release beside a named binary is an error', () => {
  const environment = { REDIS_TESTING_SERVER: '/opt/redis-server', REDIS_TESTING_RELEASE: 'redis-8.0' };
  expect(() => readSettings(environment)).toThrow(/REDIS_TESTING_SERVER[^]*REDIS_TESTING_RELEASE[^]*unset one of them/);
});

test('an unknown release is an error that names those there are', () => {
  expect(() => readSettings({ REDIS_TESTING_RELEASE: 'redis-1.0' })).toThrow(
    "REDIS_TESTING_RELEASE is 'redis-1.0', but must be one of redis-7.0, redis-8.0, valkey-8.1",
  );
});

test("the cache stands at the workspace's root unless a variable says otherwise", () => {
  const { cacheFolder } = readSettings({});
  expect(existsSync(join(dirname(dirname(cacheFolder)), 'pnpm-workspace.yaml'))).toBe(true);
  expect(readSettings({ REDIS_TESTING_CACHE: '/elsewhere' }).cacheFolder).toBe('/elsewhere');
});
