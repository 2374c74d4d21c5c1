import { readdirSync } from 'node:fs';
import type { MutationCase } from './mutate.ts';

const families = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.ts') && !['mutate.ts', 'mutations.ts'].includes(file))
  .sort();

/** Every mutation of `production`: one file per rule family beside this one, at least one case per rule. */
export const mutations: readonly MutationCase[] = (
  await Promise.all(
    families.map(async (file) => (await import(`./${file}`)) as { readonly cases: readonly MutationCase[] }),
  )
).flatMap(({ cases }) => cases);
