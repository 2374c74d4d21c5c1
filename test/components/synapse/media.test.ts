import type { ICronJob } from 'kubernetes-models/batch/v1/CronJob';
import type { IPersistentVolumeClaim } from 'kubernetes-models/v1/PersistentVolumeClaim';
import type { IPodTemplateSpec } from 'kubernetes-models/v1/PodTemplateSpec';
import { describe, expect, it } from 'vitest';
import type { Environment } from '../../../generator/environment/environment.ts';
import { find, makeEnvironment, none, readConfig, render, withWorkers } from './render.ts';

const image = 'registry.example.org/matrix/synapse-s3';
const offloading = (change = {}) => makeEnvironment({ synapse: { media: { image } }, ...change });
const upstream = 'ghcr.io/element-hq/synapse:v1.163.2';
const derived = `${image}:v1.163.2-s3-1.7.0`;
const worker = 'synapse-media-repository';

const podOf = (environment: Environment, name: string) =>
  find<{ template: IPodTemplateSpec }>(environment, 'StatefulSet', name).spec.template.spec;

const jobOf = (environment: Environment) =>
  find<NonNullable<ICronJob['spec']>>(environment, 'CronJob', 'synapse-media-cleanup').spec;

describe('the process that keeps media', () => {
  it('is the media worker, with the volume, which comes up with it', () => {
    const environment = makeEnvironment();
    const claims = (name: string) =>
      podOf(environment, name)?.volumes?.filter((volume) => volume.persistentVolumeClaim !== undefined)
        .length;
    expect([claims(worker), claims('synapse-main'), claims('synapse-sync')]).toEqual([1, 0, 0]);
    const claim = find<IPersistentVolumeClaim['spec']>(environment, 'PersistentVolumeClaim', 'synapse-media');
    expect(claim.metadata.annotations).toEqual({
      'argocd.argoproj.io/sync-wave': '1',
      'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false',
      'matrix-gitops/backup': 'none: synapse.media.image is not set',
    });
    expect(readConfig(environment, 'synapse-config', 'main.yaml')['enable_media_repo']).toBe(false);
    expect(readConfig(environment, 'synapse-config', 'media-repository.yaml')).toMatchObject({
      enable_media_repo: true,
      media_store_path: '/media',
    });
  });

  it('is main where there is no media worker', () => {
    const environment = withWorkers(none, { synapse: {} });
    expect(podOf(environment, 'synapse-main')?.volumes).toContainEqual({
      name: 'media',
      persistentVolumeClaim: { claimName: 'synapse-media' },
    });
    expect(readConfig(environment, 'synapse-config', 'main.yaml')['enable_media_repo']).toBe(true);
  });

  it('leaves media on its volume, and nothing deletes it, until there is an image with the provider', () => {
    const { resources, secrets } = render(makeEnvironment());
    expect(resources.map(({ kind }) => kind)).not.toContain('CronJob');
    expect(secrets.map(({ name }) => name)).not.toContain('object-store-synapse');
    expect(podOf(makeEnvironment(), worker)?.containers[0]?.image).toBe(upstream);
    const files = readConfig(makeEnvironment(), 'synapse-config', 'media-repository.yaml');
    expect(files).not.toHaveProperty('media_storage_providers');
  });

  it('copies to the object store before it answers, with credentials from the environment', () => {
    const providers = readConfig(offloading(), 'synapse-config', 'media-repository.yaml')[
      'media_storage_providers'
    ];
    expect(providers).toEqual([
      {
        module: 's3_storage_provider.S3StorageProviderBackend',
        store_local: true,
        store_remote: true,
        store_synchronous: true,
        config: {
          bucket: 'synapse-media',
          endpoint_url: 'http://minio.minio.svc.cluster.local:80',
          region_name: 'us-east-1',
          storage_class: 'STANDARD',
        },
      },
    ]);
    const [container] = podOf(offloading(), worker)?.containers ?? [];
    expect(container?.image).toBe(derived);
    expect(container?.env?.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_DEFAULT_REGION']),
    );
    expect(podOf(offloading(), 'synapse-main')?.containers[0]?.image).toBe(upstream);
    expect(podOf(offloading(), 'synapse-sync')?.containers[0]?.image).toBe(upstream);
  });

  it('has room for request bodies', () => {
    const sizes = ['synapse-main', worker].map(
      (name) => podOf(makeEnvironment(), name)?.volumes?.find((volume) => volume.name === 'tmp')?.emptyDir,
    );
    expect(sizes).toEqual([{ sizeLimit: '1Gi' }, { sizeLimit: '4Gi' }]);
  });
});

describe('the nightly job', () => {
  const spec = jobOf(offloading());
  const pod = spec.jobTemplate.spec?.template.spec;

  it('runs once at a time, at three, and is given up before the next night', () => {
    expect(spec).toMatchObject({ schedule: '0 3 * * *', timeZone: 'Etc/UTC', concurrencyPolicy: 'Forbid' });
    expect(spec.jobTemplate.spec?.activeDeadlineSeconds).toBeLessThan(20 * 3_600);
  });

  it('runs beside the process that has the volume', () => {
    const [term] = pod?.affinity?.podAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
    expect(term).toEqual({
      topologyKey: 'kubernetes.io/hostname',
      labelSelector: {
        matchLabels: {
          'app.kubernetes.io/name': 'synapse',
          'app.kubernetes.io/component': 'media-repository',
        },
      },
    });
    expect(pod?.containers[0]?.image).toBe(derived);
  });

  it('names days as days, a directory to write to, and no secret', () => {
    const [container] = pod?.containers ?? [];
    expect(container?.args).toEqual([
      ...['--media', '/media', '--days', '7'],
      ...['--bucket', 'synapse-media', '--endpoint', 'http://minio.minio.svc.cluster.local:80'],
    ]);
    expect(pod?.volumes).toContainEqual({ name: 'work', emptyDir: { sizeLimit: '8Gi' } });
    expect(container?.workingDir).toBe('/work');
    const secret = container?.env?.filter(({ name }) => /PASSWORD|KEY/.test(name)) ?? [];
    expect(secret.map(({ name, value }) => [name, value])).toEqual([
      ['PGPASSWORD', undefined],
      ['AWS_ACCESS_KEY_ID', undefined],
      ['AWS_SECRET_ACCESS_KEY', undefined],
    ]);
    const days = jobOf(makeEnvironment({ synapse: { media: { image, retentionDays: 30 } } }));
    expect(days.jobTemplate.spec?.template.spec?.containers[0]?.args?.[3]).toBe('30');
  });
});

describe('an object store outside the cluster', () => {
  const environment = offloading({
    slots: { objectStore: 'external' },
    objectStore: { external: { endpoint: 'https://s3.example.org', region: 'eu-1', pathStyle: false } },
  });

  it('may want the bucket in the host name, which only a file can say', () => {
    const [container] = podOf(environment, worker)?.containers ?? [];
    expect(container?.env).toContainEqual({
      name: 'AWS_CONFIG_FILE',
      value: '/etc/synapse/object-store/config',
    });
    const { configMaps } = render(environment);
    expect(configMaps.find(({ name }) => name === 'synapse-object-store')?.files['config']).toEqual({
      format: 'text',
      text: '[default]\ns3 =\n  addressing_style = virtual\n',
    });
    expect(render(offloading()).configMaps.map(({ name }) => name)).not.toContain('synapse-object-store');
  });
});
