/** The document that the package promises to load as it stands. */
export const planDocument = `redis:
  enabled: true
  host: "\${REDIS_HOST:localhost}"
  port: "\${REDIS_PORT:6379}"
  db: "\${REDIS_DB:0}"
  password: "\${REDIS_PASSWORD:}"
  ssl: "\${REDIS_SSL:false}"
  max_connections: 20
  default_ttl: 3600
cache:
  default_provider: "memory"  # or "redis"
  providers:
    memory:
      enabled: true
      max_size: 1000
      default_ttl: 3600
    redis:
      enabled: true
      host: "localhost"
      port: 6379
      db: 0
      key_prefix: "agent:cache:"
      default_ttl: 3600
      connection_pool:
        max_connections: 20
        timeout: 5
`;
