import type { Environment } from '../../../environment/environment.ts';
import { namespaces } from '../../common/namespaces.ts';
import type { Component } from '../../component.ts';
import { makeSecretStore } from './secret-store.ts';

/** Component that carries the objects which become Secrets; `platform` adds those, because it alone knows all declarations. */
export const secretsComponentName = 'secrets';

/** What makes the Secrets of all components, before the tiers that read them. */
export const secretsComponent: Component = {
  name: secretsComponentName,
  tier: 'platform',
  summary: 'Secrets of all components, sealed or from the store',
  namespace: () => namespaces.matrix.name,
  // Before the first is sealed there is nothing to deploy.
  enabled: ({ slots, sealedSecrets }) => slots.secrets === 'external-secrets' || sealedSecrets.length > 0,
  render: (environment: Environment) => ({
    resources: makeSecretStore(environment),
    configMaps: [],
    flows: [],
    secrets: [],
  }),
};
