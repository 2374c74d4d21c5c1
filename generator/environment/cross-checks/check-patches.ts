import { quote } from '../quote.ts';
import { suggestNearest } from '../suggest.ts';
import type { CrossCheck } from './cross-check.ts';

/** Patches belong to a component that exists, and each names one object that no other patch of the component names. */
export const checkPatches: CrossCheck = ({ resolved, knownComponents, report }) => {
  for (const [component, patches] of Object.entries(resolved.patches ?? {})) {
    if (knownComponents !== undefined && !knownComponents.includes(component)) {
      const message = `there is no component ${quote(component)}`;
      const suggestion = suggestNearest(component, knownComponents);
      const expected = suggestion === undefined ? `one of ${knownComponents.join(', ')}` : undefined;
      report({
        code: 'unknown-patch-component',
        path: ['patches', component],
        message,
        suggestion,
        expected,
        at: 'key',
      });
    }
    const seen = new Map<string, number>();
    for (const [index, patch] of (patches ?? []).entries()) {
      if (patch?.apiVersion === undefined || patch.kind === undefined || patch.metadata?.name === undefined)
        continue;
      const { name, namespace = '' } = patch.metadata as { name: string; namespace?: unknown };
      const path = ['patches', component, index];
      if (typeof namespace !== 'string') {
        const message = `metadata.namespace of ${patch.kind} ${name} must be text`;
        report({ code: 'patch-identity', path: [...path, 'metadata', 'namespace'], message });
        continue;
      }
      const identity = [patch.apiVersion, patch.kind, namespace, name].join(' ');
      const first = seen.get(identity);
      seen.set(identity, first ?? index);
      if (first === undefined) continue;
      const message = `${patch.kind} ${quote(name)} is already patched by patches.${component}[${first}]`;
      report({
        code: 'patch-identity',
        path: [...path, 'metadata', 'name'],
        message,
        expected: 'one patch for each object',
      });
    }
  }
};
