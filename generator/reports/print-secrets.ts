import type { SecretFacts } from '../secrets/list-secrets.ts';
import { printTable } from './print-table.ts';

/** Every Secret with its keys, where each value comes from, and who reads it. */
export function printSecrets(environment: string, secrets: readonly SecretFacts[]): string {
  const asked = secrets.flatMap(({ keys }) => keys.filter(({ provided }) => provided));
  const keys = secrets.reduce((sum, secret) => sum + secret.keys.length, 0);
  return [
    `${environment}: ${secrets.length} Secrets with ${keys} keys; ${asked.length} values come from you, the rest can be generated`,
    '',
    ...printTable(
      ['namespace/name', 'key', 'value', 'read by'],
      secrets.flatMap((secret) =>
        secret.keys.map(({ key, from }, index) => [
          index === 0 ? `${secret.namespace}/${secret.name}` : '',
          key,
          from,
          index === 0 ? printConsumers(secret.consumers) : '',
        ]),
      ),
    ),
    '',
  ].join('\n');
}

/** Every entry that a store must have. */
export function printStoreEntries(
  environment: string,
  entries: readonly {
    readonly path: string;
    readonly properties: readonly { readonly property: string; readonly from: string }[];
  }[],
): string {
  const values = entries.reduce((sum, { properties }) => sum + properties.length, 0);
  return [
    `${environment}: ${entries.length} entries with ${values} values in the store`,
    '',
    ...printTable(
      ['entry', 'property', 'value'],
      entries.flatMap(({ path, properties }) =>
        properties.map(({ property, from }, index) => [index === 0 ? path : '', property, from]),
      ),
    ),
    '',
  ].join('\n');
}

/** The first ones; a Secret of Synapse is read by every process. */
function printConsumers(consumers: readonly string[]): string {
  const more = consumers.length - 3;
  return `${consumers.slice(0, 3).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
