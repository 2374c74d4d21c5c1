import type { Origin } from './environment.ts';

/** An origin for people: `environments/production.yaml:8`, `preset large`, `availability high`, `default`. */
export function describeOrigin(origin: Origin): string {
  switch (origin.source) {
    case 'file':
      return `${origin.file}:${origin.line}`;
    case 'availability':
      return `availability ${origin.availability}`;
    case 'preset':
      return `preset ${origin.preset}`;
    case 'default':
      return 'default';
  }
}
