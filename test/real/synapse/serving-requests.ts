import type { Route } from '../../../generator/components/synapse/router/routing-table.ts';
import { anything, expandPattern } from '../../components/synapse/expand-pattern.ts';

/** One request of a row of the routing table. */
export interface RoutedRequest {
  readonly row: string;
  readonly method: string;
  /** Without query. */
  readonly path: string;
  /** Nothing waits, and /sync is no first sync. */
  readonly query: string;
}

const everyMethod = ['GET', 'POST', 'PUT', 'DELETE'] as const;

/** What stands in for `.*` at the end of these beginnings: what their API has there. Elsewhere `x` does. */
const endings: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^\/_matrix\/media\/$/, ['v3/upload', 'v3/config', 'v3/download/x/x', 'v3/thumbnail/x/x']],
  [/^\/_matrix\/client\/v1\/media\/$/, ['config', 'download/x/x', 'thumbnail/x/x']],
  [/^\/_matrix\/federation\/v1\/media\/$/, ['download/x', 'thumbnail/x']],
  [/^\/_synapse\/admin\/v1\/media\/$/, ['x/x', 'protect/x', 'quarantine/x/x']],
  [/^\/_synapse\/admin\/v1\/room\/x\/media$/, ['', '/quarantine']],
  [/^\/_synapse\/admin\/v1\/user\/x\/media$/, ['/quarantine']],
  [/\/room_keys\/$/, ['version', 'keys']],
];

function fill(way: string): string[] {
  const [start = '', ...rest] = way.split(anything);
  if (rest.length === 0) return [way];
  const ends = endings.find(([beginning]) => beginning.test(start))?.[1] ?? ['x'];
  return ends.map((end) => [start, ...rest].join(end));
}

/** Every way through the pattern of a row, by each of its methods. */
export function requestsOf({ name, path, methods = everyMethod }: Route): RoutedRequest[] {
  return expandPattern(`(${path})$`)
    .flatMap(fill)
    .flatMap((way) =>
      methods
        .filter((method) => method !== 'HEAD')
        .map((method) => ({
          row: name,
          method,
          path: way,
          query: '?since=s1&timeout=0',
        })),
    );
}

/** Whether Synapse knows the path and the method, whatever else it thinks of the request. */
export function isKnown(status: number, body: string): boolean {
  return !([400, 404, 405].includes(status) && body.includes('M_UNRECOGNIZED'));
}

/** Calls `ask` for each item, a few at a time, and keeps their order. */
export async function askAll<Item, Answer>(
  items: readonly Item[],
  ask: (item: Item) => Promise<Answer>,
): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (let start = 0; start < items.length; start += 8)
    answers.push(...(await Promise.all(items.slice(start, start + 8).map(ask))));
  return answers;
}
