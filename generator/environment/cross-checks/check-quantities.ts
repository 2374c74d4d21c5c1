import { parseQuantity } from '../../kubernetes/quantity.ts';
import { formatPath, type Path } from '../path.ts';
import type { CrossCheck, CrossCheckContext } from './cross-check.ts';

/** Requests fit their limits, data fits its container, reservations fit their nodes. */
export const checkQuantities: CrossCheck = (context) => {
  const { resolved } = context;
  const { postgres, cacheSynapse, cacheLivekit, objectStore, synapse, elementWeb, observability } = resolved;
  compareResources(
    context,
    { postgres, cacheSynapse, cacheLivekit, objectStore, synapse, elementWeb, observability },
    [],
  );

  for (const [name, cache] of Object.entries({ cacheSynapse, cacheLivekit })) {
    compare(
      context,
      [[name, 'maxMemory'], cache?.maxMemory],
      [[name, 'resources', 'memoryLimit'], cache?.resources?.memoryLimit],
    );
  }
  // The append-only file grows to twice the data and is then rewritten beside itself.
  const file: Amount = [['cacheLivekit', 'maxMemory'], cacheLivekit?.maxMemory];
  compare(context, file, [['cacheLivekit', 'storage'], cacheLivekit?.storage], 4);

  for (const [name, pool] of Object.entries(resolved.cluster?.nodePools ?? {})) {
    const path: Path = ['cluster', 'nodePools', name];
    compare(context, [[...path, 'reserved', 'cpu'], pool?.reserved?.cpu], [[...path, 'cpu'], pool?.cpu]);
    compare(
      context,
      [[...path, 'reserved', 'memory'], pool?.reserved?.memory],
      [[...path, 'memory'], pool?.memory],
    );
  }
};

/** Finds each `memory` beside a `memoryLimit`, at any depth. */
function compareResources(context: CrossCheckContext, value: unknown, path: Path): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
  const { memory, memoryLimit } = value as Record<string, unknown>;
  if (typeof memory === 'string' && typeof memoryLimit === 'string')
    compare(context, [[...path, 'memory'], memory], [[...path, 'memoryLimit'], memoryLimit]);
  for (const [key, child] of Object.entries(value)) compareResources(context, child, [...path, key]);
}

type Amount = readonly [path: Path, text: string | undefined];

function compare(
  { isWritten, report }: CrossCheckContext,
  [path, small]: Amount,
  [otherPath, large]: Amount,
  factor = 1,
): void {
  if (small === undefined || large === undefined || parseQuantity(small) * factor <= parseQuantity(large))
    return;
  const at = isWritten(path) ? path : otherPath;
  const preset = (written: Path) => (isWritten(written) ? '' : ' (not written here: a default)');
  const message = `${formatPath(path)} is ${small}${preset(path)}, more than ${factor === 1 ? '' : `1/${factor} of `}${formatPath(otherPath)} ${large}${preset(otherPath)}`;
  const expected =
    factor === 1
      ? 'the first at most as large as the second'
      : `the second at least ${factor} times as large as the first`;
  report({ code: 'quantity-order', path: at, message, expected });
}
