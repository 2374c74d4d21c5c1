import { parseQuantity } from '../../kubernetes/quantity.ts';
import { formatPath, type Path } from '../path.ts';
import type { CrossCheck, CrossCheckContext } from './cross-check.ts';

/** Requests fit their limits, data fits its container, reservations fit their nodes. */
export const checkQuantities: CrossCheck = (context) => {
  const { resolved } = context;
  const { postgres, cacheSynapse, objectStore, synapse, elementWeb } = resolved;
  compareResources(context, { postgres, cacheSynapse, objectStore, synapse, elementWeb }, []);

  const cache: Path = ['cacheSynapse', 'maxMemory'];
  compare(
    context,
    [cache, cacheSynapse?.maxMemory],
    [['cacheSynapse', 'resources', 'memoryLimit'], cacheSynapse?.resources?.memoryLimit],
  );

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
): void {
  if (small === undefined || large === undefined || parseQuantity(small) <= parseQuantity(large)) return;
  const at = isWritten(path) ? path : otherPath;
  const preset = (written: Path) => (isWritten(written) ? '' : ' (not written here: a default)');
  const message = `${formatPath(path)} is ${small}${preset(path)}, more than ${formatPath(otherPath)} ${large}${preset(otherPath)}`;
  report({ code: 'quantity-order', path: at, message, expected: 'the first at most as large as the second' });
}
