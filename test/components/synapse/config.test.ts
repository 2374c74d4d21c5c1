import { describe, expect, it } from 'vitest';
import { makeTuning } from '../../../generator/components/synapse/config/tuning.ts';
import { findComputedSetting } from '../../../generator/environment/computed-synapse-settings.ts';
import { serializeConfigFile } from '../../../generator/formats/serialize-config-file.ts';
import { closed, makeEnvironment, readConfig, render } from './render.ts';

const shared = (environment = makeEnvironment()) =>
  readConfig(environment, 'synapse-config', 'homeserver.yaml');

describe('log.yaml', () => {
  const loggers = (environment: ReturnType<typeof makeEnvironment>) =>
    readConfig(environment, 'synapse-config', 'log.yaml')['loggers'];

  it('writes every request, unless the environment wants no access log', () => {
    expect(loggers(makeEnvironment())).not.toHaveProperty(['synapse.access']);
    const quiet = makeEnvironment({ synapse: { accessLog: false } });
    expect(loggers(quiet)).toHaveProperty(['synapse.access', 'level'], 'WARNING');
  });

  it('never writes statements, which hold access tokens', () => {
    expect(loggers(makeEnvironment())).toHaveProperty(['synapse.storage.SQL', 'level'], 'INFO');
  });
});

describe('homeserver.yaml', () => {
  it('shares no top-level key with a process file, which would replace it whole', () => {
    for (const file of ['main.yaml', 'sync.yaml', 'event-persister.yaml', 'federation-sender.yaml']) {
      const own = Object.keys(readConfig(makeEnvironment(), 'synapse-config', file));
      expect(own.filter((key) => key in shared())).toEqual([]);
    }
  });

  it('takes settings of the environment, but not those that the platform decides', () => {
    const environment = makeEnvironment({
      synapse: {
        settings: { url_preview_enabled: true, auto_join_rooms: ['#a:example.org'], server_name: 'x' },
      },
    });
    expect(shared(environment)).toMatchObject({
      url_preview_enabled: true,
      auto_join_rooms: ['#a:example.org'],
      server_name: 'example.org',
    });
  });

  it('closes federation: nobody is on the list, no key server is asked, only OpenID is served', () => {
    expect(shared(closed())).toMatchObject({ federation_domain_whitelist: [], trusted_key_servers: [] });
    const names = (environment: ReturnType<typeof makeEnvironment>) =>
      JSON.stringify(readConfig(environment, 'synapse-config', 'main.yaml')['listeners']);
    expect(names(closed())).toContain('["client","openid"]');
    expect(names(makeEnvironment())).toContain('["client","federation"]');
    expect(shared()).not.toHaveProperty('federation_domain_whitelist');
  });

  it('computes no key that an environment could set in vain', () => {
    const files = ['homeserver.yaml', 'main.yaml', 'sync.yaml', 'event-persister.yaml'];
    const computed = files.flatMap((file) =>
      Object.keys(readConfig(makeEnvironment(), 'synapse-config', file)),
    );
    // Experimental features are joined key by key.
    const replaceable = [...Object.keys(makeTuning(makeEnvironment())), 'experimental_features'];
    const unguarded = computed.filter(
      (key) => !replaceable.includes(key) && findComputedSetting(key) === undefined,
    );
    expect(unguarded).toEqual([]);
    expect(replaceable.filter((key) => findComputedSetting(key) !== undefined)).toEqual([]);
  });

  it('tells clients about calls: relays, the authoriser, delayed events', () => {
    expect(shared()).toMatchObject({
      turn_uris: [
        'turn:turn.example.org:3478?transport=udp',
        'turn:turn.example.org:3478?transport=tcp',
        'turns:turn.example.org:5349?transport=tcp',
      ],
      turn_shared_secret_path: '/etc/synapse/secrets/turn',
      turn_allow_guests: false,
      matrix_rtc: { transports: [{ type: 'livekit', livekit_service_url: 'https://rtc.example.org' }] },
      max_event_delay_duration: '24h',
    });
  });

  it('adds experimental features of the environment to those that calls need', () => {
    const environment = makeEnvironment({
      synapse: { settings: { experimental_features: { msc3814_enabled: true, msc4222_enabled: false } } },
    });
    expect(shared(environment)['experimental_features']).toEqual({
      msc4143_enabled: true,
      msc4222_enabled: false,
      msc3814_enabled: true,
    });
  });

  it('lets link previews reach no address of the cluster', () => {
    const environment = makeEnvironment({ synapse: { settings: { url_preview_enabled: true } } });
    expect(shared(environment)['url_preview_ip_range_blacklist']).toEqual(
      expect.arrayContaining(['10.0.0.0/8', 'fc00::/7', '10.42.0.0/16', '10.43.0.0/16', '192.0.2.0/25']),
    );
    expect(shared()).not.toHaveProperty('url_preview_ip_range_blacklist');
  });

  it('grows limits on what everybody does at once with the number of users', () => {
    const limits = (users: number) => {
      const { rc_joins_per_room, rc_login } = shared(makeEnvironment({ scale: { users } }));
      return [rc_joins_per_room, rc_login];
    };
    expect(limits(50)).toEqual([
      { per_second: 1, burst_count: 10 },
      { address: { per_second: 1, burst_count: 100 } },
    ]);
    expect(limits(20_000)).toEqual([
      { per_second: 10, burst_count: 200 },
      { address: { per_second: 10, burst_count: 500 } },
    ]);
  });

  it('keeps presence to small servers', () => {
    expect(shared()['presence']).toEqual({ enabled: false });
    expect(shared(makeEnvironment({ scale: { users: 1_000 } }))['presence']).toEqual({ enabled: true });
  });

  it('contains no secret, only paths of secrets', () => {
    const text = render(makeEnvironment())
      .configMaps.flatMap(({ files }) => Object.values(files))
      .map(serializeConfigFile)
      .join('\n');
    expect(text).not.toMatch(/^\s*(password|macaroon_secret_key|form_secret|registration_shared_secret):/m);
    expect(text.match(/_path: \/etc\/synapse\/secrets\//g)).toHaveLength(7);
  });
});

describe('caches', () => {
  it('evict before the memory limit: 70 % of 4Gi', () => {
    expect(readConfig(makeEnvironment(), 'synapse-config', 'sync.yaml')['caches']).toEqual({
      global_factor: 2,
      cache_autotuning: {
        max_cache_memory_usage: '2867M',
        target_cache_memory_usage: '2457M',
        min_cache_ttl: '5m',
      },
    });
  });
});

describe('listeners', () => {
  it('listen on :: where pods have IPv6', () => {
    const { cluster } = makeEnvironment();
    const dual = makeEnvironment({
      cluster: {
        version: '1.35',
        podCidrs: ['10.42.0.0/16', 'fd42::/56'],
        serviceCidrs: [...cluster.serviceCidrs],
        nodeCidrs: [...cluster.nodeCidrs],
        storageClasses: cluster.storageClasses,
        nodePools: {},
      },
    });
    expect(JSON.stringify(readConfig(dual, 'synapse-config', 'main.yaml'))).not.toContain('0.0.0.0');
  });
});
