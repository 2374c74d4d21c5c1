import type { IDeployment } from 'kubernetes-models/apps/v1/Deployment';
import type { IStatefulSet } from 'kubernetes-models/apps/v1/StatefulSet';
import { describe, expect, it } from 'vitest';
import { routerTimeouts } from '../../../generator/components/synapse/router/timeouts.ts';
import { activeWorkerKinds, countWorkers } from '../../../generator/components/synapse/worker-names.ts';
import {
  annotateConfigHash,
  configHashAnnotation,
} from '../../../generator/platform/annotate-config-hash.ts';
import { closed, find, makeEnvironment, namesOf, none, render, withWorkers } from './render.ts';

type SetSpec = NonNullable<IStatefulSet['spec']>;
const single = makeEnvironment({ scale: { users: 50, availability: 'single' } });

function setSpec(environment: ReturnType<typeof makeEnvironment>, name: string): SetSpec {
  return find<SetSpec>(environment, 'StatefulSet', name).spec;
}

describe('workloads', () => {
  it('are one StatefulSet per kind, each with the Service that names its pods', () => {
    const kinds = activeWorkerKinds(makeEnvironment());
    const sets = ['synapse-main', ...kinds.map(({ kubernetesName }) => kubernetesName)];
    expect(sets).toHaveLength(20);
    expect(namesOf(makeEnvironment(), 'StatefulSet')).toEqual(sets);
    expect(namesOf(makeEnvironment(), 'Service')).toEqual([...sets, 'synapse-router']);
    for (const name of sets) expect(setSpec(makeEnvironment(), name).serviceName).toBe(name);
  });

  it('have the replicas of the environment, and one main process', () => {
    const replicas = (name: string) => setSpec(makeEnvironment(), name).replicas;
    expect(replicas('synapse-main')).toBe(1);
    expect(replicas('synapse-sync')).toBe(10);
    expect(replicas('synapse-event-persister')).toBe(3);
    expect(replicas('synapse-federation-sender')).toBe(2);
  });

  it('vanish with their Services and budgets when the environment wants none', () => {
    const alone = withWorkers(none);
    expect(namesOf(alone, 'StatefulSet')).toEqual(['synapse-main']);
    expect(namesOf(alone, 'Service')).toEqual(['synapse-main', 'synapse-router']);
    expect(namesOf(closed(), 'StatefulSet')).not.toContain('synapse-federation-sender');
    expect(render(alone).configMaps.map(({ name }) => name)).toEqual(['synapse-config', 'synapse-router']);
  });

  it('have a disruption budget only where there are several', () => {
    expect(namesOf(makeEnvironment(), 'PodDisruptionBudget')).toEqual([
      ...activeWorkerKinds(makeEnvironment())
        .filter((kind) => countWorkers(makeEnvironment(), kind) > 1)
        .map(({ kubernetesName }) => kubernetesName),
      'synapse-router',
    ]);
    expect(namesOf(makeEnvironment(), 'PodDisruptionBudget')).not.toContain('synapse-typing');
    expect(namesOf(single, 'PodDisruptionBudget')).toEqual([]);
  });

  it('come up as main, workers, router', () => {
    const waves = new Map(
      render(makeEnvironment()).resources.map(({ kind, metadata }) => [
        `${kind} ${metadata.name}`,
        metadata.annotations?.['argocd.argoproj.io/sync-wave'],
      ]),
    );
    expect(waves.get('StatefulSet synapse-main')).toBe('0');
    expect(waves.get('StatefulSet synapse-sync')).toBe('1');
    expect(waves.get('Deployment synapse-router')).toBe('2');
  });

  it('are named by their pod and read shared file, kind and name in this order', () => {
    const [container] = setSpec(makeEnvironment(), 'synapse-sync').template.spec?.containers ?? [];
    expect(container?.command).toEqual(['python3', '-m', 'synapse.app.generic_worker']);
    expect(container?.args).toEqual([
      '--no-secrets-in-config',
      '-c',
      '/etc/synapse/config/homeserver.yaml',
      '-c',
      '/etc/synapse/config/sync.yaml',
      '-c',
      '/etc/synapse/names/$(POD_NAME).yaml',
    ]);
  });

  it('mount the CA without its key, and secret files for the group alone', () => {
    const volumes = setSpec(makeEnvironment(), 'synapse-main').template.spec?.volumes ?? [];
    const secrets = volumes.find(({ name }) => name === 'secrets')?.projected;
    expect(secrets?.defaultMode).toBe(0o440);
    const ca = secrets?.sources?.find(({ secret }) => secret?.name === 'synapse-db-ca')?.secret;
    expect(ca?.items).toEqual([{ key: 'ca.crt', path: 'database-ca.crt' }]);
  });

  it('have a name file for every worker', () => {
    const names = render(makeEnvironment()).configMaps.find(({ name }) => name === 'synapse-worker-names');
    expect(Object.keys(names?.files ?? {})).toHaveLength(45);
    expect(names?.files['synapse-sync-9.yaml']).toEqual({
      format: 'yaml',
      value: { worker_name: 'synapse-sync-9' },
    });
  });

  it('restart nobody when a sync worker is added', () => {
    const hashes = (environment: ReturnType<typeof makeEnvironment>) => {
      const { resources, configMaps } = render(environment);
      return resources
        .map((object) => annotateConfigHash(object, configMaps))
        .filter(({ kind }) => kind === 'StatefulSet' || kind === 'Deployment')
        .map((object) => {
          const { spec } = object as unknown as { spec: SetSpec };
          return [object.metadata.name, spec.template.metadata?.annotations?.[configHashAnnotation]];
        });
    };
    const before = hashes(withWorkers({ sync: 10 }));
    expect(before.every(([, hash]) => typeof hash === 'string')).toBe(true);
    expect(hashes(withWorkers({ sync: 11 }))).toEqual(before);
    expect(hashes(withWorkers({ eventPersister: 4 }))).not.toEqual(before);
  });
});

describe('the router', () => {
  const { spec } = find<NonNullable<IDeployment['spec']>>(makeEnvironment(), 'Deployment', 'synapse-router');

  it('is given the time that it takes to leave', () => {
    const { terminationGracePeriodSeconds, containers } = spec.template.spec ?? { containers: [] };
    const sleep = containers[0]?.lifecycle?.preStop?.sleep?.seconds ?? 0;
    expect(terminationGracePeriodSeconds).toBeGreaterThan(sleep + routerTimeouts.drain);
  });

  it('is replaced before it goes', () => {
    expect(spec.strategy?.rollingUpdate).toEqual({ maxUnavailable: 0, maxSurge: 1 });
  });

  it('waits longer for clients than for servers, and 90 seconds at least for a long-poll', () => {
    expect(routerTimeouts.syncServer).toBeGreaterThanOrEqual(90);
    expect(routerTimeouts.mainServer).toBeGreaterThanOrEqual(routerTimeouts.syncServer);
    expect(routerTimeouts.client).toBeGreaterThan(routerTimeouts.mainServer);
  });
});
